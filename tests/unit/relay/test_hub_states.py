"""Whatever is lost, doubled, reordered, retired or late: a stream has no hole, or says so."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from shared.realtime import replay
from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor
from sse_relay.channel import TrackedChannel
from sse_relay.hub import Hub
from sse_relay.wire import StreamEvent
from tests.fakes.stream_log import Message, make_event
from tests.support.relay import Client, World, make_claims

TENANT = UUID("01990000-0000-7000-8000-00000000000a")
NAMES = [f"tenant:{TENANT}", "class:1", "class:2"]
BEHIND = 12
EXAMPLES, STEPS = (300, 50) if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (30, 30)

small = {
    "relay_ring_events": 4,
    "relay_pending_events": 4,
    "relay_buffer_frames": 6,
    "relay_fill_events": 3,
    "relay_replay_page_events": 4,
    "relay_checkpoint_events": 5,
    "relay_user_streams": 50,
    "relay_notice_seconds": 1,
    "relay_session_check_seconds": 3600,
}


class Streams(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World(high_water=64, **small)
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(replay, "MAX_BEHIND", BEHIND)
        hub = self.world.relay.hub
        hub.limits = replace(hub.limits, behind_events=BEHIND)
        self.log = self.world.log
        self.claims = make_claims(tenant_id=TENANT, seconds=100_000)
        self.log.admit(self.claims, *NAMES[1:])
        self.clients: list[Client] = []
        self.held: list[Message] = []
        self.retired: set[str] = set()
        for _ in range(3):
            self._connect(None)

    @override
    def teardown(self) -> None:
        try:
            self._settle()
        finally:
            self.patch.undo()
            self.world.close()

    # What happens to events.

    @rule(
        name=st.sampled_from(NAMES),
        count=st.integers(1, 6),
        fates=st.lists(st.sampled_from(["once", "twice", "lost", "late"]), min_size=6, max_size=6),
    )
    def publish(self, name: str, count: int, fates: list[str]) -> None:
        for fate in fates[:count]:
            message = self.log.append(TENANT, name)
            if fate in {"once", "twice"}:
                self.world.relay.inbox.on_message(*message)
            if fate in {"late", "twice"}:
                self.held.append(message)
        self.world.pass_time(0)

    @rule(data=st.data())
    @precondition(lambda self: self.held)
    def a_late_message_comes(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.held) - 1))
        self.world.deliver(self.held.pop(index))

    @rule(name=st.sampled_from(NAMES))
    def something_ephemeral(self, name: str) -> None:
        self.world.deliver(make_event(TENANT, name, 0, "typing:started")[1])

    @rule(name=st.sampled_from(NAMES), keep=st.integers(0, 4))
    def old_events_are_retired(self, name: str, keep: int) -> None:
        channel_id = Channel.parse(name).id_in(TENANT)
        self.retired.add(name)
        self.log.retire(channel_id, self.log.heads[channel_id] - keep)

    @rule()
    def positions_are_compared(self) -> None:
        if self.log.available:
            self.world.compare()

    @rule(seconds=st.sampled_from([0.05, 0.6, 1.1, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.pass_time(seconds)
        self.world.relay.hub.untrack_idle(self.world.loop.time() - 30)

    @rule(available=st.booleans())
    def the_log_comes_or_goes(self, available: bool) -> None:
        self.log.available = available

    @rule(seconds=st.sampled_from([0.0, 0.02, 0.3]))
    def the_log_answers_in(self, seconds: float) -> None:
        self.log.delay = seconds

    # What clients do.

    @rule()
    @precondition(lambda self: len(self.clients) < 6)
    def a_client_comes(self) -> None:
        self._connect(None)

    @rule(data=st.data(), how=st.sampled_from(["vector", "checkpoint", "ahead", "epoch"]))
    @precondition(lambda self: self.clients)
    def a_client_comes_back(self, data: st.DataObject, how: str) -> None:
        client = self._draw(data)
        stream = client.check()
        self.clients.remove(client)
        client.transport.lose()
        if stream.connected is None or stream.cursor is None:
            return
        cursor = stream.vector() if how == "vector" else stream.cursor
        if how == "ahead":
            cursor = Cursor(cursor.epoch, {ch: seq + 2 for ch, seq in cursor.positions.items()})
        if how == "epoch":
            cursor = Cursor("other", cursor.positions)
        self._connect(cursor)

    @rule(data=st.data())
    @precondition(lambda self: self.clients)
    def a_client_stops_reading(self, data: st.DataObject) -> None:
        self._draw(data).transport.block()

    @rule(data=st.data())
    @precondition(lambda self: self.clients)
    def a_client_reads_again(self, data: st.DataObject) -> None:
        self._draw(data).transport.unblock()
        self.world.pass_time()

    @rule(data=st.data())
    @precondition(lambda self: self.clients)
    def a_client_goes(self, data: st.DataObject) -> None:
        client = self._draw(data)
        self.clients.remove(client)
        client.transport.lose()

    # What must hold.

    @invariant()
    def no_stream_breaks_a_promise(self) -> None:
        for client in self.clients:
            response = client.response
            if response is not None and response.status != 200:
                assert response.status == 503, "nothing else can go wrong with a valid request"
                assert "retry-after" in response.headers
            for resync in client.check().resyncs:
                self._require_reason(client, resync)

    def _require_reason(self, client: Client, resync: dict[str, Any]) -> None:
        name = resync["channel"]
        if resync["reason"] == "epoch":
            asked = client.stream.asked
            assert asked is not None
            position = asked.positions[Channel.parse(name).id_in(TENANT)]
            assert asked.epoch != "e1" or position > resync["missedTo"], "no rewind without cause"
        elif resync["reason"] == "history_expired":
            assert name in self.retired
        else:
            assert resync["reason"] == "too_far_behind"
            assert resync["missedTo"] - resync["missedFrom"] >= BEHIND

    def _settle(self) -> None:
        """When all is well again, everybody who is connected has everything."""
        self.log.available = True
        self.log.delay = 0.0
        for client in self.clients:
            client.transport.unblock()
        for _ in range(3):
            self.world.compare()
            self.world.pass_time(5)
        heads = {name: self.log.heads[Channel.parse(name).id_in(TENANT)] for name in NAMES}
        for client in self.clients:
            stream = client.check()
            if client.open:
                positions = {name: stream.positions[name] for name in NAMES}
                assert positions == heads, "an open stream reaches the end of the log"
                assert stream.cursor == stream.vector()
            elif stream.connected is not None and self._was_ended(client):
                assert stream.reconnects, "a stream that the relay ends says why"
                assert stream.cursor == stream.vector(), "and where to go on"

    def _was_ended(self, client: Client) -> bool:
        response = client.response
        # Who does not read for too long is cut off without hearing the last words.
        return response is not None and response.ended

    def _connect(self, cursor: Cursor | None) -> None:
        self.clients.append(self.world.connect(self.claims, cursor=cursor))

    def _draw(self, data: st.DataObject) -> Client:
        return self.clients[data.draw(st.integers(0, len(self.clients) - 1))]


_profile = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
Streams.TestCase.settings = _profile
TestStreams = Streams.TestCase


def test_the_model_notices_a_relay_that_merely_broadcasts(monkeypatch: pytest.MonkeyPatch) -> None:
    def broadcast(hub: Hub, channel: TrackedChannel, event: StreamEvent) -> None:
        channel.head = max(channel.head, event.seq)
        hub._gather(channel, event)

    monkeypatch.setattr(Hub, "publish", broadcast)

    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(
            Streams,
            # The first violation is enough: no shrinking.
            settings=settings(_profile, database=None, phases=[Phase.generate]),
        )
