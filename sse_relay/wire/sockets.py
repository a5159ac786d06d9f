"""Sockets: the listening one, what every accepted one inherits, and what a stream needs of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from sse_relay.settings import RelaySettings


class Wire(Protocol):
    """The part of a transport that a connection uses."""

    def write(self, data: bytes) -> None:
        """Send or buffer."""

    def writelines(self, list_of_data: Sequence[bytes]) -> None:
        """Send or buffer several pieces without joining them."""

    def close(self) -> None:
        """Close when everything is sent."""

    def abort(self) -> None:
        """Close at once."""

    def get_write_buffer_size(self) -> int:
        """Bytes that the kernel did not take yet."""


def as_wire(transport: asyncio.BaseTransport) -> Wire:
    """A TCP transport, seen as what a connection needs of it."""
    return cast("Wire", transport)


def listen(settings: RelaySettings) -> socket.socket:
    """A bound socket that does not block."""
    listener = socket.socket(_family(settings), socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if settings.relay_workers > 1:
        # The kernel spreads new sockets over all who listen.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # Accepted sockets inherit these: a peer that vanished is noticed without a write of ours.
    seconds = settings.relay_dead_peer_seconds
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, max(1, int(seconds / 2)))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(1, int(seconds / 4)))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
    # A slow reader must show in our own bounded buffer, not fill megabytes of the kernel's.
    unsent = settings.relay_socket_unsent_bytes
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, unsent)
    listener.setblocking(False)
    listener.bind((settings.relay_host, settings.relay_port))
    return listener


@contextlib.contextmanager
def reserve_port(settings: RelaySettings) -> Iterator[int]:
    """The port that all workers share, held for as long as they may come and go.

    A socket that does not listen is handed no connections.
    """
    with socket.socket(_family(settings), socket.SOCK_STREAM) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((settings.relay_host, settings.relay_port))
        yield holder.getsockname()[1]


def _family(settings: RelaySettings) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in settings.relay_host else socket.AF_INET
