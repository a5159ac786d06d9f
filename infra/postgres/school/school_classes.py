"""Classes as those who run a school see them: their year, grade, places and teachers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.structure_tables import grade_levels
from infra.postgres.school.student_records import ClassTeacher, SchoolClass
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    subjects,
)


class SchoolClassRepository(Repository):
    """Queries on classes."""

    def find(self, *, year_id: UUID | None, taught_by: UUID | None) -> list[SchoolClass]:
        """Classes by grade and name: of a year where one is named, of a teacher likewise.

        Archived ones stand behind the others.
        """
        c = classes.c
        query = self._classes()
        if year_id is not None:
            query = query.where(c.academic_year_id == year_id)
        if taught_by is not None:
            query = query.where(self._taught_by(taught_by))
        ordered = query.order_by(
            c.archived_at.is_not(None),
            academic_years.c.start_date.desc(),
            grade_levels.c.ordinal.nulls_last(),
            c.name,
            c.id,
        )
        return self._records(SchoolClass, ordered)

    def get(self, class_id: UUID) -> SchoolClass | None:
        """One class."""
        return self._record(SchoolClass, self._classes().where(classes.c.id == class_id))

    def teaches(self, user_id: UUID, class_id: UUID) -> bool:
        """Whether a person teaches in a class or leads it."""
        c = classes.c
        query = select(c.id).where(*self._this(class_id), self._taught_by(user_id))
        return self._value(query) is not None

    def insert(self, **values: Any) -> None:
        """Add a class; raises UniqueViolation for a name that the year has, ForeignKeyViolation."""
        self._unit.execute(insert(classes).values(tenant_id=self.tenant, **values))

    def insert_all(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add many classes in one statement."""
        if values := [{"tenant_id": self.tenant, **row} for row in rows]:
            self._unit.execute(insert(classes).values(values))

    def change(self, class_id: UUID, version: int | None = None, **values: Any) -> bool:
        """Change a class that is still as it was read, where a version is given."""
        c = classes.c
        this = [*self._this(class_id)]
        if version is not None:
            this.append(c.version == version)
        return self._changed(update(classes).where(*this).values(version=c.version + 1, **values))

    def archive(self, class_id: UUID, now: datetime) -> None:
        """Keep a class out of lists of what there is."""
        self._unit.execute(update(classes).where(*self._this(class_id)).values(archived_at=now))

    def delete(self, class_id: UUID) -> None:
        """Delete a class without records; raises ForeignKeyViolation where there are some."""
        t = class_teachers.c
        theirs = (t.tenant_id == self.tenant, t.class_id == class_id)
        self._unit.execute(delete(class_teachers).where(*theirs))
        self._unit.execute(delete(classes).where(*self._this(class_id)))

    def find_teachers(self, class_id: UUID) -> list[ClassTeacher]:
        """Who teaches what in a class."""
        t, s = class_teachers.c, subjects.c
        taught = and_(s.tenant_id == t.tenant_id, s.id == t.subject_id)
        columns = columns_of(
            ClassTeacher,
            class_teachers,
            name=users.c.name,
            subject_name=s.name,
            subject_name_kh=s.name_kh,
        )
        query = (
            select(*columns)
            .join_from(class_teachers, subjects, taught)
            .join(users, users.c.id == t.user_id)
            .where(t.tenant_id == self.tenant, t.class_id == class_id)
        )
        return self._records(ClassTeacher, query.order_by(s.code, users.c.name))

    def find_staff(self, class_id: UUID) -> set[UUID]:
        """Those who teach in a class or lead it."""
        t, c = class_teachers.c, classes.c
        taught = select(t.user_id).where(t.tenant_id == self.tenant, t.class_id == class_id)
        leads = select(c.homeroom_teacher_id).where(*self._this(class_id))
        found = {*self._values(taught), *self._values(leads)}
        return {person for person in found if person is not None}

    def lock_teachers(self, class_id: UUID) -> None:
        """Let those who change who teaches in a class at once follow each other."""
        self._wait_for_turn("teachers", class_id)

    def replace_teachers(self, class_id: UUID, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        """Make these pairs of a person and a subject the teaching of a class.

        Raises ForeignKeyViolation for a stranger to the school or an unknown subject.
        """
        t = class_teachers.c
        theirs = (t.tenant_id == self.tenant, t.class_id == class_id)
        self._unit.execute(delete(class_teachers).where(*theirs))
        rows = [
            {
                "tenant_id": self.tenant,
                "class_id": class_id,
                "user_id": user_id,
                "subject_id": subject_id,
            }
            for user_id, subject_id in pairs
        ]
        if rows:
            self._unit.execute(insert(class_teachers).values(rows))

    def _taught_by(self, user_id: UUID) -> ColumnElement[bool]:
        c, t = classes.c, class_teachers.c
        taught = select(t.class_id).where(t.tenant_id == self.tenant, t.user_id == user_id)
        return or_(c.homeroom_teacher_id == user_id, c.id.in_(taught))

    def _classes(self) -> Select[Any]:
        c, g, y, e = classes.c, grade_levels.c, academic_years.c, class_enrollments.c
        count = (
            select(func.count())
            .where(e.tenant_id == self.tenant, e.class_id == c.id, e.ended_on.is_(None))
            .correlate(classes)
            .scalar_subquery()
        )
        columns = columns_of(
            SchoolClass,
            classes,
            year_name=y.name,
            grade_name=g.name,
            grade_name_kh=g.name_kh,
            grade_ordinal=g.ordinal,
            homeroom_teacher_name=users.c.name,
            student_count=count,
        )
        return (
            select(*columns)
            .join_from(
                classes,
                academic_years,
                and_(y.tenant_id == c.tenant_id, y.id == c.academic_year_id),
            )
            .outerjoin(grade_levels, and_(g.tenant_id == c.tenant_id, g.id == c.grade_id))
            .outerjoin(users, users.c.id == c.homeroom_teacher_id)
            .where(c.tenant_id == self.tenant)
        )

    def _this(self, class_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (classes.c.tenant_id == self.tenant, classes.c.id == class_id)
