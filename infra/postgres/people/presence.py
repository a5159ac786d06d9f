"""Who is there, as Postgres knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import user_preferences, users
from infra.postgres.people.records import Presence
from infra.postgres.people.tables import presences

_SAW = text(
    "UPDATE app.users AS u SET last_seen_at = seen.at"
    "  FROM unnest(CAST(:people AS uuid[]), CAST(:ats AS timestamptz[])) AS seen (id, at)"
    " WHERE u.id = seen.id AND (u.last_seen_at IS NULL OR u.last_seen_at < seen.at)"
)


class PresenceRepository(Repository):
    """Beats that Redis could not take, and what people show of them."""

    def is_shown(self, user_id: UUID) -> bool:
        """Whether a person shows that they are there; who has never chosen does."""
        p = user_preferences.c
        hidden = select(p.user_id).where(p.user_id == user_id, p.presence_visible.is_(False))
        return self._value(hidden) is None

    def get(self, user_id: UUID) -> Presence:
        """What is known of a member."""
        p = user_preferences.c
        columns = columns_of(
            Presence,
            users,
            presences,
            shown=func.coalesce(p.presence_visible, True),
        )
        mine = and_(presences.c.tenant_id == self.tenant, presences.c.user_id == users.c.id)
        query = (
            select(*columns)
            .outerjoin_from(users, user_preferences, p.user_id == users.c.id)
            .outerjoin(presences, mine)
            .where(users.c.id == user_id)
        )
        found = self._record(Presence, query)
        assert found is not None, "the caller has found the person"
        return found

    def beat(self, user_id: UUID, until: datetime) -> bool:
        """A person is there until then; whether they were not here before."""
        adding = insert(presences).values(tenant_id=self.tenant, user_id=user_id, until=until)
        later = func.greatest(presences.c.until, adding.excluded.until)
        query = adding.on_conflict_do_update(
            index_elements=["tenant_id", "user_id"], set_={"until": later}
        )
        return bool(self._value(query.returning(literal_column("xmax = 0").label("added"))))

    def forget(self, user_id: UUID) -> bool:
        """Take a person out; whether they were here."""
        p = presences.c
        mine = delete(presences).where(p.tenant_id == self.tenant, p.user_id == user_id)
        return self._changed(mine)

    def find(self, user_ids: list[UUID], now: datetime) -> set[UUID]:
        """Which of these people are there."""
        p = presences.c
        there = (p.tenant_id == self.tenant, p.until > now)
        return set(self._values(select(p.user_id).where(*there, p.user_id.in_(user_ids))))

    def count(self, now: datetime) -> int:
        """How many are there."""
        p = presences.c
        there = (p.tenant_id == self.tenant, p.until > now)
        return int(self._value(select(func.count()).select_from(presences).where(*there)))

    def leave(self, before: datetime) -> dict[UUID, datetime]:
        """Take out all whose beat was over by then, and return when each was."""
        p = presences.c
        query = delete(presences).where(p.tenant_id == self.tenant, p.until <= before)
        rows = self._unit.all(query.returning(p.user_id, p.until))
        return {row.user_id: row.until for row in rows}

    def saw(self, last: Mapping[UUID, datetime]) -> None:
        """Keep when people were there last."""
        if last:
            self._unit.execute(_SAW, {"people": list(last), "ats": list(last.values())})
