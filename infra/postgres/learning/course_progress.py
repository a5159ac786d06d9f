"""How far people have come in courses: lessons done, quizzes passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, and_, delete, func, or_, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.learning.course_records import CourseQuiz, LessonDone
from infra.postgres.learning.course_tables import (
    course_members,
    lesson_progress,
    lesson_resources,
    lessons,
)
from infra.postgres.learning.tables import quiz_attempts, quizzes
from shared.learning.courses.types import CourseRole, MemberStatus
from shared.learning.quizzes.types import QuizStatus


class CourseProgressRepository(Repository):
    """Queries on progress; the caller has checked whose may be seen."""

    def complete(self, course_id: UUID, lesson_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Note that somebody has done a lesson; False when that was noted before."""
        row = {
            "tenant_id": self.tenant,
            "course_id": course_id,
            "lesson_id": lesson_id,
            "user_id": user_id,
            "completed_at": now,
        }
        return self._changed(upsert(lesson_progress).values(row).on_conflict_do_nothing())

    def undo(self, lesson_id: UUID, user_id: UUID) -> bool:
        """Forget that somebody has done a lesson."""
        p = lesson_progress.c
        this = (p.tenant_id == self.tenant, p.lesson_id == lesson_id, p.user_id == user_id)
        return self._changed(delete(lesson_progress).where(*this))

    def count_anew(self, course_id: UUID, user_id: UUID | None = None) -> None:
        """Count the progress of all who study in a course, or of one: lessons come and go.

        Nobody else counts for them until the commit.
        """
        m, c, p = course_members.c, lessons.c, lesson_progress.c
        shown = and_(
            c.tenant_id == self.tenant,
            c.course_id == course_id,
            c.published_at.is_not(None),
            c.deleted_at.is_(None),
        )
        total = select(func.count()).select_from(lessons).where(shown).scalar_subquery()
        done = (
            select(func.count())
            .join_from(
                lesson_progress, lessons, and_(c.tenant_id == p.tenant_id, c.id == p.lesson_id)
            )
            .where(p.tenant_id == self.tenant, p.user_id == m.user_id, shown)
            .scalar_subquery()
        )
        # Rounded down: all is done only when it is.
        share = func.trunc(as_type(100 * done, Numeric) / func.nullif(total, 0), 2)
        students = [
            m.tenant_id == self.tenant,
            m.course_id == course_id,
            m.role == CourseRole.STUDENT,
        ]
        if user_id is not None:
            students.append(m.user_id == user_id)
        # Locked by a statement of its own: one that waits for a row counts what it saw before.
        locking = select(m.user_id).where(*students).order_by(m.user_id)
        self._unit.execute(locking.with_for_update(key_share=True))
        counting = update(course_members).where(*students)
        self._unit.execute(
            counting.values(progress=func.coalesce(share, 0), completed_lessons=done)
        )

    def mark_completed(self, course_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Note that somebody has completed a course; False when that was noted before."""
        m = course_members.c
        change = update(course_members).where(
            m.tenant_id == self.tenant,
            m.course_id == course_id,
            m.user_id == user_id,
            m.completed_at.is_(None),
        )
        return self._changed(change.values(completed_at=now))

    def find_done(self, course_id: UUID, user_ids: Sequence[UUID]) -> list[LessonDone]:
        """The lessons of a course that these people have done, the earliest first."""
        p = lesson_progress.c
        query = select(*columns_of(LessonDone, lesson_progress)).where(
            p.tenant_id == self.tenant, p.course_id == course_id, p.user_id.in_(user_ids)
        )
        return self._records(LessonDone, query.order_by(p.completed_at, p.lesson_id))

    def find_quizzes(self, course_id: UUID, user_ids: Sequence[UUID]) -> list[CourseQuiz]:
        """The quizzes of the published lessons, for each of these people with their best result.

        A quiz without a bar is passed by handing it in.
        """
        r, c, q, a, m = (
            lesson_resources.c,
            lessons.c,
            quizzes.c,
            quiz_attempts.c,
            course_members.c,
        )
        passed = and_(a.submitted_at.is_not(None), or_(a.passed, q.passing_score.is_(None)))
        columns = columns_of(
            CourseQuiz,
            quizzes,
            course_members,
            quiz_id=q.id,
            lesson_id=c.id,
            best_score=func.max(a.score),
            passed=func.coalesce(func.bool_or(passed), False),
        )
        theirs = and_(a.tenant_id == q.tenant_id, a.quiz_id == q.id, a.user_id == m.user_id)
        query = (
            select(*columns)
            .join_from(lesson_resources, lessons, _same(c, r.tenant_id, r.lesson_id))
            .join(quizzes, _same(q, r.tenant_id, r.quiz_id))
            .join(course_members, _in(course_id, self.tenant))
            .join(quiz_attempts, theirs, isouter=True)
            .where(
                r.tenant_id == self.tenant,
                c.course_id == course_id,
                c.published_at.is_not(None),
                c.deleted_at.is_(None),
                q.status == QuizStatus.PUBLISHED,
                q.deleted_at.is_(None),
                m.user_id.in_(user_ids),
            )
            .group_by(c.id, q.id, q.tenant_id, c.tenant_id, m.user_id)
            .group_by(c.position, q.title, q.title_kh, q.passing_score)
            .group_by(q.results_visibility, q.closes_at)
            .order_by(m.user_id, c.position, q.id)
        )
        return self._records(CourseQuiz, query)

    def find_courses_with(self, quiz_id: UUID, user_id: UUID) -> list[UUID]:
        """The courses in which somebody studies and which have the quiz beside a lesson."""
        r, c, m = lesson_resources.c, lessons.c, course_members.c
        query = (
            select(c.course_id)
            .distinct()
            .join_from(lesson_resources, lessons, _same(c, r.tenant_id, r.lesson_id))
            .join(course_members, and_(m.tenant_id == c.tenant_id, m.course_id == c.course_id))
            .where(
                r.tenant_id == self.tenant,
                r.quiz_id == quiz_id,
                m.user_id == user_id,
                m.role == CourseRole.STUDENT,
                m.status == MemberStatus.ACTIVE,
            )
        )
        return self._values(query)


def _same(
    other: Any, tenant_id: ColumnElement[UUID], row_id: ColumnElement[UUID]
) -> ColumnElement[bool]:
    return and_(other.tenant_id == tenant_id, other.id == row_id)


def _in(course_id: UUID, tenant: UUID) -> ColumnElement[bool]:
    m = course_members.c
    return and_(m.tenant_id == tenant, m.course_id == course_id)
