"""The activity feed of one school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, insert, or_, select
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import profiles
from infra.postgres.notifications.activity_tables import activities
from infra.postgres.notifications.records import Activity
from infra.postgres.people.beside import connections_of, not_blocked
from infra.postgres.tenants.tables import tenants
from shared.http.paging import Position
from shared.notifications.activity.types import EntityType
from shared.people.types import Audience


class ActivityRepository(Repository):
    """Queries on activities, read through the eyes of a viewer."""

    def insert(self, **values: Any) -> None:
        """Add a line; keys are column names."""
        self._unit.execute(insert(activities).values(tenant_id=self.tenant, **values))

    def forget(self, entity_type: EntityType, entity_id: UUID) -> None:
        """Delete every line about a thing that is gone."""
        a = activities.c
        about = (a.entity_type == entity_type, a.entity_id == entity_id)
        self._unit.execute(delete(activities).where(a.tenant_id == self.tenant, *about))

    def find(
        self, viewer_id: UUID, *, all_classes: bool, before: Position | None, limit: int
    ) -> list[Activity]:
        """Newest first, ``limit + 1`` rows: of the school, and of one's own or of all classes."""
        a = activities.c
        query = select(*columns_of(Activity, activities, user_id=a.actor_id)).where(
            a.tenant_id == self.tenant,
            not_blocked(a.actor_id, viewer_id, self.tenant),
            or_(a.actor_id == viewer_id, self._is_shown_to(viewer_id)),
            # Lines of boards of clubs and courses, which were once written for the whole school.
            or_(
                a.entity_type != EntityType.BOARD,
                a.class_id.is_not(None),
                func.app.board_is_readable(self.tenant, viewer_id, a.entity_id),
            ),
        )
        if not all_classes:
            own = a.class_id.in_(select(func.app.classes_of(self.tenant, viewer_id)))
            query = query.where(or_(a.class_id.is_(None), a.actor_id == viewer_id, own))
        page = newest_first(query, a.created_at, a.id, before=before, limit=limit)
        return self._records(Activity, page)

    def is_public(self, user_id: UUID) -> bool:
        """Whether a person lets everybody in the school see what they do."""
        query = select(profiles.c.activity_visibility).where(profiles.c.user_id == user_id)
        return self._value(query) in {None, Audience.PUBLIC}

    def get_language(self) -> str:
        """The language of the school, in which lines are written."""
        return str(self._value(select(tenants.c.locale).where(tenants.c.id == self.tenant)))

    def _is_shown_to(self, viewer_id: UUID) -> ColumnElement[bool]:
        """Nothing in the actor's profile hides what they do from the viewer."""
        visibility, actor = profiles.c.activity_visibility, activities.c.actor_id
        apart = actor.not_in(connections_of(self.tenant, viewer_id))
        hidden = or_(
            visibility == Audience.PRIVATE, and_(visibility == Audience.CONNECTIONS, apart)
        )
        return ~exists().where(profiles.c.user_id == actor, hidden)
