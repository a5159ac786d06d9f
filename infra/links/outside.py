"""Connections to the public internet, at addresses that somebody else chooses, and to nothing else.

Whoever writes an address chooses where this machine connects to. So names are resolved here, once
for each connection; every address that a name has must be public; and the connection goes to the
very address that was looked at, which leaves no second answer of a name server to anybody. Only
https on its own port, within a time: one that is over cuts the connection, since a server that says
a byte every few seconds never keeps anybody waiting for the next one too long.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

SECONDS = 5.0
PORT = 443
# Where the public internet has its addresses of IPv6. The others are of IPv4 in another dress, of a
# site, or nobody's yet.
_GLOBAL = ipaddress.IPv6Network("2000::/3")
# The same dress within them: what these lead to is not what they look like.
_DRESSED = ipaddress.IPv6Network("2002::/16")

Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


class LinkRefused(Exception):
    """The address leads to nothing of the public internet."""


class LinkUnreachable(Exception):
    """The answer did not come, or not in time, or not as it should."""


def _resolve(host: str) -> Sequence[str]:
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


class Outside:
    """Opens connections. What resolves and connects is given by tests, and never chosen by a link.

    Proxies of the environment are not used.
    """

    def __init__(
        self,
        resolve: Resolve = _resolve,
        connect: Connect = _connect,
        context: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve = resolve
        self._connect = connect
        self._context = context or ssl.create_default_context()
        self.seconds = seconds

    @contextmanager
    def open(self, url: str, ends: float) -> Iterator[tuple[http.client.HTTPSConnection, str]]:
        """A connection, and what to ask for on it; raises LinkRefused or LinkUnreachable."""
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme != "https" or not host or parts.username or parts.password:
            raise LinkRefused("not an https address without credentials")
        if parts.port not in {None, PORT}:
            raise LinkRefused("another port")
        address = self._public_address(host, ends)
        connection = http.client.HTTPSConnection(host, PORT, context=self._context)
        plain = self._connect(address, PORT, left(ends))
        try:
            plain.settimeout(left(ends))
            secured = self._context.wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            )
            connection.sock = secured
            with _cut(secured, ends):
                secured.do_handshake()
                yield connection, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            # What a cut connection gave last looks like an end of its own.
            left(ends)
        finally:
            connection.close()
            plain.close()

    def _public_address(self, host: str, ends: float) -> str:
        """The address to connect to; raises LinkRefused where any that the name has is private."""
        # The system's resolver takes no deadline: a thread is left to it, and not waited for.
        asking = ThreadPoolExecutor(1)
        try:
            found = asking.submit(self._resolve, host).result(timeout=left(ends))
        finally:
            asking.shutdown(wait=False)
        if not found:
            raise LinkUnreachable("no address")
        for address in found:
            if not is_public(address):
                raise LinkRefused("an address inside")
        return found[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, under whatever dress."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found not in _GLOBAL or found in _DRESSED or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


@contextmanager
def _cut(connection: socket.socket, ends: float) -> Iterator[None]:
    """End the connection at that time, whatever waits for it then."""

    def cut() -> None:
        # Of the plain socket: that of TLS would forget its state below whoever reads.
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    watch = threading.Timer(left(ends), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def left(ends: float) -> float:
    """Seconds until then; raises LinkUnreachable where there are none."""
    rest = ends - time.monotonic()
    if rest <= 0:
        raise LinkUnreachable("out of time")
    return rest
