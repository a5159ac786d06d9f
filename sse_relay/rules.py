"""What all connections of a process share, and what each needs of its socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from sse_relay.hub import Hub
from sse_relay.timers import TimerWheel

if TYPE_CHECKING:
    from sse_relay.connection import Connection


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


@dataclass(slots=True)
class Beats:
    """Heartbeats since the start, and by how many seconds they came late in all."""

    sent: int = 0
    late_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What all connections of a process share: bounds in events, bytes and seconds, and parts."""

    hub: Hub
    wheel: TimerWheel
    clock: Callable[[], float]
    wall: Callable[[], float]
    on_closed: Callable[[Connection, str], None]
    max_frames: int = 512
    max_bytes: int = 1_048_576
    checkpoint_events: int = 64
    checkpoint_seconds: float = 1.0
    heartbeat_seconds: tuple[float, float] = (25.0, 30.0)
    notice_seconds: float = 10.0
    linger_seconds: float = 5.0
    beats: Beats = field(default_factory=Beats)


def as_wire(transport: asyncio.BaseTransport) -> Wire:
    """A TCP transport, seen as what a connection needs of it."""
    return cast("Wire", transport)
