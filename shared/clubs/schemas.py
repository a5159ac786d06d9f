"""Requests and responses of clubs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from shared.auth.roles import Role
from shared.clubs.types import ClubMode, ClubRole, ClubStatus
from shared.http.paging import PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, Text, example
from shared.media.schemas import AttachmentRead
from shared.people.pictures import Picture

ClubName = Annotated[Line, Field(min_length=1, max_length=80)]
Category = Annotated[Line, Field(min_length=1, max_length=40)]
Tags = Annotated[list[Annotated[Line, Field(min_length=1, max_length=40)]], Field(max_length=10)]
Capacity = Annotated[StrictInt, Field(ge=1, le=5000)]


class ClubPath(RequestModel):
    """The club in the path."""

    id: UUID


class ClubMemberPath(ClubPath):
    """Somebody in a club, or who may come into it."""

    user_id: UUID


class ClubsQuery(PageQuery):
    """``mine``: only those that the caller is in, is invited to or has asked to come into."""

    mine: bool = False
    category: Category | None = None


class ClubCreate(RequestModel, json_schema_extra=example(name="Chess club", mode="PUBLIC")):
    """A new club. ``capacity`` is how many can be in it, null any number.

    ``coverUploadId`` is a picture of the caller's that was uploaded as CLUB_COVER.
    """

    name: ClubName
    description: Annotated[Text, Field(max_length=2000)] = ""
    category: Category | None = None
    mode: ClubMode = ClubMode.PUBLIC
    tags: Tags = Field(default_factory=list)
    capacity: Capacity | None = None
    cover_upload_id: UUID | None = None


class ClubUpdate(ClubCreate, json_schema_extra=example(name="Chess club", mode="INVITE_ONLY")):
    """What a club says of itself, replaced as a whole; its cover stays where it is left out."""


class ClubRead(ResponseModel):
    """A club as the caller sees it. ``status`` and ``role`` are the caller's, null without one.

    ``waiting`` is how many ask to come in, for who may let them.
    """

    id: UUID
    name: str
    description: str
    category: str | None
    cover: AttachmentRead | None
    mode: ClubMode
    tags: list[str]
    capacity: int | None
    members_count: int
    role: ClubRole | None
    status: ClubStatus | None
    can_manage: bool
    can_write: bool
    waiting: int | None
    created_at: datetime
    updated_at: datetime


class ClubStanding(ResponseModel):
    """How the caller stands to a club after this; null where nothing is left."""

    club_id: UUID
    status: ClubStatus | None
    role: ClubRole | None


class ClubMembersQuery(PageQuery):
    """Members, or those who ask, are invited or were put out: for who manages the club."""

    status: ClubStatus = ClubStatus.ACTIVE


class ClubMemberUpdate(RequestModel, json_schema_extra=example(role="INSTRUCTOR")):
    """Let in who has asked, invite somebody, change a role; or ``REMOVED`` to put out."""

    role: ClubRole = ClubRole.MEMBER
    status: Literal[ClubStatus.ACTIVE, ClubStatus.REMOVED] = ClubStatus.ACTIVE


class ClubMemberRead(ResponseModel):
    """Somebody in a club; ``role`` is that in the club, ``schoolRole`` that in the school."""

    id: UUID
    name: str
    avatar: Picture
    school_role: Role
    role: ClubRole
    status: ClubStatus
    joined_at: datetime | None


class ClubMemberResult(ResponseModel):
    """What became of somebody; ``status`` null: their request or invitation is over."""

    user_id: UUID
    status: ClubStatus | None
    role: ClubRole | None
