"""Who is, and was, in which class of one school. Nothing is deleted here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.student_records import Enrolment, RosterEntry
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    classes,
    guardians,
    student_guardians,
    students,
)
from shared.school.types import ExitReason


class EnrolmentRepository(Repository):
    """Queries on enrolments."""

    def find_history(self, student_id: UUID) -> list[Enrolment]:
        """A pupil's classes, the latest first."""
        e = class_enrollments.c
        query = self._enrolments().where(e.student_id == student_id)
        return self._records(Enrolment, query.order_by(e.started_on.desc(), e.id.desc()))

    def lock_open(self, student_id: UUID, year_id: UUID) -> Enrolment | None:
        """The pupil's open enrolment in a year, locked; where there is none, so is that."""
        e = class_enrollments.c
        self._wait_for_turn("enrolments", student_id, year_id)
        query = self._enrolments().where(
            e.student_id == student_id, e.academic_year_id == year_id, e.ended_on.is_(None)
        )
        return self._record(Enrolment, query.with_for_update(of=class_enrollments))

    def last_left(self, student_id: UUID, year_id: UUID) -> date | None:
        """The first day on which the pupil is not there any more, of the last ended time."""
        e = class_enrollments.c
        query = select(func.max(e.ended_on)).where(
            e.tenant_id == self.tenant,
            e.student_id == student_id,
            e.academic_year_id == year_id,
            e.ended_on > e.started_on,
        )
        found: date | None = self._value(query)
        return found

    def find_open_in_year(self, year_id: UUID) -> list[Enrolment]:
        """Every open enrolment of a year, locked, in an order that all keep."""
        e = class_enrollments.c
        query = self._enrolments().where(e.academic_year_id == year_id, e.ended_on.is_(None))
        return self._records(Enrolment, query.order_by(e.id).with_for_update(of=class_enrollments))

    def find_students_of_year(self, year_id: UUID) -> set[UUID]:
        """The pupils who are or were in a class of a year."""
        e = class_enrollments.c
        return set(
            self._values(
                select(e.student_id).where(
                    e.tenant_id == self.tenant, e.academic_year_id == year_id
                )
            )
        )

    def roster(self, class_id: UUID, on: date) -> list[RosterEntry]:
        """Who is in a class on a day, in the order of their names."""
        e, s = class_enrollments.c, students.c
        query = self._roster().where(e.class_id == class_id, *present_on(on))
        return self._records(RosterEntry, query.order_by(s.sort_key, s.id))

    def roster_between(self, class_id: UUID, first: date, last: date) -> list[RosterEntry]:
        """Who is in a class on some day of these, in the order of their names."""
        e, s = class_enrollments.c, students.c
        query = self._roster().where(
            e.class_id == class_id,
            e.started_on <= last,
            or_(e.ended_on.is_(None), e.ended_on > first),
        )
        return self._records(RosterEntry, query.order_by(s.sort_key, s.id, e.started_on))

    def classes_of(self, user_id: UUID) -> list[UUID]:
        """The classes in which a person teaches, is, or has a child."""
        e, g, k = class_enrollments.c, guardians.c, student_guardians.c
        tied = select(k.student_id).where(
            k.tenant_id == self.tenant,
            k.guardian_id.in_(select(g.id).where(g.tenant_id == self.tenant, g.user_id == user_id)),
        )
        theirs = select(e.class_id).where(
            e.tenant_id == self.tenant, e.ended_on.is_(None), e.student_id.in_(tied)
        )
        own = select(func.app.classes_of(self.tenant, user_id))
        return list({*self._values(own), *self._values(theirs)})

    def attended_by(self, user_id: UUID) -> list[UUID]:
        """The classes in which a person is a pupil."""
        e, s = class_enrollments.c, students.c
        attends = and_(s.tenant_id == e.tenant_id, s.id == e.student_id)
        query = select(e.class_id).join_from(class_enrollments, students, attends)
        theirs = (e.tenant_id == self.tenant, e.ended_on.is_(None), s.user_id == user_id)
        return self._values(query.where(*theirs))

    def count_open(self, class_id: UUID) -> int:
        """How many are in a class; locks it, so that the last place is taken once."""
        c, e = classes.c, class_enrollments.c
        this = select(c.id).where(c.tenant_id == self.tenant, c.id == class_id)
        # Registers and marks of the class are written meanwhile.
        self._unit.execute(this.with_for_update(key_share=True))
        counting = select(func.count()).where(
            e.tenant_id == self.tenant, e.class_id == class_id, e.ended_on.is_(None)
        )
        return int(self._value(counting))

    def lock_classes(self, year_id: UUID) -> None:
        """Let nobody else put pupils into the classes of a year.

        In one order, and before any pupil is locked: whoever moves one locks their class first too.
        """
        c = classes.c
        query = select(c.id).where(c.tenant_id == self.tenant, c.academic_year_id == year_id)
        self._unit.all(query.order_by(c.id).with_for_update(key_share=True))

    def open(self, **values: Any) -> None:
        """Put a pupil into a class; raises UniqueViolation where they are in one of the year."""
        self._unit.execute(insert(class_enrollments).values(tenant_id=self.tenant, **values))

    def end(self, enrolment_ids: Iterable[UUID], on: date, reason: ExitReason) -> None:
        """End enrolments; ``on`` is the first day on which the pupils are not there."""
        e = class_enrollments.c
        these = (e.tenant_id == self.tenant, e.id.in_(list(enrolment_ids)))
        # One that had not begun yet ends with its first day.
        ended = func.greatest(e.started_on, on)
        self._unit.execute(
            update(class_enrollments).where(*these).values(ended_on=ended, exit_reason=reason)
        )

    def _enrolments(self) -> Select[Any]:
        e, c, y = class_enrollments.c, classes.c, academic_years.c
        columns = columns_of(Enrolment, class_enrollments, class_name=c.name, year_name=y.name)
        return (
            select(*columns)
            .join_from(
                class_enrollments, classes, and_(c.tenant_id == e.tenant_id, c.id == e.class_id)
            )
            .join(academic_years, and_(y.tenant_id == e.tenant_id, y.id == e.academic_year_id))
            .where(e.tenant_id == self.tenant)
        )

    def _roster(self) -> Select[Any]:
        e, s = class_enrollments.c, students.c
        columns = columns_of(RosterEntry, class_enrollments, students)
        attends = and_(s.tenant_id == e.tenant_id, s.id == e.student_id)
        joined = select(*columns).join_from(class_enrollments, students, attends)
        return joined.where(e.tenant_id == self.tenant)


def present_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Enrolments that hold on a day."""
    e = class_enrollments.c
    return (e.started_on <= day, or_(e.ended_on.is_(None), e.ended_on > day))
