from __future__ import annotations

from infra.pubsub.breaker import CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_repeated_failure_only() -> None:
    breaker = CircuitBreaker(failures=3, now=Clock())
    assert [breaker.failed(), breaker.failed()] == [False, False]
    assert not breaker.succeeded()
    assert [breaker.failed(), breaker.failed(), breaker.failed()] == [False, False, True]
    assert breaker.is_open
    assert not breaker.allows()


def test_one_caller_probes_after_the_cooldown() -> None:
    clock = Clock()
    breaker = CircuitBreaker(failures=1, cooldown=1.0, now=clock)
    breaker.failed()
    clock.now = 0.99
    assert not breaker.allows()
    clock.now = 1.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    # The probe never came back: another may try after another cooldown.
    clock.now = 2.0
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_a_failed_probe_keeps_it_open_and_a_good_one_closes_it() -> None:
    clock = Clock()
    breaker = CircuitBreaker(failures=1, cooldown=1.0, now=clock)
    breaker.failed()
    clock.now = 1.5
    assert breaker.allows()
    assert not breaker.failed(), "it was open already"
    clock.now = 2.4
    assert not breaker.allows()
    clock.now = 2.5
    assert breaker.allows()
    assert breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]
