"""The roster of a school year, whole: what is exported to other systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, null, select, union

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.tables import (
    class_enrollments,
    class_teachers,
    classes,
    guardians,
    student_guardians,
    students,
)
from shared.school.roster_export import RosterClass, RosterPerson, RosterPupil, RosterSeat


class RosterRepository(Repository):
    """Reads who is in the classes of a year now, who teaches them, and their guardians."""

    def find_classes(self, year_id: UUID) -> list[RosterClass]:
        """The classes of the year that are not archived."""
        c = classes.c
        query = select(*columns_of(RosterClass, classes)).where(
            c.tenant_id == self.tenant, c.academic_year_id == year_id, c.archived_at.is_(None)
        )
        return self._records(RosterClass, query.order_by(c.id))

    def find_seats(self, year_id: UUID) -> list[RosterSeat]:
        """Who is in which of these classes."""
        e, c = class_enrollments.c, classes.c
        of_class = and_(c.tenant_id == e.tenant_id, c.id == e.class_id, c.archived_at.is_(None))
        query = select(*columns_of(RosterSeat, class_enrollments))
        joined = query.join_from(class_enrollments, classes, of_class)
        these = (
            e.tenant_id == self.tenant,
            e.academic_year_id == year_id,
            e.ended_on.is_(None),
        )
        return self._records(RosterSeat, joined.where(*these).order_by(e.id))

    def find_pupils(self, year_id: UUID) -> list[RosterPupil]:
        """The pupils in these classes."""
        s = students.c
        query = select(*columns_of(RosterPupil, students)).where(
            s.tenant_id == self.tenant, s.id.in_(self._seated(year_id))
        )
        return self._records(RosterPupil, query.order_by(s.id))

    def find_ties(self, year_id: UUID) -> list[tuple[UUID, UUID]]:
        """Of these pupils, each guardian."""
        k = student_guardians.c
        query = select(k.student_id, k.guardian_id).where(
            k.tenant_id == self.tenant, k.student_id.in_(self._seated(year_id))
        )
        return self._pairs(query.order_by(k.student_id, k.guardian_id))

    def find_guardians(self, year_id: UUID) -> list[RosterPerson]:
        """The guardians of these pupils."""
        g, k = guardians.c, student_guardians.c
        theirs = select(k.guardian_id).where(
            k.tenant_id == self.tenant, k.student_id.in_(self._seated(year_id))
        )
        query = select(*columns_of(RosterPerson, guardians)).where(
            g.tenant_id == self.tenant, g.id.in_(theirs)
        )
        return self._records(RosterPerson, query.order_by(g.id))

    def find_teaching(self, year_id: UUID) -> list[tuple[UUID, UUID]]:
        """Who teaches or leads which of these classes, each once."""
        c, t = classes.c, class_teachers.c
        here = (c.tenant_id == self.tenant, c.academic_year_id == year_id, c.archived_at.is_(None))
        of_class = and_(c.tenant_id == t.tenant_id, c.id == t.class_id)
        teaching = select(t.class_id, t.user_id).join_from(class_teachers, classes, of_class)
        leading = select(c.id, c.homeroom_teacher_id).where(c.homeroom_teacher_id.is_not(None))
        return sorted(self._pairs(union(teaching.where(*here), leading.where(*here))))

    def find_people(self, user_ids: Sequence[UUID]) -> list[RosterPerson]:
        """These people of the school by the names of their accounts."""
        u = users.c
        columns = columns_of(RosterPerson, users, family_name_kh=null(), given_name_kh=null())
        query = select(*columns).where(u.id.in_(user_ids))
        return self._records(RosterPerson, query.order_by(u.id))

    def _seated(self, year_id: UUID) -> Select[Any]:
        e, c = class_enrollments.c, classes.c
        of_class = and_(c.tenant_id == e.tenant_id, c.id == e.class_id, c.archived_at.is_(None))
        return (
            select(e.student_id)
            .join_from(class_enrollments, classes, of_class)
            .where(e.tenant_id == self.tenant, e.academic_year_id == year_id, e.ended_on.is_(None))
        )

    def _pairs(self, query: Any) -> list[tuple[UUID, UUID]]:
        rows: Sequence[Any] = self._unit.all(query)
        return [(row[0], row[1]) for row in rows]
