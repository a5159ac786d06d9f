"""The settings, as each part wants them."""

from __future__ import annotations

from collections.abc import Callable

from sse_relay.connection import Connection
from sse_relay.hub import Hub, HubLimits
from sse_relay.replaying import ReplayPace
from sse_relay.rules import Rules
from sse_relay.settings import RelaySettings
from sse_relay.timers import TimerWheel
from sse_relay.tracker import Pace


def hub_limits(settings: RelaySettings) -> HubLimits:
    """Bounds of the hub."""
    return HubLimits(
        ring_events=settings.relay_ring_events,
        ring_bytes=settings.relay_ring_bytes,
        pending_events=settings.relay_pending_events,
    )


def pace(settings: RelaySettings) -> Pace:
    """Pace of the tracker."""
    return Pace(
        compare_seconds=settings.relay_compare_seconds,
        compare_alone_seconds=settings.relay_compare_alone_seconds,
        gap_seconds=settings.relay_gap_seconds,
        fill_events=settings.relay_fill_events,
        turn_bytes=settings.relay_turn_bytes,
        fills_at_once=settings.relay_fills,
        linger_seconds=settings.relay_channel_linger_seconds,
    )


def replay_pace(settings: RelaySettings) -> ReplayPace:
    """Pace of replays."""
    return ReplayPace(
        page_events=settings.relay_replay_page_events,
        part_bytes=settings.relay_turn_bytes,
        at_once=settings.relay_replays,
        retry_seconds=settings.relay_replay_retry_seconds,
    )


def rules(
    settings: RelaySettings,
    *,
    hub: Hub,
    wheel: TimerWheel,
    clock: Callable[[], float],
    wall: Callable[[], float],
    on_closed: Callable[[Connection, str], None],
) -> Rules:
    """What all connections share."""
    return Rules(
        hub=hub,
        wheel=wheel,
        clock=clock,
        wall=wall,
        on_closed=on_closed,
        max_frames=settings.relay_buffer_frames,
        max_bytes=settings.relay_buffer_bytes,
        checkpoint_events=settings.relay_checkpoint_events,
        checkpoint_seconds=settings.relay_checkpoint_seconds,
        heartbeat_seconds=(
            settings.relay_heartbeat_min_seconds,
            settings.relay_heartbeat_max_seconds,
        ),
        notice_seconds=settings.relay_notice_seconds,
        linger_seconds=settings.relay_linger_seconds,
    )
