"""What becomes due, and what was due and is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import learning
from shared.ids import uuid7
from shared.learning.assignments.dates import is_exempt
from shared.learning.assignments.events import (
    AssignmentDueSoon,
    AssignmentMissed,
    GradebookChanged,
)
from shared.learning.assignments.standing import Standing, missing
from shared.learning.assignments.types import GradeCause, GradeSource, SubmissionState
from shared.realtime.channels import user_channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.learning import Assignment, Submission

HOURS_BEFORE = (24, 2)
LOOKS_BACK = timedelta(days=14)
BATCH = 200


@job("*/15 * * * *")
def job_assignment_due_reminders(deps: Dependencies) -> Mapping[str, Any]:
    """Remind students a day and two hours before their own date of what they have not handed in."""

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return _remind(unit, deps.clock())

    found = for_each_school(deps, visit, resume=job_assignment_due_reminders.__name__)
    return {"reminded": sum(found)}


@job("*/30 * * * *")
def job_assignment_missing(deps: Dependencies) -> Mapping[str, Any]:
    """Mark as missing what nobody handed in by their own date, with its grace.

    Nothing that a teacher gave is touched, and who came after the date owes nothing.
    """

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            now = deps.clock()
            due = unit(learning.AssignmentRepository).find_due(now - LOOKS_BACK, now, BATCH)
            return sum(_mark_missing(unit, one, now) for one in due if one.type.can_be_missing)

    return {"missing": sum(for_each_school(deps, visit, resume=job_assignment_missing.__name__))}


def _remind(unit: UnitOfWork, now: datetime) -> int:
    reminded = 0
    latest = now + timedelta(hours=max(HOURS_BEFORE))
    for one in unit(learning.AssignmentRepository).find_due(now, latest, BATCH):
        if not one.type.can_be_missing:
            continue
        for user_id, due_at in _owing(unit, one):
            hours = next((h for h in sorted(HOURS_BEFORE) if due_at - now <= timedelta(hours=h)), 0)
            if due_at <= now or not hours:
                continue
            if not unit(learning.ReminderRepository).note(one.id, user_id, hours, due_at):
                continue
            event = AssignmentDueSoon(
                assignment_id=one.id,
                course_id=one.course_id,
                title=one.title,
                due_date=due_at,
                hours_left=hours,
            )
            emit(unit, event, user_channel(user_id), now)
            reminded += 1
    return reminded


def _owing(unit: UnitOfWork, one: Assignment) -> list[tuple[UUID, datetime]]:
    """Who has handed in nothing and is not excused, each with their own date."""
    students = unit(learning.CourseMemberRepository).find_students(one.course_id)
    people = [student.user_id for student in students]
    done = {
        row.student_id
        for row in unit(learning.SubmissionRepository).find_of_assignment(one.id, people)
        if not _is_bare(row)
    }
    dates = unit(learning.AssignmentRepository).find_dates([one], people)
    found = []
    for student in students:
        theirs = dates.get((one.id, student.user_id), one.dates).due_at
        late_join = is_exempt(student.joined_at, theirs, include_late=one.include_late_joiners)
        if theirs is not None and student.user_id not in done and not late_join:
            found.append((student.user_id, theirs))
    return found


def _mark_missing(unit: UnitOfWork, one: Assignment, now: datetime) -> int:
    from infra.postgres.learning import Written

    policy = unit(learning.GradebookRepository).get_policy(one.course_id)
    gone = [
        (one.id, user_id) for user_id, due_at in _owing(unit, one) if policy.is_late(due_at, now)
    ]
    submissions = unit(learning.SubmissionRepository)
    locked = submissions.lock(one.course_id, gone, now=now, new_id=lambda: uuid7(now))
    written = [
        Written(
            row,
            missing(row.standing, one.rules(policy), GradeSource.AUTO_MISSING),
            GradeCause.MISSING,
            row.released_at or (None if one.hides_grades else now),
            None,
            graded_at=now,
        )
        for row in locked.values()
        # Handed in, or excused, while the job was on its way.
        if _is_bare(row)
    ]
    submissions.write(written, now)
    if written:
        _tell_missing(unit, one, [line.submission.student_id for line in written], now)
        for user_id in unit(learning.CourseMemberRepository).staff_ids(one.course_id):
            event = GradebookChanged(course_id=one.course_id, cells=[])
            emit(unit, event, user_channel(user_id), now)
    return len(written)


def _tell_missing(
    unit: UnitOfWork, one: Assignment, students: Sequence[UUID], now: datetime
) -> None:
    guardians = unit(learning.AssignmentRepository).find_guardians(students)
    for student_id in students:
        event = AssignmentMissed(
            assignment_id=one.id,
            course_id=one.course_id,
            student_id=student_id,
            title=one.title,
        )
        for user_id in (student_id, *guardians.get(student_id, ())):
            emit(unit, event, user_channel(user_id), now)


def _is_bare(row: Submission) -> bool:
    """Whether neither the student nor anybody else has done anything."""
    standing: Standing = row.standing
    return standing.state is SubmissionState.PENDING and standing.source is None
