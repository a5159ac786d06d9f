"""Rules of moderation without I/O."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from shared.http.paging import Cursor
from shared.moderation.types import AppealVerdict, ReportReason, TargetType, Verdict

EVIDENCE_CHARS: Final = 8_000
CONTEXT_REACH: Final = 5
"""Messages before and after the reported one that a moderator sees, and no more."""

WEIGHTS: Final[Mapping[ReportReason, int]] = MappingProxyType(
    {
        ReportReason.SELF_HARM: 20,
        ReportReason.VIOLENCE: 15,
        ReportReason.HARASSMENT: 8,
        ReportReason.INAPPROPRIATE: 4,
        ReportReason.MISINFORMATION: 2,
        ReportReason.SPAM: 1,
        ReportReason.OTHER: 1,
    }
)
"""What comes first in the queue: where somebody may come to harm."""


def removes(decision: Verdict, *, also_remove: bool) -> bool:
    """Whether the decision takes away what was reported."""
    return decision is Verdict.REMOVE or (also_remove and decision is not Verdict.APPROVE)


def can_be_removed(target: TargetType) -> bool:
    """Whether the thing is something that somebody wrote; people are suspended instead."""
    return target is not TargetType.USER


APPEAL_PERIOD: Final = timedelta(days=14)


def appeal_until(
    decision: Verdict, now: datetime, suspended_until: datetime | None
) -> datetime | None:
    """Till when whose it is may ask for a second look; None where there is nothing to appeal.

    Who is suspended cannot come in to ask: their time begins when they may. Where no end is set,
    lifting the suspension is the second look.
    """
    if decision is Verdict.APPROVE or (decision is Verdict.SUSPEND and suspended_until is None):
        return None
    return max(now, suspended_until or now) + APPEAL_PERIOD


def may_appeal(until: datetime | None, appealed_at: datetime | None, now: datetime) -> bool:
    """Whether a decision can still be appealed: once, and in time."""
    return until is not None and appealed_at is None and now <= until


def needs_another(decided_by: UUID | None, viewer_id: UUID, others: Collection[UUID]) -> bool:
    """Whether a second look is somebody else's: never the first judge's where there is another."""
    return decided_by == viewer_id and bool(others)


def is_pending(appealed_at: datetime | None, verdict: AppealVerdict | None) -> bool:
    """Whether an appeal waits for its second look."""
    return appealed_at is not None and verdict is None


@dataclass(frozen=True, slots=True)
class CasePlace(Cursor):
    """Where a case stands in the queue."""

    score: Annotated[int, Field(ge=0, lt=1 << 31)]
    id: UUID


@dataclass(frozen=True, slots=True)
class OwnCasePlace(Cursor):
    """Where a case stands in the list of whose it is: what it weighs is not theirs to read."""

    id: UUID
