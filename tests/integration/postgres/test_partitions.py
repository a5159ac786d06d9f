from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from infra.postgres.core.engine import create_engine_for, create_patient_engine
from infra.postgres.core.maintenance import (
    LogHealth,
    create_partitions,
    log_health,
    retire_partitions,
)
from tests.areas.people.factories.people import make_tenant
from tests.integration.postgres.conftest import Log, Scratch
from tests.support.postgres import until_served


def today() -> date:
    return datetime.now(UTC).date()


PARTITIONS = text(
    "SELECT inhrelid::regclass::text FROM pg_inherits"
    " WHERE inhparent = 'app.event'::regclass ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class Care:
    """A log in a database of its own, and its owner."""

    log: Log
    owner: Engine

    def partitions(self) -> list[date]:
        with self.owner.begin() as connection:
            names = connection.execute(PARTITIONS).scalars().all()
        return [date.fromisoformat(name.removeprefix("app.event_")) for name in names]

    def make(self, day: date) -> None:
        with self.owner.begin() as connection:
            connection.execute(text("SELECT app.create_partition(:day)"), {"day": day})


@pytest.fixture
def care(scratch: Scratch) -> Iterator[Care]:
    database = scratch("care")
    app = create_engine_for(database.app, pool_size=4, application_name="tests")
    admin = create_engine_for(database.admin, pool_size=1, application_name="tests")
    try:
        with admin.begin() as connection:
            tenant = make_tenant(connection)
            connection.exec_driver_sql("TRUNCATE app.outbox")
            for name in connection.execute(PARTITIONS).scalars().all():
                connection.exec_driver_sql(f"DROP TABLE {name}")
            connection.exec_driver_sql("SELECT app.ensure_partitions(7)")
        owner = create_patient_engine(database.owner, application_name="tests")
        yield Care(Log(app, admin, tenant.id), owner)
    finally:
        app.dispose()
        admin.dispose()


def days(start: int, stop: int) -> list[date]:
    return [today() + timedelta(days=offset) for offset in range(start, stop + 1)]


def test_migrating_leaves_a_week_of_partitions_ahead(care: Care) -> None:
    assert care.partitions() == days(0, 7)
    assert log_health(care.owner, today=today()) == LogHealth(7, 0, 0.0)


def test_the_days_ahead_are_made_once(care: Care) -> None:
    assert create_partitions(care.owner, days_ahead=9) == 2
    assert create_partitions(care.owner, days_ahead=9) == 0
    assert care.partitions() == days(0, 9)


def test_two_makers_do_not_collide(care: Care) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda _: create_partitions(care.owner, days_ahead=20), range(4))

        assert sum(made) == 13


def test_old_days_are_dropped_and_kept_days_are_kept(care: Care) -> None:
    for day in days(-10, -1):
        care.make(day)

    retired = retire_partitions(care.owner, today=today())

    assert retired == [f"event_{day:%Y%m%d}" for day in days(-10, -8)]
    assert care.partitions() == days(-7, 7)
    assert retire_partitions(care.owner, today=today()) == []


def test_a_retirement_that_was_cut_short_is_finished(care: Care) -> None:
    old, older = days(-9, -8)
    care.make(old)
    care.make(older)
    with care.owner.begin() as connection:
        # Detached, and not dropped: a crash between the two steps.
        connection.exec_driver_sql(f"ALTER TABLE app.event DETACH PARTITION app.event_{old:%Y%m%d}")

    assert len(retire_partitions(care.owner, today=today())) == 2
    assert care.partitions() == days(0, 7)


def test_a_detach_that_was_cancelled_half_way_is_finalised(care: Care) -> None:
    (old,) = days(-9, -9)
    care.make(old)
    with care.log.admin.begin() as reader:
        # A reader of the log keeps the detach waiting in its second half until it is cancelled.
        reader.exec_driver_sql("SELECT count(*) FROM app.event").one()
        impatient = create_patient_engine(
            care.owner.url.render_as_string(hide_password=False), application_name="tests"
        )
        with impatient.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("SET statement_timeout = '100ms'")
            detach = f"ALTER TABLE app.event DETACH PARTITION app.event_{old:%Y%m%d} CONCURRENTLY"
            with pytest.raises(DBAPIError, match="57014"):
                connection.exec_driver_sql(detach)

    assert retire_partitions(care.owner, today=today()) == [f"event_{old:%Y%m%d}"]


def test_writers_go_on_while_a_partition_is_retired(care: Care) -> None:
    """A writer in the middle of its transaction neither blocks the append of others nor breaks."""
    for day in days(-9, -8):
        care.make(day)
    channel = care.log.channel()
    over = threading.Event()
    written = 0

    def retire() -> None:
        try:
            retire_partitions(care.owner, today=today())
        finally:
            over.set()

    thread = threading.Thread(target=retire)
    thread.start()
    while not over.is_set():
        care.log.append(channel)
        written += 1
    thread.join()

    assert care.log.seqs(channel) == list(range(1, written + 1))
    assert care.partitions() == days(0, 7)


def test_health_stops_at_the_first_missing_day(care: Care) -> None:
    care.log.append(care.log.channel())
    with care.owner.begin() as connection:
        gap = today() + timedelta(days=3)
        connection.exec_driver_sql(f"DROP TABLE app.event_{gap:%Y%m%d}")

    health = log_health(care.owner, today=today())

    assert health.days_ahead == 2
    assert health.outbox_pending == 1
    assert health.oldest_age_seconds > 0


def test_a_missing_partition_is_made_by_whoever_misses_it(care: Care) -> None:
    """At midnight without a maintenance job, all writers find the day missing at once."""
    with care.owner.begin() as connection:
        for name in connection.execute(PARTITIONS).scalars().all():
            connection.exec_driver_sql(f"DROP TABLE {name}")
    shared = care.log.channel()
    barrier = threading.Barrier(4)

    def write(_number: int) -> None:
        barrier.wait(60)
        for _ in range(5):
            until_served(lambda: care.log.append(shared, care.log.channel()))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert care.log.seqs(shared) == list(range(1, 21))
    assert care.partitions() == [today()]
