"""Registers of attendance of one school, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.attendance_records import (
    ClassDay,
    Counted,
    DatedMark,
    Mark,
    Register,
    TakenRegister,
)
from infra.postgres.school.attendance_tables import (
    attendance_corrections,
    attendance_marks,
    attendance_registers,
)
from infra.postgres.school.calendar import is_closed
from infra.postgres.school.structure_tables import shifts
from infra.postgres.school.tables import class_enrollments, classes
from shared.school.attendance.policy import ALLOWED, THERE
from shared.school.types import AttendanceStatus, Session


class AttendanceRepository(Repository):
    """Queries on registers."""

    def lock_class_day(self, class_id: UUID, day: date, session: Session) -> None:
        """Let those who take one register at once follow each other."""
        self._wait_for_turn("register", class_id, day, session)

    def get(self, class_id: UUID, day: date, session: Session) -> Register | None:
        """A register that was taken."""
        r = attendance_registers.c
        query = select(*columns_of(Register, attendance_registers)).where(
            r.tenant_id == self.tenant,
            r.class_id == class_id,
            r.date == day,
            r.session == session,
        )
        return self._record(Register, query)

    def find_marks(self, register_id: UUID) -> dict[UUID, Mark]:
        """What a register says, by pupil."""
        m = attendance_marks.c
        query = select(*columns_of(Mark, attendance_marks)).where(
            m.tenant_id == self.tenant, m.register_id == register_id
        )
        return {mark.student_id: mark for mark in self._records(Mark, query)}

    def insert(self, **values: Any) -> None:
        """Add a register that is being taken."""
        self._unit.execute(insert(attendance_registers).values(tenant_id=self.tenant, **values))

    def touch(self, register_id: UUID) -> None:
        """Count one more change of a register."""
        r = attendance_registers.c
        this = update(attendance_registers).where(r.tenant_id == self.tenant, r.id == register_id)
        self._unit.execute(this.values(version=r.version + 1))

    def mark(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Mark pupils; keys are column names."""
        m = attendance_marks.c
        adding = upsert(attendance_marks).values([{"tenant_id": self.tenant, **r} for r in rows])
        new = adding.excluded
        self._unit.execute(
            adding.on_conflict_do_update(
                index_elements=[m.tenant_id, m.register_id, m.student_id],
                set_={
                    "status": new.status,
                    "remarks": new.remarks,
                    "marked_by": new.marked_by,
                    "marked_at": new.marked_at,
                },
            )
        )

    def correct(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was changed after the time for it, and why."""
        self._unit.execute(
            insert(attendance_corrections).values(
                [{"tenant_id": self.tenant, **row} for row in rows]
            )
        )

    def find_between(
        self,
        first: date,
        last: date,
        *,
        class_id: UUID | None = None,
        student_ids: Iterable[UUID] | None = None,
    ) -> list[DatedMark]:
        """Marks that count of these days, by day: of a class, or of pupils in any class."""
        r, m = attendance_registers.c, attendance_marks.c
        columns = columns_of(DatedMark, attendance_marks, attendance_registers)
        query = self._counting(first, last, student_ids, *columns)
        if class_id is not None:
            query = query.where(r.class_id == class_id)
        return self._records(DatedMark, query.order_by(r.date, r.session.desc(), m.student_id))

    def find_registers(self, class_id: UUID, first: date, last: date) -> list[Register]:
        """The registers of a class that were taken on these days and count."""
        r = attendance_registers.c
        query = select(*columns_of(Register, attendance_registers)).where(
            r.tenant_id == self.tenant,
            r.class_id == class_id,
            r.date >= first,
            r.date <= last,
            ~is_closed(r.class_id, r.date, r.session),
        )
        return self._records(Register, query.order_by(r.date, r.session.desc()))

    def count(
        self, first: date, last: date, *, student_ids: Iterable[UUID] | None = None
    ) -> list[Counted]:
        """Figures of pupils over these days, in all their classes; of everybody for None."""
        m = attendance_marks.c
        query = self._counting(
            first,
            last,
            student_ids,
            m.student_id,
            func.count().label("expected"),
            func.count().filter(m.status.in_(THERE)).label("present"),
            func.count().filter(m.status == AttendanceStatus.LATE).label("late"),
            func.count().filter(m.status == AttendanceStatus.ABSENT).label("absent"),
            func.count().filter(m.status.in_(ALLOWED)).label("allowed"),
        )
        return self._records(Counted, query.group_by(m.student_id))

    def find_class_days(self, day: date) -> list[ClassDay]:
        """The classes of the years that a day lies in, with how many are on their rolls."""
        c, s, e = classes.c, shifts.c, class_enrollments.c
        pupils = (
            select(func.count())
            .where(
                e.tenant_id == self.tenant,
                e.class_id == c.id,
                e.started_on <= day,
                or_(e.ended_on.is_(None), e.ended_on > day),
            )
            .correlate(classes)
            .scalar_subquery()
        )
        columns = columns_of(
            ClassDay,
            classes,
            class_id=c.id,
            class_name=c.name,
            homeroom_teacher_name=users.c.name,
            shift_sessions=s.sessions,
            shift_weekdays=s.weekdays,
            shift_starts=s.starts,
            pupils=pupils,
        )
        query = (
            select(*columns)
            .outerjoin_from(classes, shifts, and_(s.tenant_id == c.tenant_id, s.id == c.shift_id))
            .outerjoin(users, users.c.id == c.homeroom_teacher_id)
            .where(c.tenant_id == self.tenant, c.archived_at.is_(None), pupils > 0)
        )
        return self._records(ClassDay, query.order_by(c.name, c.id))

    def find_taken(self, day: date) -> list[TakenRegister]:
        """The registers of a day that were taken, in numbers."""
        r, m = attendance_registers.c, attendance_marks.c
        marked = and_(m.tenant_id == r.tenant_id, m.register_id == r.id)
        there = m.status.in_(THERE)
        query = (
            select(
                r.class_id,
                r.session,
                r.taken_at,
                func.count(m.student_id).filter(there).label("present"),
                func.count(m.student_id).filter(~there).label("absent"),
            )
            .outerjoin_from(attendance_registers, attendance_marks, marked)
            .where(r.tenant_id == self.tenant, r.date == day)
            .group_by(r.class_id, r.session, r.taken_at)
        )
        return self._records(TakenRegister, query)

    def _counting(
        self, first: date, last: date, student_ids: Iterable[UUID] | None, *columns: Any
    ) -> Select[Any]:
        """Marks of these days that no closure has made void, one of a pupil in each session."""
        r, m = attendance_registers.c, attendance_marks.c
        of_register = and_(r.tenant_id == m.tenant_id, r.id == m.register_id)
        joined = select(*columns).join_from(attendance_marks, attendance_registers, of_register)
        outdone = self._outdone(first, last)
        if student_ids is not None:
            these = list(student_ids)
            joined = joined.where(m.student_id.in_(these))
            outdone = outdone.where(class_enrollments.c.student_id.in_(these))
        return joined.where(
            m.tenant_id == self.tenant,
            r.date >= first,
            r.date <= last,
            ~is_closed(r.class_id, r.date, r.session),
            tuple_(m.register_id, m.student_id).not_in(outdone),
        )

    def _outdone(self, first: date, last: date) -> Select[Any]:
        """Marks by a class that the pupil had left, where the class that they were in has one.

        Whoever moves on the very day, or is moved back in time, may be marked by both. It begins
        with enrolments that have ended, and is computed once for a whole query.
        """
        left, held = class_enrollments, class_enrollments.alias("held")
        old, new = attendance_registers.alias("earlier"), attendance_registers.alias("later")
        mark, other = attendance_marks.alias("mark"), attendance_marks.alias("other")
        of_left = and_(
            old.c.tenant_id == self.tenant,
            old.c.class_id == left.c.class_id,
            old.c.date >= left.c.ended_on,
        )
        of_held = and_(
            held.c.tenant_id == self.tenant,
            held.c.student_id == left.c.student_id,
            held.c.class_id != left.c.class_id,
            held.c.started_on <= old.c.date,
            or_(held.c.ended_on.is_(None), held.c.ended_on > old.c.date),
        )
        same_session = and_(
            new.c.tenant_id == self.tenant,
            new.c.class_id == held.c.class_id,
            new.c.date == old.c.date,
            new.c.session == old.c.session,
        )
        return (
            select(mark.c.register_id, mark.c.student_id)
            .join_from(left, old, of_left)
            .join(held, of_held)
            .join(new, same_session)
            .join(mark, self._marked(mark, old, left))
            .join(other, self._marked(other, new, left))
            .where(
                left.c.tenant_id == self.tenant,
                left.c.ended_on <= last,
                old.c.date >= first,
                old.c.date <= last,
                ~is_closed(new.c.class_id, new.c.date, new.c.session),
            )
        )

    def _marked(self, mark: FromClause, register: FromClause, of: FromClause) -> Any:
        return and_(
            mark.c.tenant_id == self.tenant,
            mark.c.register_id == register.c.id,
            mark.c.student_id == of.c.student_id,
        )
