"""What the answers say about the questions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.learning.quizzes.grading import Bar, distribution, grade
from shared.learning.quizzes.questions import Answer, Poll, Question


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """Figures of one question over all counted attempts.

    ``difficulty`` is the mean share of its points, 0 (nobody) to 1 (everybody), unanswered as 0.
    ``discrimination`` is between -1 and 1, and None where it is not defined; see
    :func:`discrimination`.
    """

    answered: int
    difficulty: float | None
    discrimination: float | None
    distribution: list[Bar]


def figures(
    questions: Sequence[Question], attempts: Sequence[Mapping[str, Answer]]
) -> list[ItemFigures]:
    """Figures of each question, in the order of the questions."""
    columns = [_shares(question, attempts) for question in questions]
    weights = [question.points for question in questions]
    totals = [
        sum(s * w for s, w in zip(row, weights, strict=True)) for row in zip(*columns, strict=True)
    ]
    found = []
    for question, own in zip(questions, columns, strict=True):
        given = [a[question.id or ""] for a in attempts if (question.id or "") in a]
        scored = bool(attempts) and not isinstance(question, Poll)
        rest = [t - share * question.points for t, share in zip(totals, own, strict=True)]
        found.append(
            ItemFigures(
                answered=len(given),
                difficulty=round(sum(own) / len(own), 4) if scored else None,
                discrimination=discrimination(own, rest) if scored else None,
                distribution=distribution(question, given),
            )
        )
    return found


def discrimination(item: Sequence[float], rest: Sequence[float]) -> float | None:
    """The corrected item-total correlation, to four places.

    Pearson's r between the share of an item and the points of all *other* items:
    cov(x, t - x) / (s(x) s(t - x)). With the item inside its own total, r would be too high
    (S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28,
    1963, 211-218). None below two attempts, or where one of the two does not vary.
    """
    n = len(item)
    if n < 2:  # noqa: PLR2004 - one point has no direction
        return None
    mean_x, mean_y = math.fsum(item) / n, math.fsum(rest) / n
    xs, ys = [x - mean_x for x in item], [y - mean_y for y in rest]
    spread = math.sqrt(math.fsum(x * x for x in xs) * math.fsum(y * y for y in ys))
    if spread < 1e-9:  # noqa: PLR2004 - only rounding is left of it
        return None
    r = math.fsum(x * y for x, y in zip(xs, ys, strict=True)) / spread
    return round(max(-1.0, min(1.0, r)), 4)


def _shares(question: Question, attempts: Sequence[Mapping[str, Answer]]) -> list[float]:
    """The share of the question in each attempt. The same answer is graded once: many give it."""
    known: dict[str, float] = {}
    found = []
    for answers in attempts:
        answer = answers.get(question.id or "")
        if answer is None:
            found.append(0.0)
            continue
        key = answer.model_dump_json()
        if key not in known:
            known[key] = grade(question, answer).share
        found.append(known[key])
    return found
