"""What tests see of the database, past row security: events, rows, and whether any was written."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text

from tests.areas.people.factories.people import Tenant

# Whatever a test does, these rows may come and go: they count requests.
UNCOUNTED_TABLES = frozenset({"rate_limit_counters", "alembic_version"})
_NUMBERS = text(
    "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next,"
    " pg_current_snapshot()::text AS under_way"
)
"""The next number of a transaction, and those of transactions that are under way."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A row of the event log: what a relay sends and a worker is pushed."""

    type: str
    channel: str
    seq: int
    copy: int
    body: Mapping[str, Any]

    @property
    def data(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["data"]
        return found


class Observed:
    """Looks as a superuser."""

    admin: Engine

    def events(self, tenant: Tenant, *types: str) -> list[LoggedEvent]:
        """The event log of a school in the order of its making, all types unless told."""
        query = text(
            "SELECT e.type, h.name, e.seq, e.copy, e.payload::text AS payload FROM app.event AS e"
            " JOIN app.channel_head AS h USING (channel_id) WHERE e.tenant_id = :tenant"
            # Ids of one millisecond are in no order: numbers decide within one transaction.
            " ORDER BY e.created_at, first_value(e.seq) OVER (PARTITION BY e.event_id"
            " ORDER BY e.copy), e.event_id, e.copy"
        )
        with self.admin.begin() as connection:
            rows = connection.execute(query, {"tenant": tenant.id}).all()
        return [
            LoggedEvent(row.type, row.name, row.seq, row.copy, json.loads(row.payload))
            for row in rows
            if not types or row.type in types
        ]

    def rows(self, statement: str, **parameters: Any) -> list[Any]:
        """Rows as a superuser sees them."""
        with self.admin.begin() as connection:
            return list(connection.execute(text(statement), parameters).all())

    @functools.cached_property
    def _counts_query(self) -> Any:
        """Each table's rows, and how many of them a transaction from ``since`` on has written."""
        names = [
            row.relname
            for row in self.rows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace"
                " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
            )
            if row.relname not in UNCOUNTED_TABLES
        ]
        counts = " UNION ALL ".join(
            f"SELECT '{name}' AS name, jsonb_build_array(count(*),"  # noqa: S608 - from the catalogue
            f" count(*) FILTER (WHERE age(xmin) <= age(CAST(:since AS xid)))) AS rows"
            f" FROM app.{name}"
            for name in names
        )
        return text(f"SELECT jsonb_object_agg(name, rows) FROM ({counts})")  # noqa: S608 - the same

    @contextmanager
    def nothing_written(self, what: str = "") -> Iterator[None]:
        """Fail when the block changed a row of any table but the counters of requests."""
        with self.written() as tables:
            yield
        assert not tables, f"{what} wrote to {sorted(tables)}"

    @contextmanager
    def written(self) -> Iterator[set[str]]:
        """Yields what names, after the block, the tables of which it changed a row.

        A transaction gets a number when it first writes. Where none got one, nothing was written;
        else a row is new when its transaction has a later number, and gone when a transaction
        from before still counts it.
        """
        tables: set[str] = set()
        with self.admin.begin() as past:
            past.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            numbers = past.execute(_NUMBERS).one()
            yield tables
            with self.admin.begin() as present:
                if present.execute(_NUMBERS).one() == numbers:
                    return
                before, after = (
                    c.execute(self._counts_query, {"since": numbers.next}).scalar_one()
                    for c in (past, present)
                )
        tables |= {name for name, (rows, new) in after.items() if new or rows != before[name][0]}
