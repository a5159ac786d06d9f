"""What a school knows of its pupils, all at once: what an import is planned from."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, func, select

from infra.postgres.core.repository import Repository
from infra.postgres.school.tables import (
    class_enrollments,
    classes,
    guardians,
    student_guardians,
    students,
)
from shared.school.imports.directory import (
    NAME_PARTS,
    Directory,
    KnownClass,
    KnownGuardian,
    KnownPupil,
    Seat,
)
from shared.school.student_schemas import StudentWrite
from shared.school.types import StudentStatus
from shared.text.same import canonical


class ImportDirectoryRepository(Repository):
    """Reads a school whole: a few thousand rows, once for each step of an import."""

    def load(self, year_id: UUID) -> Directory:
        """Everybody, and the classes of a year with who is in them."""
        made = Directory()
        self._pupils(made)
        self._classes(made, year_id)
        self._guardians(made)
        return made

    def _pupils(self, made: Directory) -> None:
        s = students.c
        said = tuple(StudentWrite.model_fields)
        told = [s.id, s.version, s.user_id, s.sticky, s.external_id, s.status]
        query = select(*told, *(s[name] for name in said)).where(s.tenant_id == self.tenant)
        for row in self._unit.execute(query).mappings():
            made.know(
                KnownPupil(
                    id=row["id"],
                    version=row["version"],
                    user_id=row["user_id"],
                    values={name: row[name] for name in said},
                    sticky=frozenset(row["sticky"]),
                    external_id=row["external_id"],
                    is_active=row["status"] == StudentStatus.ACTIVE,
                )
            )

    def _classes(self, made: Directory, year_id: UUID) -> None:
        c, e = classes.c, class_enrollments.c
        in_it = and_(e.tenant_id == c.tenant_id, e.class_id == c.id, e.ended_on.is_(None))
        query = (
            select(c.id, c.name, c.capacity, func.count(e.id))
            .join_from(classes, class_enrollments, in_it, isouter=True)
            .where(
                c.tenant_id == self.tenant,
                c.academic_year_id == year_id,
                c.archived_at.is_(None),
            )
            .group_by(c.id, c.name, c.capacity)
        )
        for row in self._unit.execute(query):
            class_id, name, capacity, taken = tuple(row)
            made.classes[canonical(name)] = KnownClass(class_id, name, capacity, taken)
        seated = (
            select(e.student_id, e.class_id, c.name, e.started_on)
            .join_from(class_enrollments, classes, in_it)
            .where(e.tenant_id == self.tenant, e.academic_year_id == year_id)
        )
        for row in self._unit.execute(seated):
            student_id, class_id, name, started_on = tuple(row)
            made.seats[student_id] = Seat(class_id, name, started_on)

        ended = (
            select(e.student_id, func.max(e.ended_on))
            .where(
                e.tenant_id == self.tenant,
                e.academic_year_id == year_id,
                e.ended_on > e.started_on,
            )
            .group_by(e.student_id)
        )
        for row in self._unit.execute(ended):
            student_id, ended_on = tuple(row)
            made.left[student_id] = ended_on

    def _guardians(self, made: Directory) -> None:
        g, k = guardians.c, student_guardians.c
        names = [g[part] for part in NAME_PARTS]
        query = select(g.id, g.phone, g.external_id, g.user_id, *names).where(
            g.tenant_id == self.tenant
        )
        for row in self._unit.execute(query.order_by(g.created_at, g.id)).mappings():
            parts = {part: row[part] for part in NAME_PARTS}
            made.know_guardian(
                KnownGuardian(row["id"], parts, row["phone"], row["external_id"], row["user_id"])
            )
        tied = select(k.student_id, k.guardian_id).where(k.tenant_id == self.tenant)
        for pair in self._unit.execute(tied):
            student_id, guardian_id = tuple(pair)
            made.ties[student_id].add(guardian_id)
