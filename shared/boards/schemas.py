"""Requests and responses of Q&A boards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt, StringConstraints, model_validator

from shared.boards.policy import EMOJI, check_emoji
from shared.boards.poll_schemas import BoardPollRead
from shared.boards.types import (
    BoardScope,
    BoardStatus,
    Moderation,
)
from shared.http.paging import PageQuery
from shared.http.schema import (
    SAFE_LINE,
    Line,
    RequestModel,
    ResponseModel,
    Token,
    example,
    goes_with,
)

Title = Annotated[Line, Field(min_length=1, max_length=120)]
BoardSlug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60), SAFE_LINE
]
VotesPerUser = Annotated[
    StrictInt | None,
    Field(ge=1, le=50, description="Votes one person may hold on the board; null: any"),
]


class BoardPath(RequestModel):
    """The board in the path."""

    id: UUID


class BoardQuery(PageQuery):
    """Boards of one status, or of one class or other scope."""

    status: BoardStatus | None = None
    scope_id: UUID | None = None


class BoardCreate(
    RequestModel,
    json_schema_extra=example(title="Physics, week 3")
    | goes_with("scopeId", "scopeType", "TENANT", default="TENANT", given=False),
):
    """A new board. ``scopeId`` goes with every scope but TENANT; ``anonymous`` never changes."""

    title: Title
    slug: BoardSlug | None = None
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


class BoardUpdate(
    RequestModel,
    json_schema_extra=example(title="Physics, week 4", status="OPEN", moderation="FILTER"),
):
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


class BoardDetail(BoardRead):
    """A board with its newest polls and, where votes are counted out, what the caller has left."""

    polls: list[BoardPollRead]
    votes_left: int | None


class BoardJoin(RequestModel, json_schema_extra=example(code="K7MP-4XQ2", nickname="Dara")):
    """A join code, as it stands on the projector; blanks and case do not matter."""

    code: Annotated[Line, Field(min_length=4, max_length=16)]
    nickname: Annotated[Line, Field(min_length=2, max_length=20)] | None = None


class BoardGuestPath(BoardPath):
    """A guest of the board in the path."""

    guest_id: UUID


class BoardGuestRead(ResponseModel):
    """Somebody without an account who may be on the board now."""

    id: UUID
    nickname: str


class BoardGuests(ResponseModel):
    """The guests of a board."""

    data: list[BoardGuestRead]


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


class PresentUpdate(RequestModel, json_schema_extra=example(questionId=None)):
    """The question to show large, or null for none."""

    question_id: UUID | None


class ReactionSend(RequestModel, json_schema_extra=example(emoji="👍", count=3)):
    """A burst of one emoji; clients gather taps and send a few times a second at the most."""

    emoji: Annotated[
        Token, Field(json_schema_extra={"enum": list(EMOJI)}), AfterValidator(check_emoji)
    ]
    count: Annotated[StrictInt, Field(ge=1, le=20)] = 1
