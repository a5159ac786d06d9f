"""Events of assignments, submissions and grades."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.events.event import Event, event
from shared.learning.assignments.types import AssignmentType, SubmissionState


@event("assignment:created", audience=("course:{course_id}",))
class AssignmentCreated(Event):
    """Students see an assignment from now on: it was published."""

    assignment_id: UUID
    course_id: UUID
    title: str
    type: AssignmentType
    max_points: float
    due_date: datetime | None


@event("assignment:updated", audience=("course:{course_id}",))
class AssignmentUpdated(Event):
    """An assignment that students see was changed, its rubric or somebody's dates."""

    assignment_id: UUID
    changed: list[str]
    due_date: datetime | None


@event("assignment:deleted", audience=("course:{course_id}",))
class AssignmentDeleted(Event):
    """An assignment is gone, or a draft again."""

    assignment_id: UUID


@event("assignment:due_soon", audience=("user:{user_id}",))
class AssignmentDueSoon(Event):
    """The person has not handed in what is due within ``hours_left`` hours."""

    assignment_id: UUID
    course_id: UUID
    title: str
    due_date: datetime
    hours_left: int


@event("assignment:missed", audience=("user:{user_id}",))
class AssignmentMissed(Event):
    """The date has passed, and the student has handed in nothing: told to them and guardians."""

    assignment_id: UUID
    course_id: UUID
    student_id: UUID
    title: str


@event("submission:created", audience=("user:{user_id}",), nobodys=True)
class SubmissionCreated(Event):
    """Somebody handed in. ``student_id`` is null to teachers who grade without names.

    The envelope names nobody, to anybody: it would say whose it is all the same.
    """

    assignment_id: UUID
    submission_id: UUID
    student_id: UUID | None
    attempt: int
    is_late: bool
    submitted_at: datetime


@event("submission:unsubmitted", audience=("user:{user_id}",), nobodys=True)
class SubmissionUnsubmitted(Event):
    """Somebody took back what they had handed in, before it was graded."""

    assignment_id: UUID
    submission_id: UUID


@event("submission:graded", audience=("user:{user_id}",))
class SubmissionGraded(Event):
    """A grade that its student may see was given or changed. ``grade`` is in percent."""

    assignment_id: UUID
    submission_id: UUID
    student_id: UUID
    grade: float | None
    points: float | None
    max_points: float
    feedback_preview: str | None
    graded_at: datetime


@event("submission:commented", audience=("user:{user_id}",), nobodys=True)
class SubmissionCommented(Event):
    """Somebody wrote in the thread beside a submission."""

    assignment_id: UUID
    submission_id: UUID
    comment_id: UUID
    author_id: UUID | None


@event("grade:released", audience=("user:{user_id}",))
class GradeReleased(Event):
    """The student sees a grade of an assignment from now on; ``count`` of them were released.

    ``student_id`` is null in events of before it was told.
    """

    assignment_id: UUID
    count: int
    student_id: UUID | None = None


class ChangedCell(BaseModel):
    """One cell as it is now, and the total of its student."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True, frozen=True
    )

    student_id: UUID
    assignment_id: UUID
    points: float | None
    state: SubmissionState
    version: int
    total: float | None


@event("gradebook:changed", audience=("user:{user_id}",))
class GradebookChanged(Event):
    """Cells of a gradebook changed, for who teaches the course. None are listed: read it anew."""

    course_id: UUID
    cells: list[ChangedCell]
