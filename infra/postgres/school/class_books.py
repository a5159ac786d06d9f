"""What the averages of a class are made of: its subjects, terms, roster and access to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.grade_records import (
    GradedClass,
    OfferedSubject,
    PupilName,
    PupilYear,
    RosterPupil,
)
from infra.postgres.school.grade_tables import grading_scales
from infra.postgres.school.structure_tables import (
    grade_levels,
    subject_offerings,
    term_months,
    terms,
)
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    guardians,
    student_guardians,
    students,
    subjects,
)
from infra.postgres.tenants.tables import tenants
from shared.school.grades.periods import TermMonth
from shared.school.grades.standings import Stay


class ClassBookRepository(Repository):
    """Queries on what marks need to know of classes."""

    def get_class(self, class_id: UUID) -> GradedClass | None:
        """A class with its year and band."""
        c, y, g, t = classes.c, academic_years.c, grade_levels.c, tenants.c
        columns = columns_of(
            GradedClass,
            classes,
            year_name=y.name,
            starts=y.start_date,
            ends=y.end_date,
            band=g.band,
            school_name=t.name,
            timezone=t.timezone,
        )
        query = (
            select(*columns)
            .join_from(
                classes,
                academic_years,
                and_(y.tenant_id == self.tenant, y.id == c.academic_year_id),
            )
            .join(tenants, t.id == c.tenant_id)
            .join(grade_levels, and_(g.tenant_id == self.tenant, g.id == c.grade_id), isouter=True)
            .where(c.tenant_id == self.tenant, c.id == class_id)
        )
        return self._record(GradedClass, query)

    def teaches(self, user_id: UUID, class_id: UUID, subject_id: UUID | None = None) -> bool:
        """Whether somebody is a class's homeroom teacher, or teaches it: the subject, or any."""
        c, t = classes.c, class_teachers.c
        taught = select(t.class_id).where(
            t.tenant_id == self.tenant, t.class_id == class_id, t.user_id == user_id
        )
        if subject_id is not None:
            taught = taught.where(t.subject_id == subject_id)
        query = select(c.id).where(
            c.tenant_id == self.tenant,
            c.id == class_id,
            or_(c.homeroom_teacher_id == user_id, exists(taught)),
        )
        return self._value(query) is not None

    def find_taught(self, user_id: UUID, class_id: UUID) -> set[UUID]:
        """The subjects that somebody teaches in a class."""
        t = class_teachers.c
        query = select(t.subject_id).where(
            t.tenant_id == self.tenant, t.class_id == class_id, t.user_id == user_id
        )
        return set(self._values(query))

    def find_staff(self, class_id: UUID) -> list[UUID]:
        """The teachers of a class, its homeroom teacher included."""
        c, t = classes.c, class_teachers.c
        home = select(c.homeroom_teacher_id.label("user_id")).where(
            c.tenant_id == self.tenant, c.id == class_id, c.homeroom_teacher_id.is_not(None)
        )
        taught = select(t.user_id).where(t.tenant_id == self.tenant, t.class_id == class_id)
        return self._values(home.union(taught))

    def may_read(self, user_id: UUID, student_id: UUID) -> bool:
        """Whether somebody is the pupil, a guardian who may see marks, or teaches them now."""
        st, g, sg, e = students.c, guardians.c, student_guardians.c, class_enrollments.c
        c, t = classes.c, class_teachers.c
        guarded = (
            select(sg.student_id)
            .join_from(
                student_guardians,
                guardians,
                and_(g.tenant_id == self.tenant, g.id == sg.guardian_id),
            )
            .where(
                sg.tenant_id == self.tenant,
                sg.student_id == student_id,
                sg.can_view_grades,
                g.user_id == user_id,
            )
        )
        teaching = select(t.class_id).where(t.tenant_id == self.tenant, t.user_id == user_id)
        taught = (
            select(e.student_id)
            .join_from(
                class_enrollments, classes, and_(c.tenant_id == self.tenant, c.id == e.class_id)
            )
            .where(
                e.tenant_id == self.tenant,
                e.student_id == student_id,
                e.ended_on.is_(None),
                or_(c.homeroom_teacher_id == user_id, c.id.in_(teaching)),
            )
        )
        query = select(st.id).where(
            st.tenant_id == self.tenant,
            st.id == student_id,
            or_(st.user_id == user_id, exists(guarded), exists(taught)),
        )
        return self._value(query) is not None

    def find_offered(self, of: GradedClass) -> list[OfferedSubject]:
        """What a class is taught, in the order of cards: what is of its track goes before."""
        o, s = subject_offerings.c, subjects.c
        query = (
            select(*columns_of(OfferedSubject, subject_offerings, subjects))
            .join_from(
                subject_offerings, subjects, and_(s.tenant_id == self.tenant, s.id == o.subject_id)
            )
            .where(
                o.tenant_id == self.tenant,
                o.academic_year_id == of.academic_year_id,
                o.grade_id == of.grade_id,
                or_(o.track_id.is_(None), o.track_id == of.track_id),
            )
            .order_by(o.ordinal, s.code, o.track_id.desc().nulls_first())
        )
        # The last of a subject stays in the place of the first.
        return list({row.subject_id: row for row in self._records(OfferedSubject, query)}.values())

    def find_terms(self, academic_year_id: UUID) -> list[TermMonth]:
        """The terms of a year, one row for each month, in their order."""
        t, m = terms.c, term_months.c
        query = (
            select(*columns_of(TermMonth, terms, term_months))
            .join_from(
                terms,
                term_months,
                and_(m.tenant_id == self.tenant, m.term_id == t.id),
                isouter=True,
            )
            .where(t.tenant_id == self.tenant, t.academic_year_id == academic_year_id)
            .order_by(t.ordinal, m.month)
        )
        return self._records(TermMonth, query)

    def find_roster(self, class_id: UUID, since: date, until: date) -> list[RosterPupil]:
        """Who was in a class at any time from one day to the other, by name.

        Somebody who left and came back is there once, with the later stay.
        """
        e, st = class_enrollments.c, students.c
        query = (
            select(*columns_of(RosterPupil, students, class_enrollments))
            .join_from(
                class_enrollments,
                students,
                and_(st.tenant_id == self.tenant, st.id == e.student_id),
            )
            .where(
                e.tenant_id == self.tenant,
                e.class_id == class_id,
                e.started_on <= until,
                or_(e.ended_on.is_(None), e.ended_on > since),
            )
            .order_by(st.sort_key, st.id, e.started_on)
        )
        return list({row.id: row for row in self._records(RosterPupil, query)}.values())

    def find_stays(
        self, academic_year_id: UUID, pupils: Collection[UUID]
    ) -> dict[UUID, list[Stay]]:
        """When these pupils were in any class of a year."""
        e = class_enrollments.c
        query = select(e.student_id, e.started_on, e.ended_on).where(
            e.tenant_id == self.tenant,
            e.academic_year_id == academic_year_id,
            e.student_id.in_(list(pupils)),
        )
        found: dict[UUID, list[Stay]] = {student_id: [] for student_id in pupils}
        for row in self._unit.all(query):
            found[row.student_id].append(Stay(row.started_on, row.ended_on))
        return found

    def get_pupil(self, student_id: UUID) -> PupilName | None:
        """A pupil by their record."""
        st = students.c
        query = select(*columns_of(PupilName, students)).where(
            st.tenant_id == self.tenant, st.id == student_id
        )
        return self._record(PupilName, query)

    def find_family(self, user_id: UUID) -> list[PupilName]:
        """Whose marks somebody reads as the pupil, or as a guardian who may see them."""
        st, g, sg = students.c, guardians.c, student_guardians.c
        guarded = (
            select(sg.student_id)
            .join_from(
                student_guardians,
                guardians,
                and_(g.tenant_id == self.tenant, g.id == sg.guardian_id),
            )
            .where(sg.tenant_id == self.tenant, sg.can_view_grades, g.user_id == user_id)
        )
        query = (
            select(*columns_of(PupilName, students))
            .where(st.tenant_id == self.tenant, or_(st.user_id == user_id, st.id.in_(guarded)))
            .order_by(st.sort_key, st.id)
        )
        return self._records(PupilName, query)

    def get_class_of(self, student_id: UUID, academic_year_id: UUID | None) -> UUID | None:
        """The class where a pupil is, or was last: in a year, or in the latest that they have."""
        e, y = class_enrollments.c, academic_years.c
        query = (
            select(e.class_id)
            .join_from(
                class_enrollments,
                academic_years,
                and_(y.tenant_id == self.tenant, y.id == e.academic_year_id),
            )
            .where(e.tenant_id == self.tenant, e.student_id == student_id)
            .order_by(y.start_date.desc(), e.ended_on.desc().nulls_first(), e.started_on.desc())
            .limit(1)
        )
        if academic_year_id is not None:
            query = query.where(e.academic_year_id == academic_year_id)
        found: UUID | None = self._value(query)
        return found

    def find_classes_of(self, student_id: UUID) -> list[UUID]:
        """The last class of each year that a pupil was here, oldest first."""
        e, y = class_enrollments.c, academic_years.c
        query = (
            select(e.academic_year_id, e.class_id)
            .join_from(
                class_enrollments,
                academic_years,
                and_(y.tenant_id == self.tenant, y.id == e.academic_year_id),
            )
            .where(e.tenant_id == self.tenant, e.student_id == student_id)
            .order_by(y.start_date, e.ended_on.asc().nulls_last(), e.started_on)
        )
        return list({row.academic_year_id: row.class_id for row in self._unit.all(query)}.values())

    def find_years_of(self, student_id: UUID) -> list[PupilYear]:
        """The years in which a pupil was in a class, the latest first."""
        e, y = class_enrollments.c, academic_years.c
        theirs = select(e.academic_year_id).where(
            e.tenant_id == self.tenant, e.student_id == student_id
        )
        query = (
            select(*columns_of(PupilYear, academic_years))
            .where(y.tenant_id == self.tenant, y.id.in_(theirs))
            .order_by(y.start_date.desc(), y.id)
        )
        return self._records(PupilYear, query)

    def find_scales(self) -> Sequence[Any]:
        """The schemes that the school has set, by band."""
        g = grading_scales.c
        query = select(g.band, g.scheme, g.version).where(g.tenant_id == self.tenant)
        return self._unit.all(query)

    def put_scale(self, band: str, scheme: dict[str, Any], now: Any) -> None:
        """Set the scheme of a band."""
        g = grading_scales.c
        values = {"scheme": scheme, "updated_at": now}
        row = {"tenant_id": self.tenant, "band": band, **values}
        self._unit.execute(
            upsert(grading_scales)
            .values(row)
            .on_conflict_do_update(
                index_elements=[g.tenant_id, g.band], set_={**values, "version": g.version + 1}
            )
        )
