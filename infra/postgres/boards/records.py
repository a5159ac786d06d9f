"""What queries on boards select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.boards.policy import VISIBLE, Age, NamePlace, Place
from shared.boards.types import BoardScope, BoardStatus, Moderation, PollKind, PollStatus
from shared.boards.types import QuestionStatus as Status
from shared.http.paging import Position


@dataclass(frozen=True, slots=True)
class Board:
    """A board. ``salt`` makes the pseudonyms of an anonymous one; ``waiting`` is for review."""

    id: UUID
    slug: str
    title: str
    scope_type: BoardScope
    scope_id: UUID | None
    join_code: str
    settings: Mapping[str, Any]
    salt: bytes | None
    status: BoardStatus
    presenting_question_id: UUID | None
    created_by: UUID
    questions_count: int
    refused: int
    held: int
    rejected: int
    waiting: int
    created_at: datetime
    updated_at: datetime

    @property
    def anonymous(self) -> bool:
        """Whether nobody learns who asked or voted."""
        return self.salt is not None

    @property
    def moderation(self) -> Moderation:
        """Which questions wait for a moderator."""
        return Moderation(self.settings["moderation"])

    @property
    def guests(self) -> bool:
        """Whether people without an account may join by the code."""
        return bool(self.settings["guests"])

    @property
    def votes_per_user(self) -> int | None:
        """How many votes one person may hold."""
        found: int | None = self.settings["votes_per_user"]
        return found

    @property
    def position(self) -> Position:
        """Where this board stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class ReadableBy:
    """Whose boards a list shows: all, or those of the person's school, classes and scopes."""

    user_id: UUID
    everything: bool = False
    scope_ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as one participant sees it; ``tags`` are their ids, names and colours."""

    id: UUID
    board_id: UUID
    team_id: UUID | None
    author_id: UUID | None
    author_name: str | None
    author_avatar: str | None
    body: str
    status: Status
    upvotes: int
    voted: bool
    mine: bool
    response_text: str | None
    responded_at: datetime | None
    is_pinned: bool
    pinned_at: datetime | None
    is_frozen: bool
    frozen_at: datetime | None
    merged_into: UUID | None
    moderation: Mapping[str, Any]
    tags: Sequence[Mapping[str, str]]
    created_at: datetime
    updated_at: datetime

    @property
    def place(self) -> Place:
        """Where this question stands in the order by votes."""
        return Place(self.is_pinned, self.upvotes, self.id)

    @property
    def age(self) -> Age:
        """Where this question stands in the order by age."""
        return Age(self.id)

    @property
    def shown(self) -> bool:
        """Whether everybody on the board sees it."""
        return self.status in VISIBLE


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """Which questions a list shows. ``keys`` are the participant's on the boards of the list."""

    board_ids: Sequence[UUID]
    keys: Sequence[str]
    viewer_id: UUID
    status: Status | None = None
    tag: UUID | None = None
    moderates: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the school."""

    id: UUID
    name: str
    color: str
    description: str | None
    sort_name: str

    @property
    def position(self) -> NamePlace:
        """Where this tag stands in the list."""
        return NamePlace(self.sort_name, self.id)


@dataclass(frozen=True, slots=True)
class Vote:
    """The counter after a vote, and whether it changed."""

    upvotes: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll without its votes."""

    id: UUID
    board_id: UUID
    kind: PollKind
    prompt: str
    options: Sequence[str]
    multiple: bool
    status: PollStatus
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Votes:
    """How often each answer of a poll was given, by how many people, and whether by the caller."""

    by_answer: Counter[str]
    total: int
    voted: bool
