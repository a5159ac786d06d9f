"""One broken part does not take the others with it."""

from __future__ import annotations

import asyncio

import pytest

from sse_relay.app import _keep_running
from sse_relay.timers import TimerWheel
from tests.support.relay import World, make_claims
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
    assert "a timer failed" in caplog.text


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

    broken.transport.write = fail  # type: ignore[method-assign, assignment]
    world.publish(claims.tenant_id, f"tenant:{claims.tenant_id}")

    assert len(sound.check().events) == 1
    assert broken.transport.lost
    assert "a stream failed" in caplog.text


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
    assert caplog.text.count("starts again") == 2
