"""How people want to be told, in one school."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, and_, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import user_preferences, users
from infra.postgres.notifications.records import DigestDue, Reachable
from infra.postgres.notifications.tables import notification_digests, notification_preferences
from infra.postgres.tenants.tables import memberships, tenants
from shared.notifications.policy import DIGEST_HOUR, Channels
from shared.notifications.types import EmailFrequency, NotificationType

_MONDAY = 1


class PreferenceRepository(Repository):
    """Queries on ways and hours of notifications."""

    def find(self, user_id: UUID) -> dict[NotificationType, Channels]:
        """What a person has chosen, by type."""
        p = notification_preferences.c
        rows = self._unit.all(
            select(p.type, p.in_app, p.push, p.email).where(
                p.tenant_id == self.tenant, p.user_id == user_id
            )
        )
        return {row.type: Channels(row.in_app, row.push, row.email) for row in rows}

    def find_of_type(
        self, kind: NotificationType, user_ids: Collection[UUID]
    ) -> dict[UUID, Channels]:
        """What these people have chosen for one type."""
        p = notification_preferences.c
        rows = self._unit.all(
            select(p.user_id, p.in_app, p.push, p.email).where(
                p.tenant_id == self.tenant, p.type == kind, p.user_id.in_(list(user_ids))
            )
        )
        return {row.user_id: Channels(row.in_app, row.push, row.email) for row in rows}

    def put(self, user_id: UUID, now: datetime, ways: Mapping[NotificationType, Channels]) -> None:
        """Replace what a person has chosen."""
        p = notification_preferences.c
        self._wait_for_turn("notification-preferences", user_id)
        mine = (p.tenant_id == self.tenant, p.user_id == user_id)
        self._unit.execute(delete(notification_preferences).where(*mine))
        rows = [
            {
                "tenant_id": self.tenant,
                "user_id": user_id,
                "type": kind,
                "in_app": way.in_app,
                "push": way.push,
                "email": way.email,
                "updated_at": now,
            }
            for kind, way in ways.items()
        ]
        if rows:
            self._unit.execute(insert(notification_preferences).values(rows))

    def put_quiet_hours(
        self,
        user_id: UUID,
        now: datetime,
        hours: Mapping[str, str] | None,
        *,
        in_lessons: bool,
    ) -> None:
        """Replace when nothing is pushed to a person, in every school."""
        row = {
            "quiet_hours": None if hours is None else dict(hours),
            "quiet_in_lessons": in_lessons,
            "updated_at": now,
        }
        adding = insert(user_preferences).values(user_id=user_id, **row)
        self._unit.execute(adding.on_conflict_do_update(index_elements=["user_id"], set_=row))

    def get_reachable(self, user_id: UUID, now: datetime) -> Reachable | None:
        """How a member is told of something now; None of who has left."""
        p, zone = user_preferences.c, self._zone()
        columns = columns_of(
            Reachable,
            locale=users.c.locale,
            timezone=zone,
            local=func.timezone(zone, now),
            school_local=func.timezone(tenants.c.timezone, now),
            quiet_hours=p.quiet_hours,
            quiet_in_lessons=p.quiet_in_lessons,
        )
        return self._record(Reachable, self._people(columns).where(users.c.id == user_id))

    def find_digests(self, now: datetime, limit: int) -> list[DigestDue]:
        """Whose digest is due: it is past seven where they are, and they have not had it.

        A run that was missed is made up for later in the day; a week's mail, on Monday.
        """
        p, d, zone = notification_preferences.c, notification_digests.c, self._zone()
        local = func.timezone(zone, now)
        today = cast(local, Date)
        wanted = (
            select(p.user_id, p.email)
            .where(
                p.tenant_id == self.tenant,
                # Spelled as the index has it.
                p.email.in_([EmailFrequency.DAILY, EmailFrequency.WEEKLY]),
            )
            .distinct()
            .subquery("wanted")
        )
        columns = columns_of(
            DigestDue,
            user_id=wanted.c.user_id,
            frequency=wanted.c.email,
            today=today,
            sent_at=d.sent_at,
        )
        had = and_(
            d.tenant_id == self.tenant,
            d.user_id == wanted.c.user_id,
            d.frequency == wanted.c.email,
        )
        query = (
            self._people(columns)
            .join(wanted, wanted.c.user_id == users.c.id)
            .outerjoin(notification_digests, had)
            .where(
                func.extract("hour", local) >= DIGEST_HOUR,
                or_(d.sent_on.is_(None), d.sent_on < today),
                or_(
                    wanted.c.email == EmailFrequency.DAILY,
                    func.extract("isodow", local) == _MONDAY,
                ),
                users.c.email_verified_at.is_not(None),
            )
            .order_by(wanted.c.user_id)
            .limit(limit)
        )
        return self._records(DigestDue, query)

    def digest_sent(self, due: DigestDue, now: datetime) -> None:
        """A digest is on its way."""
        adding = insert(notification_digests).values(
            tenant_id=self.tenant,
            user_id=due.user_id,
            frequency=due.frequency,
            sent_on=due.today,
            sent_at=now,
        )
        keys = ["tenant_id", "user_id", "frequency"]
        row = {"sent_on": due.today, "sent_at": now}
        self._unit.execute(adding.on_conflict_do_update(index_elements=keys, set_=row))

    def _zone(self) -> Any:
        return func.coalesce(user_preferences.c.timezone, tenants.c.timezone)

    def _people(self, columns: Sequence[Any]) -> Any:
        """Active members of the school with their preferences."""
        return (
            select(*columns)
            .join_from(memberships, users, users.c.id == memberships.c.user_id)
            .join(tenants, tenants.c.id == memberships.c.tenant_id)
            .outerjoin(user_preferences, user_preferences.c.user_id == users.c.id)
            .where(
                memberships.c.tenant_id == self.tenant,
                memberships.c.status == "ACTIVE",
                users.c.deleted_at.is_(None),
            )
        )
