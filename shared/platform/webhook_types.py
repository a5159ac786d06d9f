"""What a school may have sent to a program of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class WebhookEvent(StrEnum):
    """Events that a webhook may ask for, by their names in the log.

    What every administrator of the school may read, and nothing else: no message, no post for
    connections, no question of a board, nothing that is one person's own. See
    docs/decisions/0085-what-a-school-sends-outside.md.
    """

    ANNOUNCEMENT_PUBLISHED = "announcement:published"
    ANNOUNCEMENT_REMOVED = "announcement:removed"
    ASSIGNMENT_CREATED = "assignment:created"
    ASSIGNMENT_DELETED = "assignment:deleted"
    ASSIGNMENT_UPDATED = "assignment:updated"
    ATTENDANCE_MARKED = "attendance:marked"
    CALENDAR_CHANGED = "calendar:changed"
    CLUB_CREATED = "club:created"
    COURSE_COMPLETED = "course:completed"
    COURSE_ENROLLED = "course:enrolled"
    COURSE_PUBLISHED = "course:published"
    COURSE_UNENROLLED = "course:unenrolled"
    COURSE_UPDATED = "course:updated"
    ENROLLMENT_CHANGED = "enrollment:changed"
    GRADE_POSTED = "grade:posted"
    GRADE_RELEASED = "grade:released"
    GRADE_SHEET_LOCKED = "grade:sheet_locked"
    LESSON_PUBLISHED = "lesson:published"
    MEMBER_JOINED = "member:joined"
    QUIZ_PUBLISHED = "quiz:published"
    REGISTER_TAKEN = "register:taken"
    REPORT_CARD_ISSUED = "report_card:issued"
    SUBMISSION_CREATED = "submission:created"
    SUBMISSION_GRADED = "submission:graded"
    TIMETABLE_CHANGED = "timetable:changed"
    TIMETABLE_PUBLISHED = "timetable:published"
    USER_SUSPENDED = "user:suspended"


SENSITIVE: Final = frozenset(
    {
        WebhookEvent.ATTENDANCE_MARKED,
        # Whoever has the code of a certificate reads the scores on it.
        WebhookEvent.COURSE_COMPLETED,
        # That somebody repeats a year, has dropped out or died.
        WebhookEvent.ENROLLMENT_CHANGED,
        WebhookEvent.GRADE_POSTED,
        WebhookEvent.GRADE_RELEASED,
        WebhookEvent.GRADE_SHEET_LOCKED,
        WebhookEvent.REPORT_CARD_ISSUED,
        WebhookEvent.SUBMISSION_CREATED,
        WebhookEvent.SUBMISSION_GRADED,
        WebhookEvent.USER_SUSPENDED,
    }
)
"""Marks, absences and measures of single people: they leave the school only where it says so."""

TEST: Final = "webhook:test"
"""What a test delivery is."""


class DeliveryState(StrEnum):
    """What became of a delivery."""

    PENDING = "PENDING"
    """It is sent, again where it failed."""
    DELIVERED = "DELIVERED"
    """The receiver has it."""
    FAILED = "FAILED"
    """Nobody sends it again by themselves."""
