"""Figures of questions, beside an independent computation."""

from __future__ import annotations

import math
import statistics

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.learning.quizzes.questions import Answer, Question
from shared.learning.quizzes.statistics import discrimination, figures

SHARES = st.floats(0, 1).map(lambda share: round(share, 3))


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=40))
def test_discrimination_is_pearsons_correlation(pairs: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    found = discrimination(xs, ys)
    try:
        expected = statistics.correlation(xs, ys)
    except statistics.StatisticsError:
        assert found is None
        return
    assert found is None or math.isclose(found, expected, abs_tol=1e-3)


def test_an_item_is_compared_with_the_others_and_not_with_itself() -> None:
    read: TypeAdapter[Question] = TypeAdapter(Question)
    questions = [
        read.validate_python({"type": "TRUE_FALSE", "id": name, "text": "?", "correct": True})
        for name in "ab"
    ]
    said = [(True, True), (True, False), (False, True), (False, False)]
    attempts = [
        {
            "a": Answer.model_validate({"value": a}),
            "b": Answer.model_validate({"value": b}),
        }
        for a, b in said
    ]
    # Independent items: with itself in the total the correlation would be 0.71.
    assert [item.discrimination for item in figures(questions, attempts)] == [0.0, 0.0]
    assert [item.difficulty for item in figures(questions, attempts)] == [0.5, 0.5]


def test_nobody_has_answered_yet() -> None:
    read: TypeAdapter[Question] = TypeAdapter(Question)
    question = read.validate_python({"type": "TRUE_FALSE", "id": "a", "text": "?", "correct": True})
    (item,) = figures([question], [])
    assert (item.answered, item.difficulty, item.discrimination) == (0, None, None)
