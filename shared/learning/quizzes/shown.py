"""Questions as players see them."""

from __future__ import annotations

import hashlib

from shared.http.schema import ResponseModel
from shared.learning.quizzes.questions import Numeric, Ordering, Question, QuestionType, options_of
from shared.text.numbers import Language


class PublicOption(ResponseModel):
    """An option as players see it."""

    id: str
    text: str
    text_kh: str | None
    image: str | None


class PublicQuestion(ResponseModel):
    """A question as players see it: nothing in it tells the solution."""

    id: str
    type: QuestionType
    text: str
    text_kh: str | None
    image: str | None
    points: int
    seconds: int | None
    unit: str | None
    language: Language | None = None
    options: list[PublicOption]


def public(question: Question, *, seed: str, shuffle: bool = False) -> PublicQuestion:
    """What a player may see.

    Options to be ordered, and all options where ``shuffle`` says so, come in an order that follows
    from ``seed`` (an attempt, a game) and never from the author's.
    """
    options = options_of(question)
    if shuffle or isinstance(question, Ordering):
        options = sorted(options, key=lambda option: place(seed, option.id or ""))
    return PublicQuestion(
        id=question.id or "",
        type=question.type,
        text=question.text,
        text_kh=question.text_kh,
        image=question.image,
        points=question.points,
        seconds=question.seconds,
        unit=question.unit if isinstance(question, Numeric) else None,
        language=question.language if isinstance(question, Numeric) else None,
        options=[
            PublicOption(id=o.id or "", text=o.text, text_kh=o.text_kh, image=o.image)
            for o in options
        ],
    )


def place(seed: str, item_id: str) -> bytes:
    """Where an option or question stands in the order that follows from ``seed``."""
    return hashlib.blake2b(f"{seed}/{item_id}".encode(), digest_size=8).digest()
