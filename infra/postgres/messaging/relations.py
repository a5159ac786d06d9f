"""What stands between people who want to write to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import user_preferences, users
from infra.postgres.messaging.records import Relation
from infra.postgres.people.beside import connections_of
from infra.postgres.people.tables import user_blocks
from infra.postgres.school.tables import classes, guardians, student_guardians, students
from infra.postgres.tenants.tables import memberships
from shared.messaging.policy import Standing
from shared.messaging.types import WhoMayWrite


class RelationRepository(Repository):
    """Queries on who may write to whom."""

    def find(self, viewer_id: UUID, user_ids: Sequence[UUID]) -> Mapping[UUID, Standing]:
        """How each of these people stands to the viewer; strangers to the school are left out."""
        m, b = memberships.c, user_blocks.c
        blocked = exists().where(
            or_(
                and_(b.blocker_id == viewer_id, b.blocked_id == m.user_id),
                and_(b.blocker_id == m.user_id, b.blocked_id == viewer_id),
            )
        )
        c, classes_of = classes.c, func.app.classes_of
        together = exists().where(
            c.tenant_id == self.tenant,
            c.id.in_(select(classes_of(self.tenant, viewer_id))),
            c.id.in_(select(classes_of(self.tenant, m.user_id)).correlate(memberships)),
        )
        columns = columns_of(
            Relation,
            memberships,
            id=m.user_id,
            here=and_(m.status == "ACTIVE", users.c.deleted_at.is_(None)),
            blocked=blocked,
            connected=m.user_id.in_(connections_of(self.tenant, viewer_id)),
            same_class=together,
            guardian=self._guards(viewer_id, m.user_id) | self._guards(m.user_id, viewer_id),
            accepts=user_preferences.c.dm_policy,
        )
        query = (
            select(*columns)
            .join_from(memberships, users, users.c.id == m.user_id)
            .outerjoin(user_preferences, user_preferences.c.user_id == m.user_id)
            .where(m.tenant_id == self.tenant, m.user_id.in_(user_ids))
        )
        return {found.id: _standing(found) for found in self._records(Relation, query)}

    def _guards(
        self, guardian: ColumnElement[UUID] | UUID, pupil: ColumnElement[UUID] | UUID
    ) -> ColumnElement[bool]:
        g, s, t = guardians.c, students.c, student_guardians.c
        tie = (
            select(t.guardian_id)
            .join(guardians, and_(g.tenant_id == t.tenant_id, g.id == t.guardian_id))
            .join(students, and_(s.tenant_id == t.tenant_id, s.id == t.student_id))
            .where(t.tenant_id == self.tenant, g.user_id == guardian, s.user_id == pupil)
        )
        return exists(tie.correlate(memberships))


def _standing(found: Relation) -> Standing:
    return Standing(
        role=found.role,
        here=found.here,
        blocked=found.blocked,
        connected=found.connected,
        same_class=found.same_class,
        guardian=found.guardian,
        accepts=None if found.accepts is None else WhoMayWrite(found.accepts),
    )
