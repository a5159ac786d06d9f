"""Requests and responses about people: follows, blocks, mutes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.auth.roles import Role
from shared.http.schema import Instant, Line, RequestModel, ResponseModel, example
from shared.people.pictures import Picture


class UserPath(RequestModel):
    """The person in the path."""

    id: UUID


class AuthorRead(ResponseModel):
    """A person beside what they wrote."""

    id: UUID
    name: str
    avatar: Picture
    role: Role | None


class NameQuery(RequestModel):
    """The beginning of a name; nothing is the beginning of none."""

    q: Annotated[Line, Field(max_length=60)] = ""


class NamedPeople(ResponseModel):
    """People whom one may mention."""

    data: list[AuthorRead]


class FollowRead(ResponseModel):
    """The caller's relation to a person after the request."""

    user_id: UUID
    status: Literal["ACCEPTED", "PENDING", "NONE"]


class FollowerRead(ResponseModel):
    """A person in a list of followers or followed people."""

    id: UUID
    name: str
    avatar: Picture
    role: Role | None
    followed_by_me: bool
    since: datetime


class BlockRead(ResponseModel):
    """Whether the caller blocks a person."""

    user_id: UUID
    blocked: bool


class MuteCreate(RequestModel, json_schema_extra=example(expiresAt=None)):
    """When a mute ends; left out, it lasts."""

    expires_at: Instant | None = None


class MuteRead(ResponseModel):
    """Whether the caller mutes a person, and until when."""

    user_id: UUID
    muted: bool
    expires_at: datetime | None


class HiddenPersonRead(ResponseModel):
    """A person whom the caller blocks, mutes or both."""

    id: UUID
    name: str
    avatar: Picture
    blocked: bool
    muted: bool
    muted_until: datetime | None
    since: datetime
