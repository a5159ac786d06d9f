"""Events of marks."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from shared.events.event import Event, event
from shared.school.grades.types import CardScope, EntryState


@event("grade:posted", audience=("user:{receiver_id}",))
class GradePosted(Event):
    """A mark was shown to a family: its sheet was handed in, or it changed after that."""

    receiver_id: UUID
    class_id: UUID
    student_id: UUID
    subject_id: UUID
    term_id: UUID
    period: str
    state: EntryState
    score: Decimal | None
    max_score: Decimal


@event("grade:sheet_locked", audience=("user:{teacher_id}",))
class GradeSheetLocked(Event):
    """A sheet was closed for good; its class's teachers are told."""

    class_id: UUID
    subject_id: UUID
    term_id: UUID
    period: str
    locked_by: UUID


@event("report_card:issued", audience=("user:{receiver_id}",))
class ReportCardIssued(Event):
    """A family can read a card: the first, or a new version of one that was corrected."""

    receiver_id: UUID
    card_id: UUID
    student_id: UUID
    scope: CardScope
    period: str
    card_version: int
