"""What passes between a unit of work and its callers. Imports no database library."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

from shared.realtime.channels import Channel


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """One event for one channel, to be appended when the unit commits.

    ``body`` is the envelope without its position; ``copy`` counts the channels of one event from 0;
    ``traceparent`` goes with its message and is not stored.
    """

    channel: Channel
    tenant_id: UUID
    event_id: UUID
    type: str
    copy: int
    body: str
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a pending event stands after the commit."""

    pending: PendingEvent
    channel_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class RequestIdentity:
    """What the database knows about the caller of a request, read as the unit opens.

    ``role`` and ``membership_status`` are None for someone who never belonged to the school.
    ``assignments`` are roles for a part of it, as ``ROLE:SCOPE:id``.
    """

    token_version: int
    role: str | None
    membership_status: str | None
    tenant_status: str
    tenant_settings: Mapping[str, Any]
    tenant_slug: str
    tenant_timezone: str
    session_live: bool
    user_name: str
    user_locale: str
    user_email_verified: bool
    user_deleted: bool
    assignments: Sequence[str]


@dataclass(frozen=True, slots=True)
class GuestIdentity:
    """What the database knows about a guest, read as the unit opens."""

    scope: str
    nickname: str
    pass_live: bool
    expires_at: datetime
    tenant_status: str
    tenant_settings: Mapping[str, Any]
    tenant_locale: str


@dataclass(frozen=True, slots=True)
class KeyIdentity:
    """What the database knows about the owner of an API key, read as the unit opens."""

    tenant_id: UUID
    user_id: UUID
    key_id: UUID
    key_permissions: Sequence[str]
    key_expires_at: datetime
    key_live: bool
    token_version: int
    role: str | None
    membership_status: str | None
    tenant_status: str
    tenant_settings: Mapping[str, Any]
    user_name: str
    user_locale: str
    user_deleted: bool
    assignments: Sequence[str]


@dataclass(frozen=True, slots=True)
class RefreshIdentity:
    """Whose session a presented refresh token belongs to."""

    tenant_id: UUID
    user_id: UUID
    session_id: UUID


Record = TypeVar("Record")


def record(kind: type[Record], row: Any) -> Record:
    """A row as the dataclass whose fields bear the names of its columns."""
    return kind(**row._mapping)  # noqa: SLF001 - the documented name of a row's mapping


def records(kind: type[Record], names: Iterable[str], rows: Iterable[Any]) -> list[Record]:
    """Like :func:`record` for many rows, whose columns have these names."""
    names = tuple(names)
    if names == _field_names(cast("Hashable", kind)):
        return [kind(*row) for row in rows]  # a third of the time, on pages of wide rows
    return [kind(**dict(zip(names, row, strict=True))) for row in rows]


@cache
def _field_names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast("Any", kind)))
