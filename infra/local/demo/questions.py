"""Questions of quizzes and games, short to write down, and answers to them, right and wrong."""

from __future__ import annotations

from typing import Any

from infra.local.demo.words import written
from shared.learning.quizzes.questions import (
    Answer,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Poll,
    Question,
    QuestionType,
    ShortText,
    SingleChoice,
    TrueFalse,
    options_of,
)

Words = tuple[str, str | None]
"""Something in the language of the quiz, and in Khmer besides."""


def single(text: Words, *options: Words, correct: int, **more: Any) -> Question:
    """One of the options is right."""
    return written(
        SingleChoice,
        type=QuestionType.SINGLE,
        text=text[0],
        text_kh=text[1],
        options=_options(options),
        correct=correct,
        **more,
    )


def multiple(text: Words, *options: Words, correct: tuple[int, ...], **more: Any) -> Question:
    """Several are right, and a part of them is worth a part."""
    return written(
        MultipleChoice,
        type=QuestionType.MULTIPLE,
        text=text[0],
        text_kh=text[1],
        options=_options(options),
        correct=list(correct),
        partial=True,
        **more,
    )


def true_false(text: Words, *, correct: bool, **more: Any) -> Question:
    """A statement."""
    return written(
        TrueFalse,
        type=QuestionType.TRUE_FALSE,
        text=text[0],
        text_kh=text[1],
        correct=correct,
        **more,
    )


def short(text: Words, *accepted: str, **more: Any) -> Question:
    """A few words."""
    return written(
        ShortText,
        type=QuestionType.TEXT,
        text=text[0],
        text_kh=text[1],
        accepted=list(accepted),
        **more,
    )


def number(text: Words, low: float, high: float, **more: Any) -> Question:
    """A number between two others."""
    return written(
        Numeric,
        type=QuestionType.NUMERIC,
        text=text[0],
        text_kh=text[1],
        minimum=low,
        maximum=high,
        **more,
    )


def ordering(text: Words, *options: Words, **more: Any) -> Question:
    """Options in the right order."""
    return written(
        Ordering,
        type=QuestionType.ORDERING,
        text=text[0],
        text_kh=text[1],
        options=_options(options),
        partial=True,
        **more,
    )


def opinion(text: Words, *options: Words) -> Question:
    """A choice without right or wrong."""
    return written(
        Poll,
        type=QuestionType.POLL,
        text=text[0],
        text_kh=text[1],
        options=_options(options),
        points=0,
    )


def answer(question: Question, *, right: bool, taste: int) -> Answer:  # noqa: PLR0911 - a case each
    """What somebody says: what is right, or something else. ``taste`` chooses among the wrong."""
    ids = [option.id or "" for option in options_of(question)]
    match question:
        case SingleChoice():
            wrong = ids[: question.correct] + ids[question.correct + 1 :]
            return written(
                Answer, choice=ids[question.correct] if right else wrong[taste % len(wrong)]
            )
        case MultipleChoice():
            chosen = [ids[place] for place in question.correct]
            return written(Answer, choices=chosen if right else chosen[:1])
        case TrueFalse():
            return written(Answer, value=question.correct if right else not question.correct)
        case ShortText():
            return written(Answer, text=question.accepted[0] if right else "?")
        case Numeric():
            return written(
                Answer, number=question.minimum if right else question.maximum + 1 + taste % 3
            )
        case Ordering():
            return written(Answer, order=ids if right else [*ids[1:], ids[0]])
        case _:
            return written(Answer, choice=ids[taste % len(ids)])


def _options(options: tuple[Words, ...]) -> list[Option]:
    return [written(Option, text=text, text_kh=text_kh) for text, text_kh in options]
