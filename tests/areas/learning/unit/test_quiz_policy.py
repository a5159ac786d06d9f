"""Windows, deadlines and marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.learning.quizzes.policy import (
    Terms,
    mark,
    share_of,
    sheet,
    shows_score,
    shows_solutions,
    status_of,
)
from shared.learning.quizzes.questions import Answer, Question
from shared.learning.quizzes.types import AttemptStatus, ResultsVisibility
from tests.areas.learning.factories.quizzes import POINTS, QUESTIONS, RIGHT

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTES = st.integers(-100, 100).map(lambda minutes: NOON + timedelta(minutes=minutes))
READ: list[Question] = TypeAdapter(list[Question]).validate_python(list(QUESTIONS))
ANSWERS = {name: Answer.model_validate(given) for name, given in RIGHT.items()}


@given(
    st.none() | MINUTES, st.none() | MINUTES, st.none() | st.integers(10, 9000), MINUTES, MINUTES
)
def test_no_attempt_outlives_its_quiz_or_its_time(
    opens: datetime | None,
    closes: datetime | None,
    limit: int | None,
    begun: datetime,
    now: datetime,
) -> None:
    terms = Terms(opens, closes, limit, None)
    deadline = terms.deadline(begun)
    assert (deadline is None) == (closes is None and limit is None)
    if deadline is not None:
        assert closes is None or deadline <= closes
        assert limit is None or deadline <= begun + timedelta(seconds=limit)
        assert deadline in {closes, begun + timedelta(seconds=limit or 0)}
    assert [terms.is_early(now), terms.is_open(now), terms.is_closed(now)].count(True) >= 1
    if terms.is_open(now):
        assert not terms.is_early(now)
        assert not terms.is_closed(now)
    over = status_of(None, deadline, now) is AttemptStatus.EXPIRED
    assert over == (deadline is not None and now >= deadline)


@given(st.sets(st.sampled_from(sorted(RIGHT))))
def test_a_mark_is_the_sum_of_what_was_right(answered: set[str]) -> None:
    worth = {question.id: question.points for question in READ}
    result = mark(READ, {name: ANSWERS[name] for name in answered}, 50)
    assert result.points == sum(worth[name] for name in answered)
    assert result.score == round(100 * result.points / POINTS, 2)
    assert result.passed == (result.score >= 50)


@given(st.integers(1, 100), st.data())
@example(8, None)
def test_a_score_is_rounded_half_up_and_its_share_is_exact(full: int, data: Any) -> None:
    """0.97 of 8 points are 12.125 percent."""
    hundredths = 97 if data is None else data.draw(st.integers(0, 100 * full))
    (question,) = [one for one in READ if one.id == "so"]
    worth = [question.model_copy(update={"points": full})]
    result = mark(worth, {}, None, {"so": hundredths / 100})
    exact = Decimal(hundredths) / full
    assert result.score == float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    assert share_of(worth, result.points) == Fraction(hundredths, 100 * full)


def test_points_of_a_part_are_rounded_half_up() -> None:
    """Five of eight right parts of one point."""
    options = [{"id": f"o{n}", "text": f"Option {n}"} for n in range(8)]
    said = {"id": "some", "type": "MULTIPLE", "text": "Which?", "options": options,
            "correct": list(range(8)), "partial": True}  # fmt: skip
    question: Question = TypeAdapter(Question).validate_python(said)
    answer = Answer.model_validate({"choices": [f"o{n}" for n in range(5)]})
    assert mark([question], {"some": answer}, None).points == 0.63


def test_a_quiz_of_polls_is_passed_by_everybody() -> None:
    assert mark([READ[-1]], {}, 100) == mark([READ[-1]], {"poll": ANSWERS["poll"]}, 100)
    assert mark([READ[-1]], {}, 100).passed is True


@given(seed=st.text(max_size=8), shuffle=st.booleans())
def test_a_sheet_shows_every_question_once_and_always_alike(
    seed: str,
    shuffle: bool,
) -> None:
    shown = sheet(READ, seed=seed, shuffle=shuffle, pictures={})
    assert sorted(q.id for q in shown) == sorted(RIGHT)
    assert sheet(READ, seed=seed, shuffle=shuffle, pictures={}) == shown
    if not shuffle:
        assert [q.id for q in shown] == [q["id"] for q in QUESTIONS]


@given(st.sampled_from(ResultsVisibility), MINUTES, MINUTES)
def test_solutions_are_never_shown_before_the_score(
    visibility: ResultsVisibility, closes: datetime, now: datetime
) -> None:
    terms = Terms(None, closes, None, 1)
    if shows_solutions(visibility, terms, now):
        assert shows_score(visibility, terms, now)
