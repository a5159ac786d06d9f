"""Requests and responses of Q&A boards, questions, tags and polls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt, StringConstraints, model_validator

from shared.boards.policy import check_emoji
from shared.boards.types import (
    BoardScope,
    BoardStatus,
    Moderation,
    PollKind,
    PollStatus,
    QuestionStatus,
)
from shared.http.paging import PageQuery
from shared.http.schema import RequestModel, ResponseModel, Text

MAX_TAGS = 10
RATINGS = 5

Title = Annotated[Text, Field(min_length=1, max_length=120)]
Body = Annotated[Text, Field(min_length=5, max_length=500)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
VotesPerUser = Annotated[
    StrictInt | None,
    Field(ge=1, le=50, description="Votes one person may hold on the board; null: any"),
]


class BoardPath(RequestModel):
    """The board in the path."""

    id: UUID


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


class PollPath(RequestModel):
    """The poll in the path."""

    id: UUID


class BoardQuery(PageQuery):
    """Boards of one status, or of one class or other scope."""

    status: BoardStatus | None = None
    scope_id: UUID | None = None


class BoardCreate(RequestModel):
    """A new board. ``scopeId`` goes with every scope but TENANT; ``anonymous`` never changes."""

    title: Title
    slug: Annotated[
        str | None,
        StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60),
    ] = None
    scope_type: BoardScope = BoardScope.TENANT
    scope_id: UUID | None = None
    anonymous: bool = False
    moderation: Moderation = Moderation.FILTER
    guests: bool = False
    votes_per_user: VotesPerUser = None

    @model_validator(mode="after")
    def _scope_is_named(self) -> Self:
        if (self.scope_type is BoardScope.TENANT) != (self.scope_id is None):
            raise ValueError("scopeId is given exactly when scopeType is not TENANT")
        return self


class BoardUpdate(RequestModel):
    """The settings of a board, replaced as a whole; ``renewCode`` makes a new join code."""

    title: Title
    status: BoardStatus = BoardStatus.OPEN
    moderation: Moderation = Moderation.FILTER
    guests: bool = False
    votes_per_user: VotesPerUser = None
    renew_code: bool = False


class BoardSettings(ResponseModel):
    """How a board works."""

    anonymous: bool
    moderation: Moderation
    guests: bool
    votes_per_user: int | None


class BoardTransparency(ResponseModel):
    """What the moderation of a board has done so far, for everybody to see."""

    refused: int = Field(description="Refused by the filter at once; nothing of them is kept")
    held: int = Field(description="Ever held back for review")
    rejected: int = Field(description="Refused by a moderator")
    waiting: int = Field(description="Waiting for review now")


class BoardRead(ResponseModel):
    """A board as the caller sees it; ``joinCode`` is shown to those who manage it."""

    id: UUID
    slug: str
    title: str
    scope_type: BoardScope
    scope_id: UUID | None
    join_code: str | None
    settings: BoardSettings
    status: BoardStatus
    presenting_question_id: UUID | None
    questions_count: int
    transparency: BoardTransparency
    can_manage: bool
    can_moderate: bool
    can_ask: bool
    created_at: datetime
    updated_at: datetime


class PollRead(ResponseModel):
    """A poll with its votes so far; ``counts`` and ``words`` as in ``board:poll_results``."""

    id: UUID
    board_id: UUID
    kind: PollKind
    prompt: str
    options: list[str]
    multiple: bool
    status: PollStatus
    counts: list[int]
    words: list[str]
    total: int
    voted: bool
    opened_at: datetime
    closed_at: datetime | None


class BoardDetail(BoardRead):
    """A board with its newest polls and, where votes are counted out, what the caller has left."""

    polls: list[PollRead]
    votes_left: int | None


class BoardJoin(RequestModel):
    """A join code, as it stands on the projector; blanks and case do not matter."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=16)]
    nickname: Annotated[Text, Field(min_length=2, max_length=20)] | None = None


class JoinedBoard(ResponseModel):
    """The board behind a code."""

    id: UUID
    title: str
    anonymous: bool
    status: BoardStatus


class BoardJoined(ResponseModel):
    """A guest's way to one board: the token opens nothing else."""

    board: JoinedBoard
    guest_id: UUID
    token: str
    expires_at: datetime


class PresentUpdate(RequestModel):
    """The question to show large, or null for none."""

    question_id: UUID | None


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
    similar_to: Annotated[str | None, Field(min_length=3, max_length=500)] = None


class QuestionCreate(RequestModel):
    """A new question."""

    board_id: UUID
    body: Body


class QuestionUpdate(RequestModel):
    """The new text of a question."""

    body: Body


class AnswerCreate(RequestModel):
    """The answer to a question; a second one replaces the first."""

    response_text: Annotated[Text, Field(min_length=1, max_length=2000)]


class TagAssign(RequestModel):
    """The tag to add."""

    tag_id: UUID


class PinUpdate(RequestModel):
    """Whether the question stands on top."""

    is_pinned: bool


class FreezeUpdate(RequestModel):
    """Whether the question takes no more votes, edits and answers."""

    is_frozen: bool


class ReviewDecision(RequestModel):
    """What becomes of a question that waits for review."""

    decision: Literal["approve", "reject"]
    reason: Annotated[Text, Field(min_length=1, max_length=300)] | None = None


class MergeInto(RequestModel):
    """The question that this one repeats."""

    into_id: UUID


class TagCreate(RequestModel):
    """A tag; the name is unique in the school, whatever its case."""

    name: Annotated[Text, Field(min_length=1, max_length=40)]
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
    avatar: str | None


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


class PollCreate(RequestModel):
    """A poll. Options go with CHOICE and only with it; ``multiple`` lets people choose several."""

    kind: PollKind
    prompt: Annotated[Text, Field(min_length=3, max_length=200)]
    options: Annotated[
        list[Annotated[Text, Field(min_length=1, max_length=80)]], Field(max_length=10)
    ] = Field(default_factory=list)
    multiple: bool = False

    @model_validator(mode="after")
    def _options_go_with_choice(self) -> Self:
        if self.kind is not PollKind.CHOICE and (self.options or self.multiple):
            raise ValueError("options and multiple go with CHOICE only")
        if self.kind is PollKind.CHOICE and len(self.options) < 2:  # noqa: PLR2004 - a choice
            raise ValueError("a choice has two to ten options")
        if len({option.casefold() for option in self.options}) != len(self.options):
            raise ValueError("two options say the same")
        return self


class PollVote(RequestModel):
    """An answer to a poll: ``choices`` (from 0), ``rating`` or ``words``, as its kind asks.

    A second answer replaces the first.
    """

    choices: (
        Annotated[list[Annotated[StrictInt, Field(ge=0, le=9)]], Field(max_length=10)] | None
    ) = None
    rating: Annotated[StrictInt, Field(ge=1, le=RATINGS)] | None = None
    words: (
        Annotated[list[Annotated[Text, Field(min_length=1, max_length=30)]], Field(max_length=3)]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        given = [value for value in (self.choices, self.rating, self.words) if value]
        if len(given) != 1:
            raise ValueError("give choices, rating or words, and one of them only")
        return self


class ReactionSend(RequestModel):
    """A burst of one emoji; clients gather taps and send a few times a second at the most."""

    emoji: Annotated[str, AfterValidator(check_emoji)]
    count: Annotated[StrictInt, Field(ge=1, le=20)] = 1
