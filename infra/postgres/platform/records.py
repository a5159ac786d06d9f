"""What queries on the audit log, archives and webhooks select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.people.types import ExportStatus
from shared.platform.webhook_types import DeliveryState


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


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program of the school that is sent what happens."""

    id: UUID
    name: str
    url: str
    secret_sealed: bytes
    former_secret_sealed: bytes | None
    secret_rotated_at: datetime | None
    events: list[str]
    enabled: bool
    failure_count: int
    failing_since: datetime | None
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event for one webhook, and each attempt to send it."""

    id: UUID
    webhook_id: UUID
    event_id: UUID
    type: str
    body: str
    state: DeliveryState
    attempts: list[dict[str, Any]]
    failures: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.created_at, self.id)
