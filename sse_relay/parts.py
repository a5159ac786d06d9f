"""The parts of a relay, made from its settings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from infra.tokens import TokenVerifier, parse_keys
from shared.telemetry.spans import SILENT, Telemetry
from sse_relay.admission.admission import Admission
from sse_relay.admission.ledger import Ledger
from sse_relay.admission.open_streams import OpenStreams
from sse_relay.admission.opening import StreamOpener
from sse_relay.admission.polling import StreamPoller
from sse_relay.admission.seats import Attempts, Seats
from sse_relay.admission.sessions import SessionCheck
from sse_relay.log.bus import Bus
from sse_relay.log.inbox import Inbox
from sse_relay.log.latency import Latency
from sse_relay.log.reader import StreamLog
from sse_relay.log.replaying import Replayer, ReplayPace
from sse_relay.log.tracker import Pace, Tracker
from sse_relay.settings import RelaySettings
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.coalescing import Coalescer
from sse_relay.streams.hub import Hub, HubLimits
from sse_relay.streams.rules import Rules
from sse_relay.wire.messages import Cors
from sse_relay.wire.timers import TimerWheel


@dataclass(frozen=True, slots=True)
class Clocks:
    """``steady`` measures durations, ``wall`` tells the time of day."""

    steady: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class Feed:
    """How events reach the streams: from the bus and the log into the hub."""

    hub: Hub
    tracker: Tracker
    bus: Bus
    inbox: Inbox
    coalescer: Coalescer
    sessions: SessionCheck
    latency: Latency


@dataclass(frozen=True, slots=True)
class Entrance:
    """How streams come to be: who may have one, and what it is sent first."""

    admission: Admission
    opener: StreamOpener
    poller: StreamPoller
    replayer: Replayer
    rules: Rules


def make_seats(settings: RelaySettings) -> Seats:
    """The places of this process, shared with the other workers where there are any."""
    ledger = None
    if settings.relay_worker_dir is not None:
        path = settings.relay_worker_dir / "seats"
        ledger = Ledger(path, workers=settings.relay_workers, worker=settings.relay_worker)
    return Seats(
        per_user=settings.relay_user_streams,
        per_tenant=settings.relay_tenant_streams,
        in_all=settings.relay_instance_streams,
        ledger=ledger,
    )


def make_feed(
    settings: RelaySettings,
    event_log: StreamLog,
    *,
    streams: OpenStreams,
    wheel: TimerWheel,
    clocks: Clocks,
    instance: str,
) -> Feed:
    """Bus, log and hub, joined."""

    def start_again() -> None:
        streams.start_again()
        hub.clear()

    def fill_gap(channel: TrackedChannel) -> None:
        # Hub and tracker know each other: the hub says what is missing, the tracker brings it.
        tracker.fill_gap(channel)

    bus = Bus(settings, instance)
    latency = Latency(clocks.wall, _telemetry(settings))

    def look_again(channel: TrackedChannel) -> None:
        sessions.on_access(channel)

    hub = Hub(_hub_limits(settings), on_gap=fill_gap, on_access=look_again)
    tracker = Tracker(
        hub,
        event_log,
        clock=clocks.steady,
        pace=_pace(settings),
        latency=latency,
        bus_attached=lambda: bus.attached,
        on_new_epoch=start_again,
    )
    sessions = SessionCheck(
        streams.connections, event_log, tracker, seconds=settings.relay_session_check_seconds
    )
    coalescer = Coalescer(hub, wheel, clocks.steady)
    inbox = Inbox(
        hub,
        asyncio.get_running_loop(),
        clock=clocks.steady,
        per_turn=settings.relay_turn_messages,
        turn_bytes=settings.relay_turn_bytes,
        waiting=settings.relay_inbox_messages,
        coalescer=coalescer,
        latency=latency,
        on_control=sessions.on_control,
    )
    return Feed(hub, tracker, bus, inbox, coalescer, sessions, latency)


def make_entrance(
    settings: RelaySettings,
    event_log: StreamLog,
    *,
    feed: Feed,
    seats: Seats,
    streams: OpenStreams,
    wheel: TimerWheel,
    clocks: Clocks,
    cors: Cors,
) -> Entrance:
    """Admission, opening and replay, joined."""
    admission = Admission(
        event_log=event_log,
        verifier=TokenVerifier(parse_keys(settings.jwt_public_keys)),
        cors=cors,
        attempts=Attempts(settings.relay_user_connects, 60.0, clocks.steady),
        shards=settings.relay_shards,
    )
    rules = _rules(settings, feed.hub, streams, wheel, clocks)
    replayer = Replayer(rules, event_log, _replay_pace(settings))
    opener = StreamOpener(
        rules=rules,
        tracker=feed.tracker,
        admission=admission,
        cors=cors,
        seats=seats,
        replayer=replayer,
        max_age_seconds=(settings.relay_age_min_seconds, settings.relay_age_max_seconds),
        on_opened=streams.on_opened,
    )
    return Entrance(admission, opener, StreamPoller(admission, event_log), replayer, rules)


def _hub_limits(settings: RelaySettings) -> HubLimits:
    return HubLimits(
        ring_events=settings.relay_ring_events,
        ring_bytes=settings.relay_ring_bytes,
        pending_events=settings.relay_pending_events,
    )


def _pace(settings: RelaySettings) -> Pace:
    return Pace(
        compare_seconds=settings.relay_compare_seconds,
        compare_alone_seconds=settings.relay_compare_alone_seconds,
        gap_seconds=settings.relay_gap_seconds,
        fill_events=settings.relay_fill_events,
        turn_bytes=settings.relay_turn_bytes,
        fills_at_once=settings.relay_fills,
        linger_seconds=settings.relay_channel_linger_seconds,
    )


def _replay_pace(settings: RelaySettings) -> ReplayPace:
    return ReplayPace(
        page_events=settings.relay_replay_page_events,
        part_bytes=settings.relay_turn_bytes,
        at_once=settings.relay_replays,
        retry_seconds=settings.relay_replay_retry_seconds,
    )


def _rules(
    settings: RelaySettings, hub: Hub, streams: OpenStreams, wheel: TimerWheel, clocks: Clocks
) -> Rules:
    return Rules(
        hub=hub,
        wheel=wheel,
        clock=clocks.steady,
        wall=clocks.wall,
        on_closed=streams.on_closed,
        max_frames=settings.relay_buffer_frames,
        max_bytes=settings.relay_buffer_bytes,
        checkpoint_events=settings.relay_checkpoint_events,
        checkpoint_seconds=settings.relay_checkpoint_seconds,
        heartbeat_seconds=(
            settings.relay_heartbeat_min_seconds,
            settings.relay_heartbeat_max_seconds,
        ),
        silence_seconds=settings.relay_silence_seconds,
        notice_seconds=settings.relay_notice_seconds,
        linger_seconds=settings.relay_linger_seconds,
    )


def _telemetry(settings: RelaySettings) -> Telemetry:
    """Records spans where a collector is named, else nothing."""
    if settings.otel_exporter_otlp_endpoint is None:
        return SILENT
    from infra.telemetry.otel import OpenTelemetry

    return OpenTelemetry(
        settings.program,
        settings.otel_exporter_otlp_endpoint,
        settings.otel_traces_sampler_arg,
    )
