"""Daily care of tables by the day: partitions ahead, retention behind. Runs as their owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from infra.postgres.core.failures import translated

DAYS_AHEAD = 7
DAYS_KEPT = 7

EVENT = "event"
VIEWS = ("post_views_ts", "engagement_ts")
"""Tables by the day besides the log: what was seen and done."""

# A view may be two days old, and a zone is a day ahead at the most.
_DAYS_BEHIND = 4
_PARTITIONS = text(
    """
    SELECT c.relname, i.inhparent IS NOT NULL AS attached,
           COALESCE(i.inhdetachpending, false) AS detaching
      FROM pg_catalog.pg_class AS c
      LEFT JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
     WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'
       AND c.relname ~ ('^' || :parent || '_\\d{8}$')
     ORDER BY c.relname
    """
)


@dataclass(frozen=True, slots=True)
class LogHealth:
    """``days_ahead`` below 3 and an old outbox are worth a page."""

    days_ahead: int
    outbox_pending: int
    oldest_age_seconds: float


@dataclass(frozen=True, slots=True)
class _Partition:
    name: str
    day: date
    attached: bool
    detaching: bool


def create_partitions(engine: Engine, *, days_ahead: int = DAYS_AHEAD) -> int:
    """Make the partitions of today and the days ahead that are missing; returns how many."""
    with translated(), engine.begin() as connection:
        return int(
            connection.execute(
                text("SELECT app.ensure_partitions(:days)"), {"days": days_ahead}
            ).scalar_one()
        )


def create_partitions_of_views(engine: Engine, *, today: date) -> int:
    """Make the missing partitions of views and reactions around a day; returns how many."""
    ensure = text("SELECT app.ensure_day_partitions(:parent, :first, :last)")
    days = {
        "first": today - timedelta(days=_DAYS_BEHIND),
        "last": today + timedelta(days=DAYS_AHEAD),
    }
    with translated(), engine.begin() as connection:
        made = [
            connection.execute(ensure, {"parent": table, **days}).scalar_one() for table in VIEWS
        ]
    return sum(made)


def retire_partitions(
    engine: Engine, *, today: date, days_kept: int = DAYS_KEPT, parent: str = EVENT
) -> list[str]:
    """Drop the partitions of days before the kept ones; returns their names.

    Readers and writers go on: the partition is detached concurrently, then dropped. A run that
    was interrupted in between is finished by the next.
    """
    oldest = today - timedelta(days=days_kept)
    retired = []
    with translated(), _outside_transactions(engine) as connection:
        for partition in _partitions(connection, parent):
            if partition.day >= oldest:
                continue
            if partition.attached:
                how = "FINALIZE" if partition.detaching else "CONCURRENTLY"
                connection.exec_driver_sql(
                    f"ALTER TABLE app.{parent} DETACH PARTITION app.{partition.name} {how}"
                )
            connection.exec_driver_sql(f"DROP TABLE app.{partition.name}")
            retired.append(partition.name)
    return retired


def log_health(engine: Engine, *, today: date) -> LogHealth:
    """How far ahead partitions reach without a gap, and how much waits to be published."""
    with translated(), engine.begin() as connection:
        days = {found.day for found in _partitions(connection, EVENT) if found.attached}
        state = connection.execute(
            text("SELECT pending, oldest_age_seconds FROM app.outbox_state()")
        ).one()
    ahead = 0
    while today + timedelta(days=ahead + 1) in days:
        ahead += 1
    return LogHealth(ahead, state.pending, state.oldest_age_seconds)


def _partitions(connection: Connection, parent: str) -> Iterator[_Partition]:
    for row in connection.execute(_PARTITIONS, {"parent": parent}).all():
        day = datetime.strptime(row.relname[-8:], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        yield _Partition(row.relname, day, row.attached, row.detaching)


@contextmanager
def _outside_transactions(engine: Engine) -> Iterator[Connection]:
    """A connection on which each statement commits, as DETACH CONCURRENTLY demands."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # Give up rather than stand in the queue with every writer behind.
        connection.exec_driver_sql("SET lock_timeout = '4s'")
        yield connection
