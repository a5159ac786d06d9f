"""Rules of quizzes and attempts without I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from shared.learning.assignments.marks import PERCENT, cents, rounded
from shared.learning.quizzes.grading import AnswerMismatch, points, settled
from shared.learning.quizzes.questions import Answer, Question
from shared.learning.quizzes.shown import Pictures, PublicQuestion, place, public
from shared.learning.quizzes.types import AttemptStatus, ResultsVisibility


@dataclass(frozen=True, slots=True)
class Terms:
    """When and how often a quiz may be attempted; ``time_limit`` is in seconds."""

    opens_at: datetime | None
    closes_at: datetime | None
    time_limit: int | None
    max_attempts: int | None

    def is_open(self, now: datetime) -> bool:
        """Whether an attempt may begin now."""
        return not self.is_early(now) and not self.is_closed(now)

    def is_early(self, now: datetime) -> bool:
        """Whether the quiz has not opened yet."""
        return self.opens_at is not None and now < self.opens_at

    def is_closed(self, now: datetime) -> bool:
        """Whether the quiz is over for everybody."""
        return self.closes_at is not None and now >= self.closes_at

    def allows_another(self, now: datetime, begun: int) -> bool:
        """Whether somebody who has begun so many attempts may begin one more, now or later."""
        left = self.max_attempts is None or begun < self.max_attempts
        return left and not self.is_closed(now)

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt that begins at ``started_at`` ends: its own time, or the quiz's."""
        own = None if self.time_limit is None else started_at + timedelta(seconds=self.time_limit)
        ends = [at for at in (own, self.closes_at) if at is not None]
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class Mark:
    """The result of an attempt: points of those that were possible, and percent."""

    points: float
    score: float
    passed: bool | None


def total_points(questions: Sequence[Question]) -> int:
    """What a perfect attempt is worth."""
    return sum(question.points for question in questions)


def mark(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    passing_score: int | None,
    corrections: Mapping[str, float] | None = None,
) -> Mark:
    """Grade an attempt. A quiz of polls only is worth 100 percent to everybody.

    What a teacher has given a question by hand counts in place of what its answer is worth.
    """
    given = corrections or {}
    found = [cents(item_points(q, answers.get(q.id or ""), given)) for q in questions]
    earned = float(sum(found, Decimal(0)))
    score = float(rounded(PERCENT * share_of(questions, earned)))
    return Mark(earned, score, None if passing_score is None else score >= passing_score)


def share_of(questions: Sequence[Question], earned: float) -> Fraction:
    """What part of the possible points these are. Grades are made of it: percent were rounded."""
    possible = total_points(questions)
    return Fraction(cents(earned)) / possible if possible else Fraction(1)


def item_points(
    question: Question, answer: Answer | None, corrections: Mapping[str, float]
) -> float:
    """What one question of an attempt counts: what was given by hand, else by its answer."""
    by_hand = corrections.get(question.id or "")
    return points(question, answer) if by_hand is None else by_hand


def corrected(
    questions: Sequence[Question],
    before: Mapping[str, float],
    wanted: Mapping[str, float | None],
) -> tuple[dict[str, float], dict[str, str]]:
    """The points by hand after a correction, and what is wrong with which, by questions' ids.

    None takes back what was given, so that the answer counts again.
    """
    full = {question.id or "": question.points for question in questions}
    after, wrong = dict(before), dict[str, str]()
    for name, value in wanted.items():
        if name not in full:
            wrong[name] = "the quiz has no such question"
        elif value is None:
            after.pop(name, None)
        elif not 0 <= value <= full[name]:
            wrong[name] = f"from 0 to {full[name]} points"
        else:
            after[name] = float(cents(value))
    return after, wrong


def settle(
    questions: Sequence[Question], answers: Mapping[str, Answer]
) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers as they are kept, and what is wrong with which, by the ids of their questions."""
    by_id = {question.id or "": question for question in questions}
    kept: dict[str, Answer] = {}
    wrong: dict[str, str] = {}
    for name, answer in answers.items():
        if name not in by_id:
            wrong[name] = "the quiz has no such question"
            continue
        try:
            kept[name] = settled(by_id[name], answer)
        except AnswerMismatch as error:
            wrong[name] = str(error)
    return kept, wrong


def shows_questions(terms: Terms, attempts_used: int, now: datetime) -> bool:
    """Whether reading the questions of a quiz comes before no time that is counted."""
    return attempts_used > 0 or (terms.time_limit is None and not terms.is_early(now))


def sheet(
    questions: Sequence[Question], *, seed: str, shuffle: bool, pictures: Pictures
) -> list[PublicQuestion]:
    """The questions as one attempt shows them; the order follows from ``seed`` if shuffled."""
    shown = list(questions)
    if shuffle:
        shown.sort(key=lambda question: place(seed, question.id or ""))
    return [public(question, seed=seed, shuffle=shuffle, pictures=pictures) for question in shown]


def status_of(
    submitted_at: datetime | None, deadline_at: datetime | None, now: datetime
) -> AttemptStatus:
    """Where an attempt stands: one that nobody handed in is over at its deadline."""
    overdue = deadline_at is not None and (submitted_at or now) >= deadline_at
    if overdue:
        return AttemptStatus.EXPIRED
    return AttemptStatus.OPEN if submitted_at is None else AttemptStatus.SUBMITTED


def shows_score(visibility: ResultsVisibility, terms: Terms, now: datetime) -> bool:
    """Whether a person may know the score of their finished attempt."""
    return visibility is not ResultsVisibility.AFTER_CLOSE or terms.is_closed(now)


def shows_solutions(visibility: ResultsVisibility, terms: Terms, now: datetime) -> bool:
    """Whether a person may know what was right in their finished attempt."""
    if visibility is ResultsVisibility.SCORE_ONLY:
        return False
    return shows_score(visibility, terms, now)
