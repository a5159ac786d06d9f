"""Requests and responses of questions, their votes and tags."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.boards.types import (
    QuestionStatus,
)
from shared.http.paging import PageQuery
from shared.http.schema import SAFE_LINE, Line, RequestModel, ResponseModel, Text, example
from shared.people.pictures import Picture

MAX_TAGS = 10

Body = Annotated[Text, Field(min_length=5, max_length=500)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$"), SAFE_LINE]


class QuestionPath(RequestModel):
    """The question in the path."""

    id: UUID


class ReviewPath(RequestModel):
    """The question in the path, which waits for review."""

    id: UUID


class QuestionTagPath(RequestModel):
    """A question and one of its tags."""

    id: UUID
    tag_id: UUID


class TagPath(RequestModel):
    """The tag in the path."""

    id: UUID


class QuestionQuery(PageQuery):
    """Questions of a board (``boardId``), of the boards of a class (``teamId``), or of all.

    Sorted by ``top``: pinned, most votes, newest; or by ``new``. ``similarTo`` is what somebody is
    typing: then the answer holds at most five questions that say much the same, best first.
    """

    board_id: UUID | None = None
    team_id: UUID | None = None
    status: QuestionStatus | None = None
    tag: UUID | None = None
    sort: Literal["top", "new"] = "top"
    similar_to: Annotated[Text, Field(min_length=3, max_length=500)] | None = None


class QuestionCreate(
    RequestModel,
    json_schema_extra=example(
        boardId="0199a1f9-0000-7000-8000-000000000000", body="Why is the sky blue?"
    ),
):
    """A new question."""

    board_id: UUID
    body: Body


class QuestionUpdate(RequestModel, json_schema_extra=example(body="Why is the sky blue at noon?")):
    """The new text of a question."""

    body: Body


class AnswerCreate(
    RequestModel, json_schema_extra=example(responseText="Short waves are scattered most.")
):
    """The answer to a question; a second one replaces the first."""

    response_text: Annotated[Text, Field(min_length=1, max_length=2000)]


class TagAssign(
    RequestModel, json_schema_extra=example(tagId="0199a1f9-0000-7000-8000-000000000000")
):
    """The tag to add."""

    tag_id: UUID


class PinUpdate(RequestModel, json_schema_extra=example(isPinned=True)):
    """Whether the question stands on top."""

    is_pinned: bool


class FreezeUpdate(RequestModel, json_schema_extra=example(isFrozen=True)):
    """Whether the question takes no more votes, edits and answers."""

    is_frozen: bool


class ReviewDecision(RequestModel, json_schema_extra=example(decision="approve")):
    """What becomes of a question that waits for review."""

    decision: Literal["approve", "reject"]
    reason: Annotated[Text, Field(min_length=1, max_length=300)] | None = None


class MergeInto(
    RequestModel, json_schema_extra=example(intoId="0199a1f9-0000-7000-8000-000000000000")
):
    """The question that this one repeats."""

    into_id: UUID


class TagCreate(RequestModel, json_schema_extra=example(name="Homework", color="#3B82F6")):
    """A tag; the name is unique in the school, whatever its case."""

    name: Annotated[Line, Field(min_length=1, max_length=40)]
    color: Colour = "#3B82F6"
    description: Annotated[Text, Field(max_length=200)] | None = None


class TagUpdate(TagCreate):
    """A tag, replaced as a whole."""


class TagRead(ResponseModel):
    """A tag of the school."""

    id: UUID
    name: str
    color: str
    description: str | None


class QuestionTagRead(ResponseModel):
    """A tag on a question."""

    id: UUID
    name: str
    color: str


class AskerRead(ResponseModel):
    """Who asked. A guest has a name and no id."""

    id: UUID | None
    name: str
    avatar: Picture


class QuestionRead(ResponseModel):
    """A question as the caller sees it; ``author`` is null on anonymous boards, for everybody."""

    id: UUID
    board_id: UUID
    team_id: UUID | None
    author: AskerRead | None
    body: str
    status: QuestionStatus
    upvotes: int
    voted: bool
    mine: bool
    is_pinned: bool
    pinned_at: datetime | None
    is_frozen: bool
    frozen_at: datetime | None
    response_text: str | None
    responded_at: datetime | None
    merged_into: UUID | None
    review_reasons: list[str] = Field(description="For moderators: what the filter noticed")
    rejection_reason: str | None
    tags: list[QuestionTagRead]
    can_edit: bool
    can_delete: bool
    created_at: datetime
    updated_at: datetime


class VoteRead(ResponseModel):
    """The caller's vote and the counter after it."""

    question_id: UUID
    voted: bool
    upvotes: int


class QuestionPromote(RequestModel, json_schema_extra=example(question="When is the test?")):
    """The course, where it is not that of the board, and the words for all, where they differ."""

    course_id: UUID | None = None
    question: Body | None = None
    answer: Annotated[Text, Field(min_length=1, max_length=2000)] | None = None
