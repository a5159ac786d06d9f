"""Modules and lessons of courses, and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    null,
    select,
    update,
)

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.learning.course_records import (
    CourseModule,
    Lesson,
    LessonEntry,
    LessonResource,
)
from infra.postgres.learning.course_tables import (
    course_modules,
    lesson_progress,
    lesson_resources,
    lessons,
)


class LessonRepository(Repository):
    """Queries on lessons; the caller has checked what they may do in the course."""

    def insert(self, **values: Any) -> None:
        """Add a lesson; keys are column names."""
        self._unit.execute(insert(lessons).values(tenant_id=self.tenant, **values))

    def get(self, viewer_id: UUID, lesson_id: UUID) -> Lesson | None:
        """A lesson that was not deleted."""
        return self._record(
            Lesson, self._lessons(Lesson, viewer_id).where(lessons.c.id == lesson_id)
        )

    def find(self, viewer_id: UUID, course_id: UUID) -> list[LessonEntry]:
        """All lessons of a course, in their order."""
        query = self._lessons(LessonEntry, viewer_id).where(lessons.c.course_id == course_id)
        return self._records(LessonEntry, query.order_by(lessons.c.position, lessons.c.id))

    def find_texts(self, viewer_id: UUID, course_id: UUID) -> list[Lesson]:
        """All lessons of a course with their texts, in their order."""
        query = self._lessons(Lesson, viewer_id).where(lessons.c.course_id == course_id)
        return self._records(Lesson, query.order_by(lessons.c.position, lessons.c.id))

    def next_position(self, course_id: UUID) -> int:
        """The place after the last lesson."""
        last = select(func.max(lessons.c.position)).where(*self._of(course_id))
        return int(self._value(last) or 0) + 1

    def update(self, lesson_id: UUID, **values: Any) -> None:
        """Change a lesson; keys are column names."""
        c = lessons.c
        change = update(lessons).where(c.tenant_id == self.tenant, c.id == lesson_id)
        self._unit.execute(change.values(**values, version=c.version + 1))

    def arrange(self, course_id: UUID, order: Sequence[tuple[UUID, UUID | None]]) -> None:
        """Put the lessons of a course in this order, each in its module."""
        if not order:
            return
        c = lessons.c
        places = {lesson: place for place, (lesson, _) in enumerate(order, start=1)}
        modules = {lesson: module for lesson, module in order if module is not None}
        module_id = case(modules, value=c.id, else_=null()) if modules else null()
        change = update(lessons).where(*self._of(course_id))
        self._unit.execute(
            change.values(position=case(places, value=c.id, else_=c.position), module_id=module_id)
        )

    def find_due(self, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Drafts whose time has come, locked, oldest first: course and lesson."""
        c = lessons.c
        query = (
            select(c.course_id, c.id)
            .where(c.tenant_id == self.tenant, c.publish_at <= now, c.deleted_at.is_(None))
            .order_by(c.publish_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.course_id, row.id) for row in self._unit.all(query)]

    def find_modules(self, course_id: UUID) -> list[CourseModule]:
        """The modules of a course, in their order."""
        m = course_modules.c
        query = select(*columns_of(CourseModule, course_modules)).where(
            m.tenant_id == self.tenant, m.course_id == course_id
        )
        return self._records(CourseModule, query.order_by(m.position, m.id))

    def insert_module(self, **values: Any) -> None:
        """Add a module; keys are column names."""
        self._unit.execute(insert(course_modules).values(tenant_id=self.tenant, **values))

    def update_module(self, module_id: UUID, **values: Any) -> None:
        """Change a module; keys are column names."""
        m = course_modules.c
        change = update(course_modules).where(m.tenant_id == self.tenant, m.id == module_id)
        self._unit.execute(change.values(**values))

    def delete_modules(self, module_ids: Sequence[UUID]) -> None:
        """Delete modules in which no lesson is; deleted ones let go of them."""
        c, m = lessons.c, course_modules.c
        gone = update(lessons).where(c.tenant_id == self.tenant, c.module_id.in_(module_ids))
        self._unit.execute(gone.values(module_id=None))
        self._unit.execute(
            delete(course_modules).where(m.tenant_id == self.tenant, m.id.in_(module_ids))
        )

    def insert_resource(self, **values: Any) -> None:
        """Put something beside a lesson; keys are column names."""
        self._unit.execute(insert(lesson_resources).values(tenant_id=self.tenant, **values))

    def find_resources(self, lesson_ids: Sequence[UUID]) -> list[LessonResource]:
        """What stands beside these lessons, in its order."""
        r = lesson_resources.c
        query = select(*columns_of(LessonResource, lesson_resources)).where(
            r.tenant_id == self.tenant, r.lesson_id.in_(lesson_ids)
        )
        return self._records(LessonResource, query.order_by(r.lesson_id, r.position, r.id))

    def get_course_of_resource(self, resource_id: UUID) -> tuple[UUID, UUID] | None:
        """The course and the lesson beside which something stands."""
        r, c = lesson_resources.c, lessons.c
        beside = and_(c.tenant_id == r.tenant_id, c.id == r.lesson_id, c.deleted_at.is_(None))
        query = select(c.course_id, c.id).join_from(lesson_resources, lessons, beside)
        row = self._unit.one_or_none(query.where(r.tenant_id == self.tenant, r.id == resource_id))
        return None if row is None else (row.course_id, row.id)

    def delete_resource(self, lesson_id: UUID, resource_id: UUID) -> bool:
        """Take something away from beside a lesson."""
        r = lesson_resources.c
        this = (r.tenant_id == self.tenant, r.lesson_id == lesson_id, r.id == resource_id)
        return self._changed(delete(lesson_resources).where(*this))

    def _of(self, course_id: UUID) -> tuple[ColumnElement[bool], ...]:
        c = lessons.c
        return (c.tenant_id == self.tenant, c.course_id == course_id, c.deleted_at.is_(None))

    def _lessons(self, kind: type[LessonEntry], viewer_id: UUID) -> Select[Any]:
        c, m, p = lessons.c, course_modules.c, lesson_progress.c
        columns = columns_of(
            kind,
            lessons,
            opens_at=func.greatest(c.available_from, m.available_from),
            my_completed_at=p.completed_at,
        )
        inside = and_(m.tenant_id == c.tenant_id, m.id == c.module_id)
        mine = and_(p.tenant_id == c.tenant_id, p.lesson_id == c.id, p.user_id == viewer_id)
        return (
            select(*columns)
            .join_from(lessons, course_modules, inside, isouter=True)
            .join(lesson_progress, mine, isouter=True)
            .where(c.tenant_id == self.tenant, c.deleted_at.is_(None))
        )
