"""Pupils' records of one school."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, func, insert, or_, select, tuple_, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.student_records import Relation, Student
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    guardians,
    student_guardians,
    students,
)
from shared.school.types import StudentStatus


class StudentRepository(Repository):
    """Queries on pupils."""

    def find(
        self,
        *,
        words: Sequence[str],
        class_id: UUID | None,
        year_id: UUID | None,
        status: StudentStatus | None,
        after: UUID | None,
        limit: int,
    ) -> list[Student]:
        """Pupils in the order of their names, ``limit + 1`` rows.

        ``words`` are canonical; each must occur in a name or a number.
        """
        s, e = students.c, class_enrollments.c
        query = self._students()
        for word in words:
            query = query.where(func.strpos(s.search_text, word) > 0)
        if status is not None:
            query = query.where(s.status == status)
        if class_id is not None or year_id is not None:
            attends = select(e.student_id).where(e.tenant_id == self.tenant, e.ended_on.is_(None))
            if class_id is not None:
                attends = attends.where(e.class_id == class_id)
            if year_id is not None:
                attends = attends.where(e.academic_year_id == year_id)
            query = query.where(s.id.in_(attends))
        if after is not None:
            last = select(s.sort_key, s.id).where(s.tenant_id == self.tenant, s.id == after)
            query = query.where(tuple_(s.sort_key, s.id) > last.scalar_subquery())
        return self._records(Student, query.order_by(s.sort_key, s.id).limit(limit + 1))

    def get(self, student_id: UUID) -> Student | None:
        """One pupil."""
        return self._record(Student, self._students().where(students.c.id == student_id))

    def find_these(self, student_ids: Iterable[UUID]) -> list[Student]:
        """These pupils, in the order of their names."""
        s = students.c
        query = self._students().where(s.id.in_(list(student_ids)))
        return self._records(Student, query.order_by(s.sort_key, s.id))

    def find_records_of(
        self, user_ids: Collection[UUID], *, taught_by: UUID | None
    ) -> dict[UUID, UUID]:
        """The records of some accounts: the id of the pupil by that of the account.

        Where a teacher is named, of pupils of their classes alone.
        """
        s, e, c, t = students.c, class_enrollments.c, classes.c, class_teachers.c
        query = select(s.user_id, s.id).where(s.tenant_id == self.tenant, s.user_id.in_(user_ids))
        if taught_by is not None:
            taught = select(t.class_id).where(t.tenant_id == self.tenant, t.user_id == taught_by)
            led = select(c.id).where(c.tenant_id == self.tenant, c.homeroom_teacher_id == taught_by)
            attends = select(e.student_id).where(
                e.tenant_id == self.tenant,
                e.ended_on.is_(None),
                or_(e.class_id.in_(taught), e.class_id.in_(led)),
            )
            query = query.where(s.id.in_(attends))
        return {row.user_id: row.id for row in self._unit.all(query)}

    def find_children(self, user_id: UUID) -> list[Student]:
        """The pupils whose guardian the person is, and the person's own record."""
        s, g, k = students.c, guardians.c, student_guardians.c
        tied = select(k.student_id).where(
            k.tenant_id == self.tenant,
            k.guardian_id.in_(select(g.id).where(g.tenant_id == self.tenant, g.user_id == user_id)),
        )
        query = self._students().where(s.id.in_(tied))
        return self._records(Student, query.order_by(s.sort_key, s.id))

    def insert(self, **values: Any) -> None:
        """Add a pupil; raises UniqueViolation for a number that is taken."""
        self._unit.execute(insert(students).values(tenant_id=self.tenant, **values))

    def change(self, student_id: UUID, version: int | None = None, **values: Any) -> bool:
        """Change a pupil, who is still as they were read where a version is given."""
        s = students.c
        this = [s.tenant_id == self.tenant, s.id == student_id]
        if version is not None:
            this.append(s.version == version)
        changing = update(students).where(*this)
        return self._changed(changing.values(version=s.version + 1, **values))

    def next_number(self, prefix: str, digits: int) -> str:
        """The number after the greatest one with this prefix and so many digits."""
        s = students.c
        self._wait_for_turn("students")
        greatest = self._value(
            select(func.max(s.student_number)).where(
                s.tenant_id == self.tenant,
                s.student_number.regexp_match(f"^{prefix}[0-9]{{{digits}}}$"),
            )
        )
        last = 0 if greatest is None else int(greatest[len(prefix) :])
        return f"{prefix}{last + 1:0{digits}}"

    def relation(self, viewer_id: UUID, student_id: UUID, on: date) -> Relation:
        """How a person stands to a pupil on a day."""
        s, g, k = students.c, guardians.c, student_guardians.c
        e, c, t = class_enrollments.c, classes.c, class_teachers.c
        own = select(s.id).where(
            s.tenant_id == self.tenant, s.id == student_id, s.user_id == viewer_id
        )
        tie = and_(g.tenant_id == k.tenant_id, g.id == k.guardian_id)
        tied = (
            select(k.student_id)
            .join_from(student_guardians, guardians, tie)
            .where(k.tenant_id == self.tenant, k.student_id == student_id, g.user_id == viewer_id)
        )
        attended = select(e.class_id).where(
            e.tenant_id == self.tenant,
            e.student_id == student_id,
            e.started_on <= on,
            or_(e.ended_on.is_(None), e.ended_on > on),
        )
        teaches = select(t.class_id).where(
            t.tenant_id == self.tenant, t.user_id == viewer_id, t.class_id.in_(attended)
        )
        leads = select(c.id).where(
            c.tenant_id == self.tenant, c.homeroom_teacher_id == viewer_id, c.id.in_(attended)
        )
        found = self._record(
            Relation,
            select(
                own.exists().label("is_self"),
                tied.exists().label("is_guardian"),
                or_(teaches.exists(), leads.exists()).label("teaches"),
            ),
        )
        assert found is not None, "a SELECT without FROM has a row"
        return found

    def _students(self) -> Select[Any]:
        s, e, c, y = students.c, class_enrollments.c, classes.c, academic_years.c
        # Of two open ones, in two years, that of the current year.
        latest = (
            select(e.class_id, c.name)
            .join_from(
                class_enrollments, classes, and_(c.tenant_id == e.tenant_id, c.id == e.class_id)
            )
            .join(academic_years, and_(y.tenant_id == e.tenant_id, y.id == e.academic_year_id))
            .where(e.tenant_id == self.tenant, e.student_id == s.id, e.ended_on.is_(None))
            .order_by(y.is_current.desc(), y.start_date.desc())
            .limit(1)
            .correlate(students)
            .lateral("attended")
        )
        columns = columns_of(
            Student, students, class_id=latest.c.class_id, class_name=latest.c.name
        )
        joined = select(*columns).join_from(students, latest, ~false(), isouter=True)
        return joined.where(s.tenant_id == self.tenant)
