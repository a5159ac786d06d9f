"""Requests and responses of API keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.auth.permissions import Permission
from shared.http.schema import Line, RequestModel, ResponseModel, example

MAX_KEYS = 20
MAX_DAYS = 366


class ApiKeyCreate(
    RequestModel,
    json_schema_extra=example(
        name="Timetable script", permissions=["posts:read"], expiresInDays=90
    ),
):
    """A key for a program: what it may do, of what its owner may, and for how long."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    expires_in_days: Annotated[int, Field(strict=True, ge=1, le=MAX_DAYS)] = 90


class ApiKeyPath(RequestModel):
    """The key in the path."""

    id: UUID


class ApiKeyRead(ResponseModel):
    """A key. ``prefix`` is how it begins; ``lastUsedAt`` is right to a minute."""

    id: UUID
    name: str
    prefix: str
    permissions: list[str]
    expires_at: datetime
    last_used_at: datetime | None
    created_at: datetime


class ApiKeyCreated(ApiKeyRead):
    """A new key, and its secret, which is shown this once."""

    secret: str


class ApiKeyList(ResponseModel):
    """Keys for the active school, the newest first."""

    data: list[ApiKeyRead]
