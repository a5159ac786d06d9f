"""What queries on reports and cases select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.moderation.policy import CasePlace
from shared.moderation.types import (
    AppealVerdict,
    CaseStatus,
    ReportReason,
    TargetType,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Case:
    """Something that was reported, whose it is, and who decided about it."""

    id: UUID
    target_type: TargetType
    target_id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    evidence: str
    score: int
    status: CaseStatus
    decision: Verdict | None
    removed: bool
    reason: str | None
    decided_by_id: UUID | None
    decided_by_name: str | None
    decided_by_avatar: str | None
    decided_by_role: Role | None
    decided_at: datetime | None
    appeal_until: datetime | None
    appeal_text: str | None
    appealed_at: datetime | None
    appeal_verdict: AppealVerdict | None
    appeal_reason: str | None
    appeal_decided_at: datetime | None
    created_at: datetime

    @property
    def position(self) -> CasePlace:
        """Where it stands in the queue."""
        return CasePlace(self.score, self.id)


@dataclass(frozen=True, slots=True)
class Report:
    """Who reported, and why."""

    id: UUID
    case_id: UUID
    reporter_id: UUID
    reporter_name: str
    reporter_avatar: str | None
    reporter_role: Role
    reason: ReportReason
    details: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What was decided about a person."""

    author_id: UUID
    warnings: int
    removals: int
    suspensions: int
