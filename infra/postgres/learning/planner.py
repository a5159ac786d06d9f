"""What the planner, the calendar and the statistics of courses ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.learning.assignment_tables import assignment_reminders, calendar_tokens
from infra.postgres.learning.course_tables import (
    course_members,
    course_modules,
    courses,
    lesson_progress,
    lessons,
)
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.learning.courses.types import CourseRole, MemberStatus
from shared.tenants.types import MembershipStatus


@dataclass(frozen=True, slots=True)
class CalendarOwner:
    """Whose a calendar is."""

    user_id: UUID
    locale: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class OpeningLesson:
    """A lesson that opens on a day."""

    id: UUID
    course_id: UUID
    course_title: str
    course_title_kh: str | None
    title: str
    title_kh: str | None
    duration: int | None
    opens_at: datetime
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LessonFigure:
    """How many of those who study in a course now have completed a lesson."""

    id: UUID
    title: str
    title_kh: str | None
    completed: int


class ReminderRepository(Repository):
    """Of what students were reminded."""

    def note(self, assignment_id: UUID, user_id: UUID, hours: int, due_at: datetime) -> bool:
        """Note a reminder; False where there was one for this date."""
        r = assignment_reminders.c
        values = {
            "tenant_id": self.tenant,
            "assignment_id": assignment_id,
            "user_id": user_id,
            "hours_left": hours,
            "due_at": due_at,
        }
        # A reminder of a date that is another now is none of this one.
        outdated = delete(assignment_reminders).where(
            r.tenant_id == self.tenant,
            r.assignment_id == assignment_id,
            r.user_id == user_id,
            r.due_at != due_at,
        )
        self._unit.execute(outdated)
        put = upsert(assignment_reminders).values(values).on_conflict_do_nothing()
        return self._changed(put)


class CalendarRepository(Repository):
    """Calendars by their secret address, and what stands in them."""

    def put_token(self, user_id: UUID, token_hash: bytes, now: datetime) -> None:
        """Give somebody a new address; the old one leads nowhere."""
        put = upsert(calendar_tokens).values(
            tenant_id=self.tenant, user_id=user_id, token_hash=token_hash, created_at=now
        )
        self._unit.execute(
            put.on_conflict_do_update(
                index_elements=["tenant_id", "user_id"],
                set_={"token_hash": token_hash, "created_at": now},
            )
        )

    def get_owner(self, token_hash: bytes) -> CalendarOwner | None:
        """Whose calendar this address is, as long as they belong to the school."""
        t, m = calendar_tokens.c, memberships.c
        query = (
            select(*columns_of(CalendarOwner, calendar_tokens, users, role=m.role))
            .join(memberships, and_(m.tenant_id == t.tenant_id, m.user_id == t.user_id))
            .join(users, users.c.id == t.user_id)
            .where(
                t.tenant_id == self.tenant,
                t.token_hash == token_hash,
                m.status == MembershipStatus.ACTIVE,
                users.c.deleted_at.is_(None),
            )
        )
        return self._record(CalendarOwner, query)

    def find_lessons(self, user_id: UUID, after: datetime, limit: int) -> list[OpeningLesson]:
        """Published lessons of the person's courses that open on a day, the earliest first."""
        n, c, m, d = lessons.c, courses.c, course_members.c, course_modules.c
        opens = func.greatest(n.available_from, d.available_from)
        columns = columns_of(
            OpeningLesson,
            lessons,
            course_title=c.title,
            course_title_kh=c.title_kh,
            opens_at=opens,
        )
        query = (
            select(*columns)
            .join(courses, and_(c.tenant_id == n.tenant_id, c.id == n.course_id))
            .join(course_members, and_(m.tenant_id == c.tenant_id, m.course_id == c.id))
            .join(
                course_modules,
                and_(d.tenant_id == n.tenant_id, d.id == n.module_id),
                isouter=True,
            )
            .where(
                n.tenant_id == self.tenant,
                m.user_id == user_id,
                m.status == MemberStatus.ACTIVE,
                n.published_at.is_not(None),
                n.deleted_at.is_(None),
                c.published_at.is_not(None),
                c.deleted_at.is_(None),
                or_(n.available_from.is_not(None), d.available_from.is_not(None)),
                opens >= after,
            )
            .order_by(opens, n.id)
            .limit(limit)
        )
        return self._records(OpeningLesson, query)


class CourseFigureRepository(Repository):
    """Figures of courses; the caller has checked who may see them."""

    def find_lessons(self, course_id: UUID) -> list[LessonFigure]:
        """How far the students of now have come, lesson by lesson, in their order."""
        n, p, m = lessons.c, lesson_progress.c, course_members.c
        done = (
            select(func.count())
            .select_from(lesson_progress)
            .join(
                course_members,
                and_(
                    m.tenant_id == p.tenant_id,
                    m.course_id == p.course_id,
                    m.user_id == p.user_id,
                ),
            )
            .where(
                p.tenant_id == n.tenant_id,
                p.lesson_id == n.id,
                m.status == MemberStatus.ACTIVE,
                m.role == CourseRole.STUDENT,
            )
        )
        columns = columns_of(LessonFigure, lessons, completed=done.scalar_subquery())
        query = select(*columns).where(
            n.tenant_id == self.tenant,
            n.course_id == course_id,
            n.published_at.is_not(None),
            n.deleted_at.is_(None),
        )
        return self._records(LessonFigure, query.order_by(n.position, n.id))
