"""The activity feed of one school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, or_, select, tuple_
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.records import record
from infra.postgres.identity.tables import profiles
from infra.postgres.notifications.activity_tables import activities
from infra.postgres.people.beside import not_blocked
from infra.postgres.people.tables import follows
from infra.postgres.tenants.tables import tenants
from shared.http.paging import Position

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the feed."""

    id: UUID
    entity_type: str
    entity_id: UUID
    action: str
    description: str
    actor_id: UUID
    user_name: str
    class_id: UUID | None
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this line stands in the feed."""
        return Position(self.created_at, self.id)


class ActivityRepository:
    """Queries on activities, read through the eyes of a viewer."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a line; keys are column names."""
        self._unit.execute(insert(activities).values(**values))

    def forget(self, tenant_id: UUID, entity_type: str, entity_id: UUID) -> None:
        """Delete every line about a thing that is gone."""
        a = activities.c
        self._unit.execute(
            delete(activities).where(
                a.tenant_id == tenant_id,
                a.entity_type == entity_type,
                a.entity_id == entity_id,
            )
        )

    def find(
        self,
        tenant_id: UUID,
        viewer_id: UUID,
        *,
        all_classes: bool,
        before: Position | None,
        limit: int,
    ) -> list[Activity]:
        """Newest first, ``limit + 1`` rows: of the school, and of one's own or of all classes."""
        a = activities.c
        query = select(
            a.id,
            a.entity_type,
            a.entity_id,
            a.action,
            a.description,
            a.actor_id,
            a.user_name,
            a.class_id,
            a.created_at,
        ).where(
            a.tenant_id == tenant_id,
            not_blocked(a.actor_id, viewer_id),
            or_(a.actor_id == viewer_id, _is_shown_to(tenant_id, viewer_id)),
        )
        if not all_classes:
            own = a.class_id.in_(select(func.app.classes_of(tenant_id, viewer_id)))
            query = query.where(or_(a.class_id.is_(None), a.actor_id == viewer_id, own))
        if before is not None:
            query = query.where(tuple_(a.created_at, a.id) < (before.at, before.id))
        query = query.order_by(a.created_at.desc(), a.id.desc()).limit(limit + 1)
        return [record(Activity, row) for row in self._unit.all(query)]

    def is_public(self, user_id: UUID) -> bool:
        """Whether a person lets everybody in the school see what they do."""
        query = select(profiles.c.activity_visibility).where(profiles.c.user_id == user_id)
        row = self._unit.one_or_none(query)
        return row is None or row.activity_visibility == "PUBLIC"

    def get_language(self, tenant_id: UUID) -> str:
        """The language of the school, in which lines are written."""
        row = self._unit.one_or_none(select(tenants.c.locale).where(tenants.c.id == tenant_id))
        return "en" if row is None else str(row.locale)


def _is_shown_to(tenant_id: UUID, viewer_id: UUID) -> ColumnElement[bool]:
    """Nothing in the actor's profile hides what they do from the viewer."""
    a, mine, theirs = activities.c, follows.alias(), follows.alias()
    connected = exists().where(
        mine.c.tenant_id == tenant_id,
        mine.c.follower_id == viewer_id,
        mine.c.following_id == a.actor_id,
        mine.c.status == "ACCEPTED",
        theirs.c.tenant_id == tenant_id,
        theirs.c.follower_id == a.actor_id,
        theirs.c.following_id == viewer_id,
        theirs.c.status == "ACCEPTED",
    )
    hidden = and_(
        profiles.c.user_id == a.actor_id,
        or_(
            profiles.c.activity_visibility == "PRIVATE",
            and_(profiles.c.activity_visibility == "CONNECTIONS", ~connected),
        ),
    )
    return ~exists().where(hidden)
