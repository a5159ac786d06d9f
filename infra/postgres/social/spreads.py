"""Events on their way to the connections of an author, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.social.spread_tables import spreads


@dataclass(frozen=True, slots=True)
class Spread:
    """An event, and how far it has come: on how many channels it is, and the last connection."""

    event_id: UUID
    author_id: UUID
    body: Mapping[str, Any]
    told_to: UUID | None = None
    told: int = 0


class SpreadRepository(Repository):
    """What of an author is on its way. Each connection hears of one event after the other."""

    def take_turn(self, author_id: UUID) -> list[Spread]:
        """What is on its way, the oldest event first, once nobody else is at it until the commit.

        Two at the most: the one whose turn it is, and whether there is another.
        """
        self._wait_for_turn("spreads", author_id)
        s = spreads.c
        mine = select(*columns_of(Spread, spreads)).where(
            s.tenant_id == self.tenant, s.author_id == author_id
        )
        return self._records(Spread, mine.order_by(s.event_id).limit(2))

    def keep(self, spread: Spread, now: datetime) -> None:
        """Note how far it has come."""
        adding = insert(spreads).values(tenant_id=self.tenant, created_at=now, **asdict(spread))
        place = {"told_to": adding.excluded.told_to, "told": adding.excluded.told}
        key = ["tenant_id", "author_id", "event_id"]
        self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=place))

    def end(self, spread: Spread) -> None:
        """Forget what every connection has."""
        s = spreads.c
        self._unit.execute(
            delete(spreads).where(
                s.tenant_id == self.tenant,
                s.author_id == spread.author_id,
                s.event_id == spread.event_id,
            )
        )
