"""Requests and responses of the question bank."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.http.paging import PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, example
from shared.learning.quizzes.questions import (
    MAX_QUESTIONS,
    QUESTION_EXAMPLE,
    Question,
    Questions,
    QuestionType,
)
from shared.media.schemas import AttachmentRead
from shared.people.schemas import AuthorRead
from shared.text.same import canonical

MAX_TAGS = 10


def tidy(tags: list[str]) -> list[str]:
    """Each once, in the form that all its spellings share."""
    return list(dict.fromkeys(map(canonical, tags)))


Tag = Annotated[Line, Field(min_length=1, max_length=40)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(tidy)]


def _each_once(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) != len(ids):
        raise ValueError("each question once")
    return ids


class BankedQuestionPath(RequestModel):
    """The kept question in the path."""

    entry_id: UUID


class BankedQuestionsQuery(PageQuery):
    """``q`` leaves questions whose text contains it; ``mine`` those that the caller keeps."""

    mine: bool = False
    q: Annotated[Line, Field(max_length=100)] | None = None
    tag: Annotated[Line, Field(max_length=40)] | None = None
    type: QuestionType | None = None


class BankedQuestionCreate(
    RequestModel, json_schema_extra=example(questions=[QUESTION_EXAMPLE], tags=["grade 7"])
):
    """Questions to keep, with the same tags. ``shared``: all who write quizzes here see them."""

    questions: Questions
    tags: Annotated[Tags, Field(default_factory=list)]
    shared: bool = False


class BankedQuestionWrite(
    RequestModel, json_schema_extra=example(question=QUESTION_EXAMPLE, tags=["grade 7"])
):
    """A kept question as a whole."""

    question: Question
    tags: Annotated[Tags, Field(default_factory=list)]
    shared: bool = False


class BankedQuestionRead(ResponseModel):
    """A kept question with its answer. ``used`` counts the quizzes that it was copied into.

    ``pictures`` are those that the question names by their uploads.
    """

    id: UUID
    owner: AuthorRead
    question: Question
    pictures: list[AttachmentRead]
    tags: list[str]
    shared: bool
    used: int
    can_edit: bool
    created_at: datetime
    updated_at: datetime


class BankedQuestions(ResponseModel):
    """Kept questions in the order in which they were sent."""

    data: list[BankedQuestionRead]


class BankTag(ResponseModel):
    """A tag, and how many questions have it."""

    tag: str
    count: int


class BankTags(ResponseModel):
    """Tags, the most frequent first."""

    data: list[BankTag]


class FromBank(
    RequestModel, json_schema_extra=example(entryIds=["01890a5d-ac96-774b-bcce-b302099a8057"])
):
    """Questions of the bank, in the order in which they are added."""

    entry_ids: Annotated[
        list[UUID], Field(min_length=1, max_length=MAX_QUESTIONS), AfterValidator(_each_once)
    ]
