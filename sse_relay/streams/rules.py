"""What all connections of a process share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sse_relay.streams.hub import Hub
from sse_relay.wire.timers import TimerWheel

if TYPE_CHECKING:
    from sse_relay.streams.connection import Connection


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
    max_frames: int
    max_bytes: int
    checkpoint_events: int
    checkpoint_seconds: float
    heartbeat_seconds: tuple[float, float]
    silence_seconds: float
    notice_seconds: float
    linger_seconds: float
    beats: Beats = field(default_factory=Beats)
