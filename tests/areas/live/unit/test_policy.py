"""Points, streaks and time of live games."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.live.policy import (
    GRACE_MS,
    Phase,
    Scoring,
    in_time,
    movement,
    phase_at,
    points,
)

LIMITS = st.integers(5_000, 240_000)
TIMES = st.integers(-1_000, 241_000)
SHARES = st.floats(0, 1)
RULES = st.fixed_dictionaries(
    {
        "scoring": st.sampled_from(Scoring),
        "full": st.integers(0, 10_000),
        "multiplier": st.floats(0, 2),
        "limit_ms": LIMITS,
    }
)
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scoring", "time_ms", "expected"),
    [
        (Scoring.SPEED_BONUS, 0, 1500),
        (Scoring.SPEED_BONUS, 10_000, 1250),
        (Scoring.SPEED_BONUS, 20_000, 1000),
        (Scoring.SPEED_BONUS, 20_500, 1000),
        (Scoring.KAHOOT, 0, 1000),
        (Scoring.KAHOOT, 499, 1000),
        (Scoring.KAHOOT, 500, 988),
        (Scoring.KAHOOT, 10_000, 750),
        (Scoring.KAHOOT, 20_500, 500),
        (Scoring.ACCURACY, 0, 1000),
        (Scoring.ACCURACY, 20_500, 1000),
    ],
)
def test_a_correct_answer_is_worth(scoring: Scoring, time_ms: int, expected: int) -> None:
    worth = points(scoring, full=1000, multiplier=0.5, share=1.0, time_ms=time_ms, limit_ms=20_000)
    assert worth == expected


@given(RULES, SHARES, TIMES, TIMES)
def test_nobody_gains_by_waiting(rules: dict[str, Any], share: float, one: int, other: int) -> None:
    early, late = (points(**rules, share=share, time_ms=t) for t in sorted((one, other)))
    assert 0 <= late <= early <= rules["full"] * (1 + rules["multiplier"]) + 1


@given(RULES, SHARES, SHARES, TIMES)
def test_more_right_is_never_worth_less_and_nothing_right_nothing(
    rules: dict[str, Any], one: float, other: float, time_ms: int
) -> None:
    none, less, more, full = (
        points(**rules, share=share, time_ms=time_ms)
        for share in (0.0, min(one, other), max(one, other), 1.0)
    )
    assert 0 == none <= less <= more <= full


@given(LIMITS, TIMES)
def test_an_answer_counts_exactly_while_the_question_is_open(limit_ms: int, time_ms: int) -> None:
    now = START + timedelta(milliseconds=time_ms)
    phase = phase_at(now, started_at=START, limit_ms=limit_ms, revealed=False)
    assert (phase is Phase.OPEN) == in_time(time_ms, limit_ms) == (time_ms <= limit_ms + GRACE_MS)
    assert phase_at(now, started_at=START, limit_ms=limit_ms, revealed=True) is Phase.REVEALED


def test_movement_counts_places_gained() -> None:
    assert (movement(None, 3), movement(5, 2), movement(2, 5)) == (0, 3, -3)
