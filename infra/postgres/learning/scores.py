"""Scores of quizzes and live games as grades: each counted once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from infra.postgres.core.repository import Repository
from infra.postgres.learning.assignment_records import Assignment, Written
from infra.postgres.learning.submissions import SubmissionRepository
from shared.learning.assignments.dates import Dates, LatePolicy
from shared.learning.assignments.standing import graded, handed_in
from shared.learning.assignments.types import GradeCause, GradeSource


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody has scored. ``source_id`` is the attempt or the game that it comes from."""

    student_id: UUID
    raw_points: Decimal
    source_id: UUID
    received_at: datetime
    dates: Dates


class ScoreRepository(Repository):
    """Puts scores into the gradebook; the caller has checked who may."""

    def take(
        self,
        assignment: Assignment,
        policy: LatePolicy,
        scores: Sequence[Score],
        source: GradeSource,
        *,
        by: UUID | None,
        now: datetime,
        new_id: Callable[[], UUID],
        hold: bool,
    ) -> list[Written]:
        """Add scores as attempts, and write what counts of all attempts.

        A score that has come already is left out, and so are grades that a teacher typed. ``hold``:
        the grade waits for its release.
        """
        submissions = self._unit(SubmissionRepository)
        locked = submissions.lock(
            assignment.course_id,
            {(assignment.id, one.student_id) for one in scores},
            now=now,
            new_id=new_id,
        )
        rules = assignment.rules(policy)
        cause = GradeCause.QUIZ if source is GradeSource.QUIZ else GradeCause.LIVE
        written: list[Written] = []
        for one in scores:
            mine = locked[assignment.id, one.student_id]
            late = policy.intervals_late(one.dates.due_at, one.received_at)
            if source is GradeSource.LIVE:
                late = 0
            added = submissions.add_attempt(
                id=new_id(),
                submission_id=mine.id,
                student_id=mine.student_id,
                attempt=mine.attempt + 1,
                received_at=one.received_at,
                is_late=late > 0,
                raw_points=one.raw_points,
                deduction_percent=policy.deduction(late),
                floor_percent=policy.minimum_percent if late else Decimal(0),
                source=source,
                source_id=one.source_id,
                graded_at=now,
                graded_by=by,
            )
            if not added:
                continue
            submissions.set_submitted(mine.id, one.received_at)
            attempts = submissions.find_attempts([mine.id])[mine.id]
            marks = [mark for attempt in attempts if (mark := attempt.mark) is not None]
            taken = handed_in(mine.standing, mine.attempt + 1, is_late=late > 0)
            standing = graded(taken, marks, rules, source)
            hidden = hold or assignment.hides_grades
            released_at = mine.released_at or (None if hidden else now)
            written.append(Written(mine, standing, cause, released_at, by, graded_at=now))
        submissions.write(written, now)
        return written

    def correct(
        self,
        assignment: Assignment,
        policy: LatePolicy,
        student_id: UUID,
        source_id: UUID,
        raw_points: Decimal,
        *,
        by: UUID,
        reason: str,
        now: datetime,
        new_id: Callable[[], UUID],
    ) -> Written | None:
        """Write what a score that was taken before is worth now; None where it never was.

        A grade that a teacher typed stays, as it does when a score is taken.
        """
        submissions = self._unit(SubmissionRepository)
        attempt = submissions.get_attempt_from(assignment.id, student_id, source_id)
        if attempt is None:
            return None
        place = (assignment.id, student_id)
        locked = submissions.lock(assignment.course_id, {place}, now=now, new_id=new_id)
        mine = locked[place]
        submissions.change_attempt(attempt.id, raw_points=raw_points, graded_at=now, graded_by=by)
        attempts = submissions.find_attempts([mine.id])[mine.id]
        marks = [mark for one in attempts if (mark := one.mark) is not None]
        standing = graded(mine.standing, marks, assignment.rules(policy), GradeSource.QUIZ)
        if standing == mine.standing:
            return None
        written = Written(
            mine,
            standing,
            GradeCause.QUIZ,
            mine.released_at,
            by,
            graded_at=now,
            reason=reason,
        )
        submissions.write([written], now)
        return written
