"""The listening socket, with what every accepted one inherits."""

from __future__ import annotations

import socket

from sse_relay.settings import RelaySettings


def listen(settings: RelaySettings) -> socket.socket:
    """A bound socket that does not block."""
    family = socket.AF_INET6 if ":" in settings.relay_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
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
