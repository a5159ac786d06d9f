"""All counters and gauges of a relay, for ``/metrics``."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from sse_relay.admission.open_streams import OpenStreams
from sse_relay.log.latency import BOUNDS_SECONDS
from sse_relay.log.sweeper import Sweeper
from sse_relay.operations.prometheus import CONTENT_TYPE, Exposition
from sse_relay.operations.report import Report
from sse_relay.parts import Entrance, Feed
from sse_relay.settings import RelaySettings
from sse_relay.wire.messages import Answer
from sse_relay.wire.timers import TimerWheel


class Metrics:
    """Reads the parts of a relay and changes nothing."""

    def __init__(
        self,
        settings: RelaySettings,
        *,
        clock: Callable[[], float],
        report: Report,
        streams: OpenStreams,
        feed: Feed,
        entrance: Entrance,
        wheel: TimerWheel,
        sweeper: Sweeper | None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._report = report
        self._streams = streams
        self._feed = feed
        self._entrance = entrance
        self._wheel = wheel
        self._sweeper = sweeper

    def answer(self) -> Answer:
        """The answer to ``/metrics``."""
        out = Exposition("stunity_relay")
        self._expose_streams(out)
        self._expose_opening(out)
        self._expose_bus(out)
        self._expose_events(out)
        self._expose_reads(out)
        self._expose_process(out)
        return HTTPStatus.OK, out.render(), CONTENT_TYPE

    def _expose_streams(self, out: Exposition) -> None:
        connections = self._streams.connections
        tenants = [({"tenant": name}, n) for name, n in self._report.tenants().items()]
        closed = [({"reason": why}, n) for why, n in self._streams.closed.items()]
        buffered = [c.buffered for c in connections]
        out.gauge("connections", "Open streams by tenant.", tenants)
        out.gauge("connections_limit", "Streams allowed.", self._settings.relay_instance_streams)
        paused = sum(c.paused for c in connections)
        out.gauge("connections_paused", "Streams whose socket is full.", paused)
        behind = sum(bool(c.behind) for c in connections)
        out.gauge("connections_behind", "Streams that are still replaying.", behind)
        out.gauge("buffered_bytes", "Bytes that wait in streams' buffers.", sum(buffered))
        out.gauge("buffered_bytes_max", "Bytes in the fullest buffer.", max(buffered, default=0))
        beats = self._entrance.rules.beats
        out.counter("heartbeats", "Heartbeats sent.", beats.sent)
        late = round(beats.late_seconds, 6)
        out.counter("heartbeat_late_seconds", "Lateness of heartbeats, in all.", late)
        out.counter("closed", "Streams ended, by reason.", closed)
        out.counter("sent_bytes", "Bytes written to streams.", self._streams.sent_bytes)

    def _expose_opening(self, out: Exposition) -> None:
        opening, replays = self._entrance.opener.stats, self._entrance.replayer.stats
        out.counter("opened", "Streams opened.", opening.opened)
        out.counter("resumed", "Streams opened with a valid cursor.", opening.resumed)
        out.counter(
            "resyncs",
            "Channels whose missed events could not be given.",
            opening.resyncs + replays.resyncs,
        )
        out.counter("replay_memory", "Channels replayed from memory.", replays.from_memory)
        out.counter("replay_log", "Pages replayed from the log.", replays.from_log)

    def _expose_bus(self, out: Exposition) -> None:
        inbox = self._feed.inbox
        dropped = [
            ({"reason": "untracked"}, inbox.stats.untracked),
            ({"reason": "malformed"}, inbox.stats.malformed),
            ({"reason": "failed"}, inbox.stats.failed),
            ({"reason": "foreign_tenant"}, inbox.stats.foreign),
            ({"reason": "inbox_full"}, inbox.stats.dropped),
            ({"reason": "duplicate"}, self._feed.hub.stats.duplicates),
        ]
        out.gauge("bus_attached", "Whether messages can arrive.", int(self._feed.bus.attached))
        out.counter("bus_messages", "Messages received from the bus.", inbox.stats.received)
        out.counter("bus_dropped", "Messages not used, by reason.", dropped)
        out.gauge("inbox_waiting", "Messages that wait to be looked at.", inbox.waiting)
        stalled = round(inbox.stalled_seconds, 3)
        out.gauge("inbox_stalled_seconds", "Time since waiting messages were last taken.", stalled)
        failed = inbox.stats.turns_failed
        out.counter("inbox_turns_failed", "Turns that ended with an error.", failed)

    def _expose_events(self, out: Exposition) -> None:
        hub = self._feed.hub
        stats = hub.stats
        out.counter("events", "Durable events put in order.", stats.events)
        out.counter("ephemeral_events", "Ephemeral events passed on.", stats.ephemeral)
        out.counter("coalesced", "Counters that a newer one replaced.", stats.coalesced)
        out.counter("deliveries", "Events handed to a stream.", stats.deliveries)
        out.counter("gaps", "Events that arrived before one of their predecessors.", stats.gaps)
        out.counter("skips", "Channels that jumped over retired events.", stats.skips)
        out.counter("unreadable", "Events left out of a stream: broken inside.", stats.unreadable)
        out.counter("streams_failed", "Streams cut off after an error.", stats.failed_streams)
        out.gauge("channels", "Channels followed.", len(hub.channels))
        out.histogram(
            "lag_seconds",
            "From the making of an event to the sockets, by the way it came.",
            [
                ({"way": way}, BOUNDS_SECONDS, spread.counts, round(spread.total, 6))
                for way, spread in self._feed.latency.by_way.items()
            ],
        )

    def _expose_reads(self, out: Exposition) -> None:
        reads = self._feed.tracker.stats
        silent = self._clock() - reads.last_read_at
        out.counter("fills", "Reads of missed events.", reads.fills)
        out.counter("filled_events", "Events read from the log.", reads.filled_events)
        out.counter("head_reads", "Reads of positions.", reads.head_reads)
        out.counter("failed_reads", "Reads that the database did not answer.", reads.failed_reads)
        if silent != float("inf"):
            out.gauge("read_age_seconds", "Time since the last successful read.", silent)
        if self._sweeper is not None:
            sweeps = self._sweeper.stats
            out.gauge("sweeper_leader", "Whether this process sweeps.", int(sweeps.leader))
            out.counter("swept", "Events published by the sweeper.", sweeps.published)
            out.counter("sweep_failures", "Events the bus refused.", sweeps.failed)

    def _expose_process(self, out: Exposition) -> None:
        out.gauge("loop_lag_seconds", "Lateness of the event loop.", self._wheel.lag_seconds)
        draining = int(self._entrance.admission.draining)
        out.gauge("draining", "Whether the process is about to stop.", draining)
