"""Reads pages of the public internet to which people link, and nothing else.

Whoever writes a link chooses where this machine connects to. So names are resolved here, once for
each hop; every address that a name has must be public; the connection goes to the very address that
was looked at, which leaves no second answer of a name server to anybody; redirects begin all of it
anew. Only https on its own port, a few redirects, and bounds on time and size.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

MAX_BYTES = 512 * 1024
MAX_REDIRECTS = 3
SECONDS = 5.0
PORT = 443
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 16 * 1024
_AGENT = "Stunity/1.0 (link preview)"
# Addresses of IPv4 in another dress: what they lead to is not what they look like.
_DRESSED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))

Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


class LinkRefused(Exception):
    """The address leads to no page of the public internet."""


class LinkUnreachable(Exception):
    """The page did not come, or not in time, or not as a page."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """The beginning of a page, and how its text is encoded, as far as the server says."""

    url: str
    body: bytes
    charset: str | None


def _resolve(host: str) -> Sequence[str]:
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


class PageFetcher:
    """Fetches pages. What resolves and connects is given by tests, and never chosen by a link."""

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
        self._seconds = seconds

    def fetch(self, url: str) -> FetchedPage:
        """The page at the end of a few redirects; raises LinkRefused or LinkUnreachable."""
        ends = time.monotonic() + self._seconds
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = self._one(url, ends)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise LinkUnreachable(f"{type(error).__name__}: {error}") from error
            if isinstance(answer, FetchedPage):
                return answer
            url = urljoin(url, answer)
        raise LinkUnreachable("too many redirects")

    def _one(self, url: str, ends: float) -> FetchedPage | str:
        """The page, or where it has gone."""
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme != "https" or not host or parts.username or parts.password:
            raise LinkRefused("not an https address without credentials")
        if parts.port not in {None, PORT}:
            raise LinkRefused("another port")
        address = self._public_address(host, ends)
        connection = http.client.HTTPSConnection(host, PORT, context=self._context)
        plain = self._connect(address, PORT, _left(ends))
        try:
            plain.settimeout(_left(ends))
            connection.sock = self._context.wrap_socket(plain, server_hostname=host)
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            headers = {"User-Agent": _AGENT, "Accept": "text/html", "Accept-Encoding": "identity"}
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                return location
            if response.status != http.client.OK:
                raise LinkUnreachable(f"status {response.status}")
            if response.headers.get_content_type() not in {"text/html", "application/xhtml+xml"}:
                raise LinkUnreachable("not a page")
            body = self._body(connection, response, ends)
            return FetchedPage(url, body, response.headers.get_content_charset())
        finally:
            connection.close()
            plain.close()

    def _public_address(self, host: str, ends: float) -> str:
        """The address to connect to; raises LinkRefused where any that the name has is private."""
        # The system's resolver takes no deadline: a thread is left to it, and not waited for.
        asking = ThreadPoolExecutor(1)
        try:
            found = asking.submit(self._resolve, host).result(timeout=_left(ends))
        finally:
            asking.shutdown(wait=False)
        if not found:
            raise LinkUnreachable("no address")
        for address in found:
            if not is_public(address):
                raise LinkRefused("an address inside")
        return found[0]

    @staticmethod
    def _body(
        connection: http.client.HTTPSConnection, response: http.client.HTTPResponse, ends: float
    ) -> bytes:
        body = bytearray()
        while len(body) < MAX_BYTES:
            # A server that sends a byte a second is not waited for.
            connection.sock.settimeout(_left(ends))
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            body += chunk
        return bytes(body[:MAX_BYTES])


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, under whatever dress."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _DRESSED) or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise LinkUnreachable("out of time")
    return left
