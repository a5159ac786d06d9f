"""The report of a game as a table: one line for each player and question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shared.http.files import csv_text
from shared.learning.quizzes.questions import Answer, Question, options_of, stored_answer
from shared.text.numbers import as_cell

if TYPE_CHECKING:
    from infra.postgres.live import Given, Place

_HEADER = (
    "rank",
    "nickname",
    "score",
    "question",
    "question_text",
    "answer",
    "correct",
    "points",
    "streak_bonus",
    "time_ms",
)


def report(places: Sequence[Place], questions: Sequence[Question], given: Iterable[Given]) -> str:
    """The table in the order of the leaderboard; a question without an answer has empty cells."""
    answers = {(g.participant_id, g.question_index): g for g in given}
    rows: list[Sequence[object]] = [_HEADER]
    for place in places:
        for index, question in enumerate(questions):
            answer = answers.get((place.id, index))
            seat = (place.rank, place.nickname, place.score, index + 1, question.text)
            rows.append(seat + (_cells(question, answer) if answer else ("",) * 5))
    return csv_text(rows)


def _cells(question: Question, given: Given) -> tuple[object, ...]:
    correct = "" if given.correct is None else ("yes" if given.correct else "no")
    said = _said(question, stored_answer(given.answer))
    return said, correct, given.points, given.bonus, given.time_ms


def _said(question: Question, answer: Answer) -> str | float:
    texts = {option.id: option.text for option in options_of(question)}
    named = [answer.choice] if answer.choice is not None else answer.choices or answer.order
    if named is not None:
        return " | ".join(texts.get(name, name) for name in named)
    if answer.value is not None:
        return "true" if answer.value else "false"
    if answer.number is not None:
        return as_cell(answer.number)
    return answer.text or ""
