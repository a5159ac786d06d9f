"""Quizzes and attempts for tests: one question of each type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.learning.tables import bank_questions, quiz_attempts, quizzes
from tests.areas.people.factories.people import act_for, new_id

_OPTIONS = [{"id": name, "text": f"Option {name}"} for name in "pqrs"]
QUESTIONS: Sequence[Mapping[str, Any]] = [
    {"id": "one", "type": "SINGLE", "text": "One?", "options": _OPTIONS, "correct": 2},
    {
        "id": "some",
        "type": "MULTIPLE",
        "text": "Which?",
        "options": _OPTIONS,
        "correct": [0, 3],
        "partial": True,
        "points": 2,
    },
    {"id": "so", "type": "TRUE_FALSE", "text": "Is it so?", "correct": True},
    {
        "id": "word",
        "type": "TEXT",
        "text": "Which city?",
        "textKh": "ទីក្រុងណា?",
        "accepted": ["Phnom Penh", "ភ្នំពេញ"],
        "explanation": "The capital since 1866.",
    },
    {"id": "much", "type": "NUMERIC", "text": "How much?", "minimum": 9.7, "maximum": 9.9},
    {"id": "order", "type": "ORDERING", "text": "In which order?", "options": _OPTIONS},
    {"id": "poll", "type": "POLL", "text": "Which do you like?", "options": _OPTIONS},
]
RIGHT: Mapping[str, Mapping[str, Any]] = {
    "one": {"choice": "r"},
    "some": {"choices": ["s", "p"]},
    "so": {"value": True},
    "word": {"text": "phnom penh"},
    "much": {"number": 9.8},
    "order": {"order": ["p", "q", "r", "s"]},
    "poll": {"choice": "q"},
}
POINTS = 7


def make_quiz(connection: Connection, *, tenant_id: UUID, author_id: UUID, **columns: Any) -> UUID:
    """A published quiz without limits, unless told; returns its id."""
    act_for(connection, tenant_id)
    quiz_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": quiz_id,
        "author_id": author_id,
        "title": "A quiz",
        "questions": list(QUESTIONS),
        "question_count": len(QUESTIONS),
        "total_points": POINTS,
        "status": "PUBLISHED",
        **columns,
    }
    connection.execute(insert(quizzes).values(values))
    return quiz_id


def make_attempt(
    connection: Connection, *, tenant_id: UUID, quiz_id: UUID, user_id: UUID, **columns: Any
) -> UUID:
    """An open attempt; returns its id."""
    act_for(connection, tenant_id)
    attempt_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": attempt_id,
        "quiz_id": quiz_id,
        "user_id": user_id,
        "number": 1,
        **columns,
    }
    connection.execute(insert(quiz_attempts).values(values))
    return attempt_id


def make_banked_question(
    connection: Connection, *, tenant_id: UUID, owner_id: UUID, **columns: Any
) -> UUID:
    """A question of the bank that nobody else sees; returns its id."""
    act_for(connection, tenant_id)
    entry_id, question = new_id(), QUESTIONS[2]
    values = {
        "tenant_id": tenant_id,
        "id": entry_id,
        "owner_id": owner_id,
        "question": question,
        "type": question["type"],
        "text": question["text"],
        "tags": ["a tag"],
        **columns,
    }
    connection.execute(insert(bank_questions).values(values))
    return entry_id
