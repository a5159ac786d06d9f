"""The circuit breaker opens after failures in a row, and lets one caller try again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from infra.breaker import CircuitBreaker


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(threshold=3, open_seconds=2.0, clock=clock)


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        assert breaker.allow()
        breaker.failed()


def test_failures_that_are_not_in_a_row_do_not_open_it(breaker: CircuitBreaker) -> None:
    for _ in range(10):
        fail(breaker, 2)
        assert breaker.allow()
        breaker.succeeded()
    assert not breaker.is_open


def test_it_refuses_while_it_is_open(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    assert breaker.is_open
    clock.now += 1.999
    assert not breaker.allow()


def test_one_caller_probes_and_its_success_closes_it(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 2
    assert [breaker.allow() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.allow() for _ in range(3)] == [True, True, True]
    fail(breaker, 2)
    assert not breaker.is_open


def test_a_failed_probe_opens_it_again(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 2
    assert breaker.allow()
    breaker.failed()
    clock.now += 1.999
    assert not breaker.allow()
    clock.now += 0.001
    assert breaker.allow()


def test_a_probe_that_never_reports_is_replaced(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 2
    assert [breaker.allow(), breaker.allow()] == [True, False]
    clock.now += 2
    assert breaker.allow()
