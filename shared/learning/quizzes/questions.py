"""The questions that quizzes and live games are made of, with their answers.

An author writes a ``Question``, which knows its solution. A player gets a ``PublicQuestion`` of
``shared.learning.quizzes.shown``, which does not, and sends an ``Answer``, which
``shared.learning.quizzes.grading`` compares with the question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    model_validator,
)

from shared.http.schema import (
    SAFE_LINE,
    STORED,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    exactly_one,
)
from shared.media.schemas import AltText
from shared.text.numbers import Language

MAX_QUESTIONS = 100
MAX_OPTIONS = 10
MIN_OPTIONS = 2
MAX_ANSWER_CHARS = 200
QUESTION_EXAMPLE = {
    "id": "one",
    "type": "SINGLE",
    "text": "Which is the capital?",
    "options": [{"id": "two", "text": "Phnom Penh"}, {"id": "three", "text": "Battambang"}],
    "correct": 0,
}


class QuestionType(StrEnum):
    """How a question is answered."""

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"
    TRUE_FALSE = "TRUE_FALSE"
    TEXT = "TEXT"
    NUMERIC = "NUMERIC"
    ORDERING = "ORDERING"
    POLL = "POLL"


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$"), SAFE_LINE]
Words = Annotated[Text, Field(min_length=1, max_length=500)]
Label = Annotated[Line, Field(min_length=1, max_length=200)]
AnswerText = Annotated[Line, Field(min_length=1, max_length=MAX_ANSWER_CHARS)]
MAX_NUMBER = 1e15
Number = Annotated[float, Field(allow_inf_nan=False, ge=-MAX_NUMBER, le=MAX_NUMBER)]


class _Written(RequestModel):
    """What an author sends, and gets again."""

    model_config = ConfigDict(serialize_by_alias=True)


class QuestionImage(_Written):
    """A picture that was uploaded; ``alt`` says in words what it shows, without the answer."""

    upload_id: UUID
    alt: AltText | None = None


def _no_address(value: object, info: ValidationInfo) -> object:
    """Pictures once were addresses of foreign servers, which would learn who reads what."""
    return None if info.context == STORED and isinstance(value, str) else value


Image = Annotated[QuestionImage | None, BeforeValidator(_no_address)]


class Option(_Written):
    """Something to choose or to put in order. An option without ``id`` is given one."""

    id: Id | None = None
    text: Label
    text_kh: Label | None = None
    image: Image = None


class _Question(_Written):
    """What all questions have. ``seconds`` is the time for an answer in a live game."""

    id: Id | None = None
    text: Words
    text_kh: Words | None = None
    image: Image = None
    points: Annotated[int, Field(ge=0, le=1000)] = 1
    seconds: Annotated[int, Field(ge=5, le=240)] | None = None
    explanation: Words | None = None
    explanation_kh: Words | None = None


class _WithOptions(_Question):
    options: Annotated[list[Option], Field(min_length=MIN_OPTIONS, max_length=MAX_OPTIONS)]

    @model_validator(mode="after")
    def _options_are_told_apart(self) -> Self:
        ids = [option.id for option in self.options if option.id is not None]
        if len(set(ids)) != len(ids):
            raise ValueError("two options have the same id")
        return self


class SingleChoice(_WithOptions):
    """One option is right: the one at the zero-based place ``correct``."""

    type: Literal[QuestionType.SINGLE]
    correct: Annotated[int, Field(ge=0, lt=MAX_OPTIONS)]

    @model_validator(mode="after")
    def _correct_exists(self) -> Self:
        if self.correct >= len(self.options):
            raise ValueError("correct is the place of an option")
        return self


class MultipleChoice(_WithOptions):
    """Several options may be right. With ``partial`` a part of them is worth a part."""

    type: Literal[QuestionType.MULTIPLE]
    correct: Annotated[
        list[Annotated[int, Field(ge=0, lt=MAX_OPTIONS)]],
        Field(min_length=1, max_length=MAX_OPTIONS),
    ]
    partial: bool = False

    @model_validator(mode="after")
    def _correct_exist(self) -> Self:
        if max(self.correct) >= len(self.options) or len(set(self.correct)) != len(self.correct):
            raise ValueError("correct lists the places of different options")
        return self


class TrueFalse(_Question):
    """A statement that is right or wrong."""

    type: Literal[QuestionType.TRUE_FALSE]
    correct: bool


class ShortText(_Question):
    """A few words, compared with each of ``accepted``.

    Case and accents do not count unless told; spaces and the invisible marks of Khmer never do.
    """

    type: Literal[QuestionType.TEXT]
    accepted: Annotated[list[AnswerText], Field(min_length=1, max_length=20)]
    case_sensitive: bool = False
    accents_matter: bool = False


class Numeric(_Question):
    """A number from ``minimum`` to ``maximum``, both included.

    ``language`` says how people write it: 1,234.5 in English, 1.234,5 in Khmer. Without it an
    answer that could be two numbers, such as 1,000, is sent back.
    """

    type: Literal[QuestionType.NUMERIC]
    minimum: Number
    maximum: Number
    unit: Label | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("minimum is not above maximum")
        return self


class Ordering(_WithOptions):
    """Options to put in order; the author lists them in the right one."""

    type: Literal[QuestionType.ORDERING]
    partial: bool = False


class Poll(_WithOptions):
    """A choice without right or wrong; it gives no points."""

    type: Literal[QuestionType.POLL]
    points: Literal[0] = 0


Question = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | ShortText | Numeric | Ordering | Poll,
    Field(discriminator="type"),
]
Questions = Annotated[list[Question], Field(min_length=1, max_length=MAX_QUESTIONS)]


class Answer(
    RequestModel,
    json_schema_extra=exactly_one(
        "choice", "choices", "value", "text", "number", "written", "order"
    ),
):
    """What a player says: exactly the one field that the type of the question asks for.

    ``choice`` (SINGLE, POLL), ``choices`` (MULTIPLE), ``value`` (TRUE_FALSE), ``text`` (TEXT),
    ``number`` or ``written`` (NUMERIC), ``order`` (ORDERING). Options are named by their ids.
    ``written`` is a number as a person typed it, read in the notation of the question.
    """

    choice: Id | None = None
    choices: Annotated[list[Id], Field(min_length=1, max_length=MAX_OPTIONS)] | None = None
    value: bool | None = None
    text: AnswerText | None = None
    number: Number | None = None
    written: Annotated[Line, Field(min_length=1, max_length=60)] | None = None
    order: Annotated[list[Id], Field(max_length=MAX_OPTIONS)] | None = None

    @model_validator(mode="after")
    def _one_field(self) -> Self:
        if len(self.model_fields_set) != 1 or self.kind is None:
            raise ValueError("an answer has exactly one field")
        return self

    @property
    def kind(self) -> str | None:
        """The name of the field that is given."""
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        return given[0] if given else None


def stored_answer(value: object) -> Answer:
    """An answer as it was taken; rules that came later are not asked."""
    return Answer.model_validate(value, context=STORED)


@cache
def questions_schema() -> TypeAdapter[list[Question]]:
    """How questions are kept."""
    return TypeAdapter(list[Question])


@cache
def answers_schema() -> TypeAdapter[dict[str, Answer]]:
    """How the answers of one person are kept: by the id of the question."""
    return TypeAdapter(dict[str, Answer])


@cache
def corrections_schema() -> TypeAdapter[dict[str, float]]:
    """How points by hand are kept: by the id of the question."""
    return TypeAdapter(dict[str, float])


@cache
def bank_question_schema() -> TypeAdapter[Question]:
    """How a question of the bank is kept."""
    return TypeAdapter(Question)


class Solution(ResponseModel):
    """What is right; fields that the type does not need are null."""

    choices: list[str] | None = None
    value: bool | None = None
    texts: list[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    order: list[str] | None = None
    explanation: str | None = None
    explanation_kh: str | None = None


def with_ids(questions: Sequence[Question], new_id: Callable[[], str]) -> list[Question]:
    """The questions, each of them and each option with an id.

    Given ids are kept, so that answers to an edited quiz still name what they named. New ones must
    be random: an id that follows the author's order would tell the order.
    """
    return [_with_ids(question, new_id) for question in questions]


def _with_ids(question: Question, new_id: Callable[[], str]) -> Question:
    changes: dict[str, object] = {"id": question.id or new_id()}
    if isinstance(question, _WithOptions):
        changes["options"] = [
            option.model_copy(update={"id": option.id or new_id()}) for option in question.options
        ]
    return question.model_copy(update=changes)


def without_ids(question: Question) -> Question:
    """The question for another place: whoever knew its ids knows nothing there."""
    changes: dict[str, object] = {"id": None}
    if options := options_of(question):
        changes["options"] = [option.model_copy(update={"id": None}) for option in options]
    return question.model_copy(update=changes)


def images_of(questions: Sequence[Question]) -> list[UUID]:
    """The uploads that questions and their options show, each once, in the author's order."""
    found = [image for q in questions for image in (q.image, *(o.image for o in options_of(q)))]
    return list(dict.fromkeys(image.upload_id for image in found if image is not None))


def options_of(question: Question) -> list[Option]:
    """The options of a question in the author's order; none for a type without."""
    return question.options if isinstance(question, _WithOptions) else []
