"""How often a program may ask whether it was let in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.identity.device_policy import FIRST_INTERVAL, next_interval

BEGAN = datetime(2026, 11, 29, tzinfo=UTC)


@given(st.lists(st.integers(0, 60), max_size=40))
def test_who_leaves_the_time_is_never_slowed_and_who_does_not_always_is(gaps: list[int]) -> None:
    interval, asked_at, now = FIRST_INTERVAL, None, BEGAN
    for gap in gaps:
        now += timedelta(seconds=gap)
        following = next_interval(interval, asked_at, now)
        too_soon = asked_at is not None and gap < interval
        assert following == interval + 5 * too_soon
        interval, asked_at = following, now


def test_the_first_question_may_come_at_once() -> None:
    assert next_interval(FIRST_INTERVAL, None, BEGAN) == FIRST_INTERVAL
