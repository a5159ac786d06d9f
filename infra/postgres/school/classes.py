"""Classes of one school."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.records import Pupil
from infra.postgres.school.tables import class_enrollments, class_teachers, classes, students
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.tenants.types import MembershipStatus


class ClassRepository(Repository):
    """Queries on classes."""

    def is_open(self, class_id: UUID, *, to: UUID | None) -> bool:
        """Whether the school has the class, and the person, where one is named, is in it."""
        c = classes.c
        query = select(c.id).where(
            c.tenant_id == self.tenant, c.id == class_id, c.archived_at.is_(None)
        )
        if to is not None:
            query = query.where(c.id.in_(select(func.app.classes_of(self.tenant, to))))
        return self._value(query) is not None

    def find_pupils(
        self, teacher_id: UUID | None, *, text: str | None, limit: int, pupil_id: UUID | None = None
    ) -> list[Pupil]:
        """Pupils with an open account, by class: of a teacher's classes, or of the whole school.

        ``text`` is a part of the name. Somebody in two classes comes twice.
        """
        m, s, e, c = memberships.c, students.c, class_enrollments.c, classes.c
        current = and_(e.tenant_id == self.tenant, e.student_id == s.id, e.ended_on.is_(None))
        attended = and_(c.tenant_id == self.tenant, c.id == e.class_id, c.archived_at.is_(None))
        query = (
            select(*columns_of(Pupil, users, class_name=c.name))
            .join_from(memberships, users, users.c.id == m.user_id)
            .join(students, and_(s.tenant_id == self.tenant, s.user_id == m.user_id), isouter=True)
            .join(class_enrollments, current, isouter=True)
            .join(classes, attended, isouter=True)
            .where(
                m.tenant_id == self.tenant,
                m.role == Role.STUDENT,
                m.status == MembershipStatus.ACTIVE,
                users.c.deleted_at.is_(None),
                users.c.email_verified_at.is_not(None),
            )
        )
        if teacher_id is not None:
            query = query.where(self._taught_by(teacher_id))
        if text is not None:
            query = query.where(func.strpos(func.lower(users.c.name), text.lower()) > 0)
        if pupil_id is not None:
            query = query.where(m.user_id == pupil_id)
        ordered = query.order_by(c.name, users.c.name, users.c.id)
        return self._records(Pupil, ordered.limit(limit))

    def _taught_by(self, teacher_id: UUID) -> ColumnElement[bool]:
        c, t = classes.c, class_teachers.c
        taught = select(t.class_id).where(t.tenant_id == self.tenant, t.user_id == teacher_id)
        return or_(c.homeroom_teacher_id == teacher_id, c.id.in_(taught))
