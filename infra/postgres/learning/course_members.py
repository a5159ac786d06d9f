"""Who is in the courses of one school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.learning.course_records import CourseMember
from infra.postgres.learning.course_tables import course_members
from infra.postgres.people.beside import beside, person_columns
from infra.postgres.school.tables import class_enrollments, classes, students
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.http.paging import Cursor
from shared.learning.courses.types import STAFF, CourseRole, MemberStatus
from shared.tenants.types import MembershipStatus
from shared.text.sorting import sort_key


@dataclass(frozen=True, slots=True)
class RosterPlace(Cursor):
    """The last person that a client has seen, in the order of names."""

    name: Annotated[str, Field(max_length=200)]
    id: UUID


class CourseMemberRepository(Repository):
    """Queries on the people of courses."""

    def get(self, course_id: UUID, user_id: UUID) -> CourseMember | None:
        """Somebody who is in the course, or was."""
        return self._record(
            CourseMember, self._members(course_id).where(course_members.c.user_id == user_id)
        )

    def find(
        self,
        course_id: UUID,
        *,
        role: CourseRole | None,
        after: RosterPlace | None,
        limit: int,
    ) -> list[CourseMember]:
        """Who is in the course now, by name, ``limit + 1`` rows."""
        m, query = course_members.c, self._active(course_id)
        if role is not None:
            query = query.where(m.role == role)
        if after is not None:
            query = query.where(tuple_(users.c.name, m.user_id) > (after.name, after.id))
        return self._records(CourseMember, query.order_by(users.c.name, m.user_id).limit(limit + 1))

    def find_some(self, course_id: UUID, user_ids: Sequence[UUID]) -> list[CourseMember]:
        """Which of these people are in the course now."""
        query = self._active(course_id).where(course_members.c.user_id.in_(user_ids))
        return self._records(CourseMember, query)

    def find_students(self, course_id: UUID) -> list[CourseMember]:
        """All who study in the course now, by name as a Khmer dictionary sorts it."""
        m = course_members.c
        query = self._active(course_id).where(m.role == CourseRole.STUDENT)
        found = self._records(CourseMember, query)
        return sorted(found, key=lambda one: (sort_key(one.user_name), one.user_id))

    def staff_ids(self, course_id: UUID) -> list[UUID]:
        """Who teaches the course now."""
        m = course_members.c
        query = select(m.user_id).where(
            *self._of(course_id), m.status == MemberStatus.ACTIVE, m.role.in_(STAFF)
        )
        return self._values(query.order_by(m.user_id))

    def student_ids(self, course_id: UUID) -> list[UUID]:
        """Who studies in the course now."""
        m = course_members.c
        query = select(m.user_id).where(
            *self._of(course_id), m.status == MemberStatus.ACTIVE, m.role == CourseRole.STUDENT
        )
        return self._values(query.order_by(m.user_id))

    def count_students(self, course_id: UUID) -> int:
        """How many study in the course now."""
        m = course_members.c
        query = select(func.count()).where(
            *self._of(course_id), m.status == MemberStatus.ACTIVE, m.role == CourseRole.STUDENT
        )
        found: int = self._value(query)
        return found

    def has_had_students(self, course_id: UUID) -> bool:
        """Whether anybody studies in the course, or did."""
        query = select(course_members.c.user_id).where(
            *self._of(course_id), course_members.c.role == CourseRole.STUDENT
        )
        return self._value(query.limit(1)) is not None

    def admit(
        self,
        course_id: UUID,
        user_ids: Sequence[UUID],
        role: CourseRole,
        *,
        added_by: UUID | None,
        now: datetime,
    ) -> list[UUID]:
        """Let people in; who left comes back to what they had done. Returns who was not in it.

        Nobody's role changes: see :meth:`change_role`.
        """
        if not user_ids:
            return []
        add = upsert(course_members).values(
            [
                {
                    "tenant_id": self.tenant,
                    "course_id": course_id,
                    "user_id": user_id,
                    "role": role,
                    "added_by": added_by,
                    "joined_at": now,
                }
                for user_id in sorted(user_ids)
            ]
        )
        back = add.on_conflict_do_update(
            index_elements=["tenant_id", "course_id", "user_id"],
            set_={
                "status": MemberStatus.ACTIVE,
                "role": role,
                "added_by": added_by,
                "joined_at": now,
                "left_at": None,
            },
            where=course_members.c.status == MemberStatus.LEFT,
        )
        return self._values(back.returning(course_members.c.user_id))

    def change_role(self, course_id: UUID, user_id: UUID, role: CourseRole) -> bool:
        """Make somebody who is in the course something else in it."""
        m = course_members.c
        change = update(course_members).where(
            *self._of(course_id),
            m.user_id == user_id,
            m.status == MemberStatus.ACTIVE,
            m.role != role,
        )
        return self._changed(change.values(role=role))

    def remove(self, course_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Let somebody leave; what they did stays. False when they were not in it."""
        m = course_members.c
        change = update(course_members).where(
            *self._of(course_id), m.user_id == user_id, m.status == MemberStatus.ACTIVE
        )
        return self._changed(change.values(status=MemberStatus.LEFT, left_at=now))

    def find_eligible(self, user_ids: Sequence[UUID]) -> dict[UUID, Role]:
        """Which of these people belong to the school now, and as what."""
        m = memberships.c
        query = (
            select(m.user_id, m.role)
            .join(users, users.c.id == m.user_id)
            .where(
                m.tenant_id == self.tenant,
                m.user_id.in_(user_ids),
                m.status == MembershipStatus.ACTIVE,
                users.c.deleted_at.is_(None),
            )
        )
        return {row.user_id: row.role for row in self._unit.all(query)}

    def find_of_class(self, class_id: UUID) -> list[UUID]:
        """The pupils with an account who are in a class now."""
        e, s, c, m = class_enrollments.c, students.c, classes.c, memberships.c
        query = (
            select(s.user_id)
            .join(class_enrollments, and_(e.tenant_id == s.tenant_id, e.student_id == s.id))
            .join(classes, and_(c.tenant_id == e.tenant_id, c.id == e.class_id))
            .join(memberships, and_(m.tenant_id == s.tenant_id, m.user_id == s.user_id))
            .where(
                s.tenant_id == self.tenant,
                c.id == class_id,
                c.archived_at.is_(None),
                e.ended_on.is_(None),
                m.status == MembershipStatus.ACTIVE,
            )
        )
        return self._values(query)

    def _of(self, course_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (course_members.c.tenant_id == self.tenant, course_members.c.course_id == course_id)

    def _active(self, course_id: UUID) -> Select[tuple[object, ...]]:
        return self._members(course_id).where(course_members.c.status == MemberStatus.ACTIVE)

    def _members(self, course_id: UUID) -> Select[tuple[object, ...]]:
        columns = columns_of(CourseMember, course_members, person_columns("user"))
        return beside(select(*columns), course_members, "user_id").where(*self._of(course_id))
