"""Rules of moderation without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from shared.http.paging import Cursor
from shared.moderation.types import ReportReason, TargetType, Verdict

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


@dataclass(frozen=True, slots=True)
class CasePlace(Cursor):
    """Where a case stands in the queue."""

    score: Annotated[int, Field(ge=0, lt=1 << 31)]
    id: UUID
