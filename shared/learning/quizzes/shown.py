"""Questions as players see them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shared.http.schema import ResponseModel
from shared.learning.quizzes.questions import (
    Numeric,
    Ordering,
    Question,
    QuestionImage,
    QuestionType,
    options_of,
)
from shared.media.schemas import AttachmentRead
from shared.text.numbers import Language

Pictures = Mapping[UUID, AttachmentRead]
"""Pictures of questions as they can be opened now, by the ids of their uploads."""


class PublicImage(ResponseModel):
    """A picture of a question. The addresses open it until ``expiresAt``; then read it anew."""

    upload_id: UUID
    alt: str | None
    width: int | None
    height: int | None
    url: str
    thumb_url: str | None
    expires_at: datetime


class PublicOption(ResponseModel):
    """An option as players see it."""

    id: str
    text: str
    text_kh: str | None
    image: PublicImage | None


class PublicQuestion(ResponseModel):
    """A question as players see it: nothing in it tells the solution."""

    id: str
    type: QuestionType
    text: str
    text_kh: str | None
    image: PublicImage | None
    points: int
    seconds: int | None
    unit: str | None
    language: Language | None = None
    options: list[PublicOption]


def public(
    question: Question, *, seed: str, pictures: Pictures, shuffle: bool = False
) -> PublicQuestion:
    """What a player may see.

    Options to be ordered, and all options where ``shuffle`` says so, come in an order that follows
    from ``seed`` (an attempt, a game) and never from the author's. A picture that is not among
    ``pictures`` was deleted, and is not shown.
    """
    options = options_of(question)
    if shuffle or isinstance(question, Ordering):
        options = sorted(options, key=lambda option: place(seed, option.id or ""))
    return PublicQuestion(
        id=question.id or "",
        type=question.type,
        text=question.text,
        text_kh=question.text_kh,
        image=_image(question.image, pictures),
        points=question.points,
        seconds=question.seconds,
        unit=question.unit if isinstance(question, Numeric) else None,
        language=question.language if isinstance(question, Numeric) else None,
        options=[
            PublicOption(
                id=o.id or "", text=o.text, text_kh=o.text_kh, image=_image(o.image, pictures)
            )
            for o in options
        ],
    )


def _image(image: QuestionImage | None, pictures: Pictures) -> PublicImage | None:
    found = None if image is None else pictures.get(image.upload_id)
    if image is None or found is None:
        return None
    return PublicImage.of(found, alt=image.alt)


def place(seed: str, item_id: str) -> bytes:
    """Where an option or question stands in the order that follows from ``seed``."""
    return hashlib.blake2b(f"{seed}/{item_id}".encode(), digest_size=8).digest()
