"""What queries on the audit log select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.people.types import ExportStatus


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row of the log, with the names that its people have now."""

    id: UUID
    seq: int
    created_at: datetime
    action: str
    entity_type: str
    entity_id: str | None
    actor_id: UUID | None
    actor_name: str | None
    actor_avatar: str | None
    actor_role: Role | None
    subject_id: UUID | None
    subject_name: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    texts: Mapping[str, Any] | None
    ip: str | None
    user_agent: str | None
    request_id: str | None

    @property
    def position(self) -> Position:
        """Where the row stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class DataExport:
    """An archive of a person's data."""

    id: UUID
    user_id: UUID
    status: ExportStatus
    size_bytes: int | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
