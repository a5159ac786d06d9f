"""Requests and responses of reports and of the queue of those who moderate."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import GIVEN, Instant, RequestModel, ResponseModel, Text, example
from shared.media.schemas import AttachmentRead
from shared.moderation.types import (
    AppealVerdict,
    CaseStatus,
    QueuePart,
    ReportReason,
    TargetType,
    Verdict,
)
from shared.people.schemas import AuthorRead

Why = Annotated[Text, Field(min_length=1, max_length=500)]


class CasePath(RequestModel):
    """The case in the path."""

    id: UUID


class ReportCreate(
    RequestModel,
    json_schema_extra=example(
        targetType="USER",
        targetId="01890a5d-ac96-774b-bcce-b302099a8057",
        reason="HARASSMENT",
        details="Writes insults to my friend",
    ),
):
    """What is reported, and why."""

    target_type: TargetType
    target_id: UUID
    reason: ReportReason
    details: Annotated[Text, Field(min_length=1, max_length=1000)] | None = None


class ReportReceipt(ResponseModel):
    """That the report has arrived. Nobody but those who moderate learns of it."""

    id: UUID
    target_type: TargetType
    target_id: UUID
    reason: ReportReason


class QueueQuery(PageQuery):
    """Open cases, where somebody may come to harm first; or those with an appeal that waits.

    Those are the oldest first; decided ones the latest first.
    """

    status: QueuePart = QueuePart.OPEN
    limit: Annotated[int, Field(ge=1, le=50, description="Items a page")] = 10


class DecisionCreate(
    RequestModel,
    json_schema_extra={
        **example(decision="WARN", reason="Please be kind", alsoRemove=False),
        "if": {"required": ["until"], "properties": {"until": GIVEN}},
        "then": {"properties": {"decision": {"const": "SUSPEND"}}},
    },
):
    """What is done about a case. ``reason`` is told to whose it is.

    ``alsoRemove`` takes away what was reported as well; ``until`` ends a suspension.
    """

    decision: Verdict
    reason: Why
    also_remove: bool = False
    until: Instant | None = None

    @model_validator(mode="after")
    def _ends_a_suspension(self) -> Self:
        if self.until is not None and self.decision is not Verdict.SUSPEND:
            raise ValueError("only a suspension has an end")
        return self


class OwnCasePath(RequestModel):
    """The case in the path, about something of the caller's."""

    id: UUID


class OwnCasesQuery(PageQuery):
    """Decisions about things of the caller."""


class AppealCreate(RequestModel, json_schema_extra=example(text="It was a quote from the book")):
    """Why the decision should be looked at again."""

    text: Annotated[Text, Field(min_length=1, max_length=1000)]


class AppealDecision(
    RequestModel, json_schema_extra=example(verdict="OVERTURNED", reason="It was a quote indeed")
):
    """What the second look has found. ``reason`` is told to whose it is."""

    verdict: AppealVerdict
    reason: Why


class AppealRead(ResponseModel):
    """What was said against a decision, and what became of it; ``verdict`` is null until then."""

    text: str
    created_at: datetime
    verdict: AppealVerdict | None
    reason: str | None
    decided_at: datetime | None


class OwnCaseRead(ResponseModel):
    """A decision about something of the caller's: what it said, what was decided, and why.

    Who reported and who decided is not told.
    """

    id: UUID
    target_type: TargetType
    target_id: UUID
    said: str
    decision: Verdict
    removed: bool
    reason: str
    decided_at: datetime
    appeal_until: datetime | None
    can_appeal: bool
    appeal: AppealRead | None


class ReportRead(ResponseModel):
    """Who reported, and why."""

    id: UUID
    reporter: AuthorRead
    reason: ReportReason
    details: str | None
    created_at: datetime


class ContextRead(ResponseModel):
    """What was said around it."""

    id: UUID
    author: AuthorRead
    content: str
    reported: bool
    deleted: bool
    created_at: datetime


class RecordRead(ResponseModel):
    """What was decided about the same person before."""

    warnings: int
    removals: int
    suspensions: int


class CaseRead(ResponseModel):
    """Something that was reported, with what a moderator needs to judge it.

    ``evidence`` is what it said when it was first reported, ``content`` what it says now; null
    where it is gone. ``context`` is what was said around it.
    """

    id: UUID
    target_type: TargetType
    target_id: UUID
    author: AuthorRead
    evidence: str
    content: str | None
    attachments: list[AttachmentRead]
    context: list[ContextRead]
    reports: list[ReportRead]
    record: RecordRead
    status: CaseStatus
    decision: Verdict | None
    removed: bool
    reason: str | None
    decided_by: AuthorRead | None
    decided_at: datetime | None
    appeal: AppealRead | None
    created_at: datetime
