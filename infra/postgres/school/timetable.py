"""The timetable of one school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.structure_tables import rooms
from infra.postgres.school.tables import classes, subjects
from infra.postgres.school.timetable_records import (
    Lesson,
    LessonChange,
    LessonPeriod,
    Publication,
)
from infra.postgres.school.timetable_tables import (
    lesson_periods,
    timetable_changes,
    timetable_entries,
    timetable_publications,
)
from infra.postgres.tenants.tables import memberships


class TimetableRepository(Repository):
    """Queries on periods, lessons and changes."""

    def lock(self) -> None:
        """Let those who change the timetable at once follow each other."""
        self._wait_for_turn("timetable")

    def find_periods(self) -> list[LessonPeriod]:
        """The periods in use, the earliest first."""
        p = lesson_periods.c
        query = select(*columns_of(LessonPeriod, lesson_periods)).where(
            p.tenant_id == self.tenant, p.retired.is_(False)
        )
        return self._records(LessonPeriod, query.order_by(p.starts, p.name))

    def put_periods(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make these the periods: those that are left out are retired."""
        p = lesson_periods.c
        kept = [row["id"] for row in rows]
        gone = update(lesson_periods).where(p.tenant_id == self.tenant, p.id.not_in(kept))
        self._unit.execute(gone.values(retired=True))
        for row in rows:
            adding = upsert(lesson_periods).values(tenant_id=self.tenant, **row)
            names = {"name": row["name"]}
            key = [p.tenant_id, p.id]
            self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=names))

    def find(
        self,
        first: date,
        last: date,
        *,
        class_ids: Iterable[UUID] | None = None,
        teacher_id: UUID | None = None,
        room_id: UUID | None = None,
        year_id: UUID | None = None,
    ) -> list[Lesson]:
        """Lessons that are held on some day of these, in the order of the week."""
        e = timetable_entries.c
        query = self._lessons().where(e.effective_from <= last, e.effective_to >= first)
        if class_ids is not None:
            query = query.where(e.class_id.in_(list(class_ids)))
        if teacher_id is not None:
            changed = timetable_changes.c
            stands_in = select(changed.entry_id).where(
                changed.tenant_id == self.tenant,
                changed.teacher_id == teacher_id,
                changed.date.between(first, last),
            )
            query = query.where(or_(e.teacher_id == teacher_id, e.id.in_(stands_in)))
        if room_id is not None:
            query = query.where(e.room_id == room_id)
        if year_id is not None:
            query = query.where(e.academic_year_id == year_id)
        return self._records(Lesson, query.order_by(e.week_start, e.class_id))

    def get(self, entry_id: UUID) -> Lesson | None:
        """One lesson."""
        return self._record(Lesson, self._lessons().where(timetable_entries.c.id == entry_id))

    def find_clashing(self, row: Mapping[str, Any], *, but_class: UUID) -> list[Lesson]:
        """Lessons of other classes at an overlapping time with the same teacher or room."""
        e = timetable_entries.c
        same = [e[name] == row[name] for name in ("teacher_id", "room_id") if row[name] is not None]
        if not same:
            return []
        query = self._lessons().where(
            e.class_id != but_class,
            e.week_start < row["week_end"],
            e.week_end > row["week_start"],
            e.effective_from <= row["effective_to"],
            e.effective_to >= row["effective_from"],
            or_(*same),
        )
        return self._records(Lesson, query.order_by(e.week_start, e.id))

    def end_lessons(self, class_id: UUID, before: date, *, but: Iterable[UUID]) -> None:
        """Let a class have no lessons from a day on ``but`` these; what was not held yet goes."""
        e, c = timetable_entries.c, timetable_changes.c
        theirs = (
            e.tenant_id == self.tenant,
            e.class_id == class_id,
            e.effective_to >= before,
            e.id.not_in(list(but)),
        )
        ending = select(e.id).where(*theirs)
        # A day's change goes with its lesson, and with the one that it was swapped with.
        no_more = or_(
            and_(c.entry_id.in_(ending), c.date >= before),
            and_(c.with_entry_id.in_(ending), c.with_date >= before),
        )
        self._unit.execute(delete(timetable_changes).where(c.tenant_id == self.tenant, no_more))
        self._unit.execute(delete(timetable_entries).where(*theirs, e.effective_from >= before))
        ended = update(timetable_entries).where(*theirs)
        self._unit.execute(ended.values(effective_to=before - timedelta(days=1)))

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add lessons; raises ExclusionViolation where one is in two places at once."""
        if rows:
            self._unit.execute(
                insert(timetable_entries).values([{"tenant_id": self.tenant, **r} for r in rows])
            )

    def find_changes(self, first: date, last: date) -> list[LessonChange]:
        """What differs on these days."""
        c = timetable_changes.c
        query = self._changes().where(c.date.between(first, last))
        return self._records(LessonChange, query.order_by(c.date, c.id))

    def get_change(self, change_id: UUID) -> LessonChange | None:
        """What differs of a lesson on a day."""
        return self._record(
            LessonChange, self._changes().where(timetable_changes.c.id == change_id)
        )

    def _changes(self) -> Select[Any]:
        c, s = timetable_changes.c, subjects.c
        one, other = timetable_entries.alias("one"), timetable_entries.alias("other")
        columns = columns_of(
            LessonChange,
            timetable_changes,
            teacher_name=users.c.name,
            subject_name=s.name,
            subject_name_kh=s.name_kh,
        )
        return (
            select(*columns)
            .join_from(
                timetable_changes,
                one,
                and_(one.c.tenant_id == c.tenant_id, one.c.id == c.entry_id),
            )
            .outerjoin(
                other,
                and_(
                    other.c.tenant_id == c.tenant_id,
                    other.c.id == c.with_entry_id,
                    other.c.class_id == one.c.class_id,
                ),
            )
            .outerjoin(subjects, and_(s.tenant_id == c.tenant_id, s.id == other.c.subject_id))
            .outerjoin(users, users.c.id == c.teacher_id)
            .where(c.tenant_id == self.tenant)
        )

    def drop_change(self, entry_id: UUID, day: date) -> None:
        """Let a lesson be held as ever on a day, and so the one that it was swapped with."""
        c = timetable_changes.c
        pair = or_(
            and_(c.entry_id == entry_id, c.date == day),
            and_(c.with_entry_id == entry_id, c.with_date == day),
        )
        self._unit.execute(delete(timetable_changes).where(c.tenant_id == self.tenant, pair))

    def put_change(self, entry_id: UUID, day: date, **values: Any) -> None:
        """Say what becomes of a lesson on a day, of which nothing is said."""
        row = {"tenant_id": self.tenant, "entry_id": entry_id, "date": day, **values}
        self._unit.execute(insert(timetable_changes).values(row))

    def stands_in(self, user_id: UUID, class_id: UUID, day: date) -> bool:
        """Whether a person has been put into a lesson of the class on a day."""
        c, e = timetable_changes.c, timetable_entries.c
        of_class = and_(e.tenant_id == c.tenant_id, e.id == c.entry_id, e.class_id == class_id)
        query = (
            select(c.id)
            .join_from(timetable_changes, timetable_entries, of_class)
            .where(c.tenant_id == self.tenant, c.teacher_id == user_id, c.date == day)
        )
        return self._value(query.limit(1)) is not None

    def find_names(self, teacher_ids: Iterable[UUID]) -> dict[UUID, str]:
        """What those who teach, or did, are called."""
        u, m = users.c, memberships.c
        query = (
            select(u.id, u.name)
            .join_from(memberships, users, u.id == m.user_id)
            .where(m.tenant_id == self.tenant, u.id.in_(list(teacher_ids)))
        )
        return {row.id: row.name for row in self._unit.execute(query)}

    def last_publication(self, year_id: UUID) -> Publication | None:
        """What was published last of a year."""
        p = timetable_publications.c
        query = select(*columns_of(Publication, timetable_publications)).where(
            p.tenant_id == self.tenant, p.academic_year_id == year_id
        )
        return self._record(Publication, query.order_by(p.version.desc()).limit(1))

    def publish(self, **values: Any) -> None:
        """Keep what was published."""
        self._unit.execute(insert(timetable_publications).values(tenant_id=self.tenant, **values))

    def _lessons(self) -> Select[Any]:
        e, c, s, p, r = (
            timetable_entries.c,
            classes.c,
            subjects.c,
            lesson_periods.c,
            rooms.c,
        )
        columns = columns_of(
            Lesson,
            timetable_entries,
            class_name=c.name,
            subject_name=s.name,
            subject_name_kh=s.name_kh,
            teacher_name=users.c.name,
            room_name=r.name,
            starts=p.starts,
            ends=p.ends,
        )
        return (
            select(*columns)
            .join_from(
                timetable_entries, classes, and_(c.tenant_id == e.tenant_id, c.id == e.class_id)
            )
            .join(subjects, and_(s.tenant_id == e.tenant_id, s.id == e.subject_id))
            .join(lesson_periods, and_(p.tenant_id == e.tenant_id, p.id == e.period_id))
            .outerjoin(rooms, and_(r.tenant_id == e.tenant_id, r.id == e.room_id))
            .outerjoin(users, users.c.id == e.teacher_id)
            .where(e.tenant_id == self.tenant)
        )
