"""One broken part does not take the others with it."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from infra.tokens import Claims
from shared.realtime.channels import Channel
from shared.telemetry.signals import Signal
from sse_relay.app import _keep_running
from sse_relay.streams.channel import TrackedChannel
from sse_relay.wire.frames import StreamEvent
from sse_relay.wire.timers import TimerWheel
from tests.support.relay import Client, World, make_claims
from tests.support.sse import blocks
from tests.support.virtual_time import VirtualLoop


class Alarm:
    def __init__(self, *, broken: bool = False, every: float | None = None) -> None:
        self.armed_tick = 0
        self.rang: list[float] = []
        self._broken = broken
        self._every = every

    def on_timer(self, now: float) -> float | None:
        self.rang.append(now)
        if self._broken:
            raise RuntimeError("broken")
        return None if self._every is None else now + self._every


def test_a_timer_rings_within_a_tick_and_never_early() -> None:
    wheel = TimerWheel(lambda: 100.0)
    alarm = Alarm()

    wheel.call_at(101.1, alarm)
    for step in range(8):
        wheel.advance(100.0 + step * 0.25)

    (rang,) = alarm.rang
    assert 101.1 <= rang <= 101.5


def test_the_earlier_of_two_calls_wins_and_cancelling_forgets() -> None:
    wheel = TimerWheel(lambda: 0.0)
    early, cancelled = Alarm(), Alarm()

    wheel.call_at(5, early)
    wheel.call_at(1, early)
    wheel.call_at(7, early)
    wheel.call_at(1, cancelled)
    wheel.cancel(cancelled)
    wheel.advance(20)

    assert len(early.rang) == 1
    assert cancelled.rang == []


def test_a_timer_repeats() -> None:
    wheel = TimerWheel(lambda: 0.0)
    alarm = Alarm(every=1.0)

    wheel.call_at(1, alarm)
    for tick in range(41):
        wheel.advance(tick * 0.25)

    assert 7 <= len(alarm.rang) <= 9


def test_a_broken_timer_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    wheel = TimerWheel(lambda: 0.0)
    alarms = [Alarm(), Alarm(broken=True), Alarm()]
    for alarm in alarms:
        wheel.call_at(1, alarm)

    wheel.advance(2)

    assert [len(alarm.rang) for alarm in alarms] == [1, 1, 1]
    assert Signal.RELAY_TIMER_FAILED.text in caplog.text


def test_a_loop_that_is_blocked_shows_as_lag() -> None:
    loop = VirtualLoop()
    wheel = TimerWheel(loop.time)
    wheel.start(loop)
    loop.pass_time(2)
    assert wheel.lag_seconds < 0.01

    loop._clock.now += 0.7
    loop.pass_time(0)
    assert wheel.lag_seconds > 0.4
    loop.pass_time(10)
    assert wheel.lag_seconds < 0.01

    wheel.stop()
    loop.shut()


def test_a_broken_stream_does_not_silence_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    claims = make_claims()
    world.log.admit(claims)
    broken, sound = world.connect(claims), world.connect(claims)

    def fail(_: bytes) -> None:
        raise OSError("broken")

    broken.transport.write = fail
    world.publish(claims.tenant_id, f"tenant:{claims.tenant_id}")

    assert len(sound.check().events) == 1
    assert broken.transport.lost
    assert Signal.RELAY_STREAM_FAILED.text in caplog.text


def test_background_work_that_fails_starts_again(caplog: pytest.LogCaptureFixture) -> None:
    loop = VirtualLoop()
    starts: list[float] = []

    async def work() -> None:
        starts.append(loop.time())
        if len(starts) < 3:
            raise RuntimeError("not foreseen")
        await asyncio.Event().wait()

    task = loop.create_task(_keep_running(work))
    loop.pass_time(10)
    task.cancel()
    loop.pass_time(0)
    loop.shut()

    assert len(starts) == 3
    assert caplog.text.count(Signal.RELAY_WORK_RESTARTED.text) == 2


# Messages that cannot be used.


def scene(world: World, query: str = "") -> tuple[Claims, str, Client]:
    claims = make_claims()
    world.log.admit(claims)
    return claims, f"tenant:{claims.tenant_id}", world.connect(claims, query=query)


def readiness(world: World) -> tuple[int, dict[str, Any]]:
    status, body, _ = world.relay.readiness.answer()
    return status, json.loads(body)


def dropped(world: World, reason: str) -> int:
    text = world.relay.metrics.answer()[1].decode()
    found = re.search(
        rf'^stunity_relay_bus_dropped_total{{reason="{reason}"}} (\d+)', text, re.MULTILINE
    )
    assert found is not None
    return int(found[1])


DEEP = b'{"type":"post:created","data":' + b"[" * 5_000 + b"]" * 5_000 + b',"seq":1}'


@pytest.mark.parametrize("query", ["", "?mode=named", "?names=legacy"])
@pytest.mark.parametrize(
    "poison",
    [
        b'{not json,"seq":1}',
        b'{"type":"post:created","seq":1}',
        b'{"type":"another:type","data":{},"seq":1}',
        b'{"type":"post:created","data":NaN,"seq":1}',
        DEEP,
    ],
)
def test_a_poison_message_is_counted_logged_once_and_skipped(
    world: World, caplog: pytest.LogCaptureFixture, query: str, poison: bytes
) -> None:
    claims, channel, client = scene(world, query)
    _, attributes = world.log.append(claims.tenant_id, channel)

    for _ in range(3):
        world.deliver((poison, attributes))
    world.publish(claims.tenant_id, channel)
    world.pass_time(0.1)

    assert dropped(world, "malformed") == 3
    assert caplog.text.count(Signal.RELAY_MESSAGE_SKIPPED.text) == 1
    head = world.relay.feed.hub.channels[Channel.parse(channel).id_in(claims.tenant_id)].head
    assert head == 2, "the log had the event behind the poison, as it should be"
    assert client.open
    response = client.response
    assert response is not None
    assert response.body.count(b"post:created") == 2


def test_a_turn_that_fails_ends_and_the_next_one_comes(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, channel, client = scene(world)
    hub = world.relay.feed.hub
    flush = hub.flush
    failures = [OSError("not foreseen")]

    def fail_once(now: float) -> None:
        if failures:
            raise failures.pop()
        flush(now)

    monkeypatch.setattr(hub, "flush", fail_once)
    for _ in range(3):
        world.publish(claims.tenant_id, channel)

    assert [event["seq"] for event in client.check().events] == [1, 2, 3]
    assert world.relay.feed.inbox.stats.turns_failed == 1
    assert caplog.text.count(Signal.RELAY_TURN_FAILED.text) == 1


def test_whatever_a_message_raises_those_behind_it_are_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, channel, client = scene(world)
    publish = world.relay.feed.hub.publish

    def fail_at_one(tracked: TrackedChannel, event: StreamEvent) -> None:
        if event.seq == 1:
            raise MemoryError("not foreseen")
        publish(tracked, event)

    monkeypatch.setattr(world.relay.feed.hub, "publish", fail_at_one)
    for message in [world.log.append(claims.tenant_id, channel) for _ in range(3)]:
        world.relay.feed.inbox.on_message(*message)
    world.pass_time(0.003)
    monkeypatch.undo()
    world.pass_time(0.1)

    assert dropped(world, "failed") == 1
    assert [event["seq"] for event in client.check().events] == [1, 2, 3]


def test_an_event_that_cannot_be_spelled_is_skipped_and_the_reader_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    claims, channel, plain = scene(world)
    named = [world.connect(claims, query="?mode=named") for _ in range(3)]
    world.publish(claims.tenant_id, channel)
    # A row that is JSON and no envelope; the log is the only one that can bring it.
    channel_id = Channel.parse(channel).id_in(claims.tenant_id)
    world.log.append(claims.tenant_id, channel)
    broken = replace(world.log.events[channel_id][-1], body='{"type":"post:created"}')
    world.log.events[channel_id][-1] = broken
    world.compare()
    world.pass_time(0.1)
    world.publish(claims.tenant_id, channel)

    assert plain.open
    for client in named:
        response = client.response
        assert response is not None
        told = [b for b in blocks(response.body) if b.event == "server:resync"]
        seen = [b for b in blocks(response.body) if b.event == "post:created"]
        assert [(b.data["missedFrom"], len(seen)) for b in told] == [(2, 2)]
        assert client.open
    assert world.relay.feed.hub.stats.unreadable == 3
    assert caplog.text.count(Signal.RELAY_EVENT_UNREADABLE.text) == 1


def test_a_stream_that_fails_while_it_chooses_does_not_take_its_channel_along(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, channel, sound = scene(world)
    other, other_channel, elsewhere = scene(world)
    broken = world.connect(claims, query="?mode=named")
    (connection,) = [c for c in world.relay.streams.connections if c.selective]

    def fail(*_: object) -> bool:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(type(connection), "take_selected", fail)
    for _ in range(2):
        for person, name in ((claims, channel), (other, other_channel)):
            world.relay.feed.inbox.on_message(*world.log.append(person.tenant_id, name))
        world.pass_time(0.01)

    assert broken.transport.lost
    assert [len(client.check().events) for client in (sound, elsewhere)] == [2, 2]
    assert Signal.RELAY_STREAM_FAILED.text in caplog.text


def test_readiness_notices_a_queue_that_does_not_move(world: World) -> None:
    claims, channel, _ = scene(world)
    world.compare()
    assert readiness(world)[0] == 200

    # What no known fault does any more: the mark is set and no turn is on its way.
    world.relay.feed.inbox._scheduled = True
    world.publish(claims.tenant_id, channel)
    world.pass_time(4)
    world.compare()
    assert readiness(world)[0] == 200
    world.pass_time(2)
    world.compare()

    status, body = readiness(world)
    assert (status, body["checks"]["inbox"]) == (503, False)
    assert b"stunity_relay_inbox_waiting 1" in world.relay.metrics.answer()[1]
    world.relay.feed.inbox._turn()
    world.pass_time(0.01)
    assert readiness(world)[0] == 200
