"""Courses of one school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.course_records import Course
from infra.postgres.learning.course_tables import course_members, courses, lessons
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.learning.courses.types import (
    STAFF,
    CourseLevel,
    CourseRole,
    CourseStatus,
    MemberStatus,
)


class CourseRepository(Repository):
    """Queries on courses; the caller decides who may do what (``shared.learning.courses``)."""

    def insert(self, **values: Any) -> bool:
        """Add a course; keys are column names. False when its join code is taken."""
        added = upsert(courses).values(tenant_id=self.tenant, **values)
        return self._changed(added.on_conflict_do_nothing())

    def get(self, viewer_id: UUID, course_id: UUID) -> Course | None:
        """A course that was not deleted, whoever may see it."""
        return self._record(Course, self._courses(viewer_id).where(courses.c.id == course_id))

    def get_by_code(self, viewer_id: UUID, code: str) -> Course | None:
        """The course to which a join code leads."""
        return self._record(Course, self._courses(viewer_id).where(courses.c.join_code == code))

    def lock(self, course_id: UUID) -> bool:
        """Keep a course, its people and its lessons to oneself; False when it was deleted."""
        query = select(courses.c.id).where(*self._this(course_id), courses.c.deleted_at.is_(None))
        return self._value(query.with_for_update(key_share=True)) is not None

    def find(
        self,
        viewer_id: UUID,
        *,
        everything: bool,
        status: CourseStatus | None = None,
        category: str | None = None,
        level: CourseLevel | None = None,
        is_paid: bool | None = None,
        text: str | None = None,
        before: Position | None,
        limit: int,
    ) -> list[Course]:
        """The catalogue, newest first, ``limit + 1`` rows: what is published and what one teaches.

        ``everything`` has the drafts of others too. Archived ones come where they are asked for.
        """
        c, query = courses.c, self._courses(viewer_id)
        if not everything:
            query = query.where(or_(self._published(), self._taught_by(viewer_id)))
        query = query.where(_stands(status))
        if category is not None:
            query = query.where(func.lower(c.category) == category.lower())
        if level is not None:
            query = query.where(c.level == level)
        if is_paid is not None:
            query = query.where(c.is_paid == is_paid)
        if text is not None:
            words = text.lower()
            titles = (c.title, c.title_kh, c.category)
            found = (func.strpos(func.lower(func.coalesce(one, "")), words) > 0 for one in titles)
            query = query.where(or_(*found))
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(Course, page)

    def find_of_person(
        self,
        viewer_id: UUID,
        *,
        teaching: bool | None,
        before: Position | None,
        limit: int,
    ) -> list[Course]:
        """Courses that the person is in, newest first, ``limit + 1`` rows.

        Pupils do not see one that is a draft again.
        """
        c, m = courses.c, course_members.c
        query = self._courses(viewer_id).where(
            m.status == MemberStatus.ACTIVE,
            or_(m.role.in_(STAFF), c.published_at.is_not(None), c.archived_at.is_not(None)),
        )
        if teaching is not None:
            query = query.where(m.role.in_(STAFF) if teaching else m.role == CourseRole.STUDENT)
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(Course, page)

    def find_among(self, viewer_id: UUID, course_ids: Sequence[UUID]) -> list[Course]:
        """These courses in this order, whoever may see them."""
        place = {course_id: n for n, course_id in enumerate(course_ids)}
        query = self._courses(viewer_id).where(courses.c.id.in_(course_ids))
        found = self._records(Course, query) if course_ids else []
        return sorted(found, key=lambda course: place[course.id])

    def update(self, course_id: UUID, **values: Any) -> None:
        """Change a course; keys are column names."""
        self._unit.execute(update(courses).where(*self._this(course_id)).values(**values))

    def mark_deleted(self, course_id: UUID, now: datetime) -> None:
        """Hide a course for good."""
        self.update(course_id, deleted_at=now, updated_at=now)

    def renew_code(self, course_id: UUID, code: str) -> bool:
        """Give a course another join code; False when that one is taken."""
        taken = select(courses.c.id).where(
            courses.c.tenant_id == self.tenant, courses.c.join_code == code
        )
        change = update(courses).where(*self._this(course_id), ~taken.exists())
        return self._changed(change.values(join_code=code))

    def _this(self, course_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (courses.c.tenant_id == self.tenant, courses.c.id == course_id)

    def _published(self) -> ColumnElement[bool]:
        return courses.c.published_at.is_not(None)

    def _taught_by(self, viewer_id: UUID) -> ColumnElement[bool]:
        mine = course_members.alias("taught")
        return (
            select(mine.c.course_id)
            .where(
                mine.c.tenant_id == self.tenant,
                mine.c.course_id == courses.c.id,
                mine.c.user_id == viewer_id,
                mine.c.status == MemberStatus.ACTIVE,
                mine.c.role.in_(STAFF),
            )
            .exists()
        )

    def _courses(self, viewer_id: UUID) -> Select[Any]:
        c, m, others = courses.c, course_members.c, course_members.alias("others")
        lesson_count = select(func.count()).where(
            lessons.c.tenant_id == c.tenant_id,
            lessons.c.course_id == c.id,
            lessons.c.published_at.is_not(None),
            lessons.c.deleted_at.is_(None),
        )
        student_count = select(func.count()).where(
            others.c.tenant_id == c.tenant_id,
            others.c.course_id == c.id,
            others.c.status == MemberStatus.ACTIVE,
            others.c.role == CourseRole.STUDENT,
        )
        now_in_it = m.status == MemberStatus.ACTIVE
        columns = columns_of(
            Course,
            courses,
            person_columns("owner"),
            lessons_count=lesson_count.scalar_subquery(),
            students_count=student_count.scalar_subquery(),
            my_role=case((now_in_it, m.role)),
            my_progress=m.progress,
            my_completed_at=m.completed_at,
        )
        mine = and_(m.tenant_id == self.tenant, m.course_id == c.id, m.user_id == viewer_id)
        query = beside(select(*columns), courses, "owner_id")
        return query.join(course_members, mine, isouter=True).where(
            c.tenant_id == self.tenant, c.deleted_at.is_(None)
        )


def _stands(status: CourseStatus | None) -> ColumnElement[bool]:
    c = courses.c
    if status is CourseStatus.ARCHIVED:
        return c.archived_at.is_not(None)
    if status is None:
        return c.archived_at.is_(None)
    published = c.published_at.is_not(None)
    return and_(
        c.archived_at.is_(None), published if status is CourseStatus.PUBLISHED else ~published
    )
