"""Events of moderation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.moderation.types import AppealVerdict, ReportReason, TargetType, Verdict


@event("report:created", audience=("user:{moderators}",))
class ReportCreated(Event):
    """Somebody reported something; told to those who moderate the school."""

    report_id: UUID
    case_id: UUID
    target_type: TargetType
    target_id: UUID
    reason: ReportReason


@event("moderation:decision", audience=("user:{author_id}", "domain:{decided}"))
class ModerationDecision(Event):
    """Somebody decided about what was reported; told to whose it is where it concerns them.

    A worker tells those who reported that somebody has looked.
    """

    case_id: UUID
    target_type: TargetType
    target_id: UUID
    decision: Verdict
    removed: bool
    reason: str
    appeal_until: datetime | None = None
    """Till when whose it is may ask for a second look."""


@event("moderation:appealed", audience=("user:{moderators}",))
class ModerationAppealed(Event):
    """Whose it is asks for a second look at a decision; told to those who moderate the school."""

    case_id: UUID
    target_type: TargetType
    target_id: UUID


@event("moderation:appeal_decided", audience=("user:{author_id}",))
class AppealDecided(Event):
    """Somebody has looked again; told to whose it is."""

    case_id: UUID
    verdict: AppealVerdict
    reason: str
