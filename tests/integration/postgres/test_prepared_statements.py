"""Statements that a connection keeps prepared, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, bindparam, func, insert, select, text

from infra.postgres.core import InboxRepository
from infra.postgres.core.engine import create_engine_for, keeping_plans
from infra.postgres.core.errors import DatabaseUnavailable, UniqueViolation
from infra.postgres.core.failures import translated
from infra.postgres.core.tables import consumed_messages
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.tables import posts
from tests.areas.people.factories.people import new_id
from tests.areas.social.factories.posts import make_post
from tests.integration.postgres.conftest import School
from tests.support.postgres import Database

# The server plans for each of the first five calls before it keeps one plan for all.
_OFTEN = 8
_KEPT = text("SELECT statement FROM pg_prepared_statements ORDER BY statement")


@contextmanager
def one_connection(dsn: str) -> Iterator[Engine]:
    """Whatever is asked goes over the same connection, if none breaks."""
    engine = create_engine_for(dsn, pool_size=1, application_name="tests")
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def kept(database: Database) -> Iterator[Engine]:
    """A superuser's, who may make a table of their own."""
    with one_connection(keeping_plans(database.admin)) as engine:
        yield engine


def ask(engine: Engine, statement: str, **values: object) -> list[object]:
    with translated(), engine.connect() as connection:
        return list(connection.execute(text(statement), values).scalars())


def on_the_server(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(_KEPT).scalars())


def test_a_statement_is_prepared_once_and_answers_as_before(kept: Engine) -> None:
    answers = [ask(kept, "SELECT CAST(:n AS integer) + 1", n=n) for n in range(_OFTEN)]

    assert answers == [[n + 1] for n in range(_OFTEN)]
    assert len(on_the_server(kept)) == 1


def test_without_a_size_nothing_is_prepared(database: Database) -> None:
    with one_connection(database.admin) as engine:
        for n in range(_OFTEN):
            assert ask(engine, "SELECT CAST(:n AS integer)", n=n) == [n]
        assert on_the_server(engine) == []


def test_what_was_used_last_is_kept(database: Database) -> None:
    with one_connection(f"{database.admin}?statement_cache_size=2") as engine:
        for letter in "abacaba":
            assert ask(engine, f"SELECT CAST(:x AS text) AS {letter}", x=letter) == [letter]
        # Of three the one before the last two has gone, each time.
        assert [statement[-1] for statement in on_the_server(engine)] == ["a", "b"]


def test_a_failed_statement_is_kept_or_prepared_anew(kept: Engine) -> None:
    divide = "SELECT 6 / CAST(:by AS integer)"
    with pytest.raises(Exception, match="division by zero"):
        ask(kept, divide, by=0)  # at its first call
    assert ask(kept, divide, by=2) == [3]
    with pytest.raises(Exception, match="division by zero"):
        ask(kept, divide, by=0)
    assert ask(kept, divide, by=3) == [2]
    with pytest.raises(Exception, match="does not exist"):
        ask(kept, "SELECT CAST(:x AS integer) FROM nowhere", x=1)
    assert len(on_the_server(kept)) == 1


def test_a_violation_leaves_the_connection_and_its_statement(
    database: Database, school: School
) -> None:
    with one_connection(database.app) as app:
        for _ in range(_OFTEN):
            event = new_id()
            mark(app, school, event)
            with pytest.raises(UniqueViolation):
                mark(app, school, event)


def mark(engine: Engine, school: School, event: UUID) -> None:
    values = {"consumer": "worker_x", "event_id": event, "consumed_at": datetime.now(UTC)}
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(insert(consumed_messages).values(values))
        unit.commit()


def test_a_migration_costs_one_try(kept: Engine) -> None:
    reading = "SELECT a FROM changing WHERE a IS DISTINCT FROM CAST(:x AS text)"
    with kept.begin() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE changing (a text)")
        connection.exec_driver_sql("INSERT INTO changing VALUES ('7')")
    assert ask(kept, reading, x="") == ["7"]
    with kept.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changing ALTER a TYPE varchar(9)")

    with pytest.raises(DatabaseUnavailable) as refused:
        ask(kept, reading, x="")

    assert refused.value.reason == "stale_plan"
    assert ask(kept, reading, x="") == ["7"]


def test_a_statement_that_the_server_has_forgotten_costs_one_try(kept: Engine) -> None:
    assert ask(kept, "SELECT CAST(:n AS integer)", n=1) == [1]
    with kept.begin() as connection:
        connection.exec_driver_sql("DEALLOCATE ALL")

    with pytest.raises(DatabaseUnavailable) as refused:
        ask(kept, "SELECT CAST(:n AS integer)", n=1)

    assert refused.value.reason == "stale_plan"
    assert ask(kept, "SELECT CAST(:n AS integer)", n=1) == [1]


def test_one_plan_serves_two_schools_and_shows_each_its_own(
    database: Database, make_school: Callable[[], School], engine: Engine
) -> None:
    ours, theirs = make_school(), make_school()
    with engine.begin() as connection:
        for school, count in ((ours, 1), (theirs, 3)):
            for _ in range(count):
                make_post(connection, tenant_id=school.id, author_id=school.teacher.id)
    # Without the school in its WHERE, so that row security alone keeps them apart.
    counting = select(func.count()).select_from(posts).where(posts.c.content != bindparam("not"))

    with one_connection(database.app) as app:
        for _ in range(_OFTEN):
            for school, count in ((ours, 1), (theirs, 3)):
                with UnitOfWork(app) as unit:
                    unit.as_tenant(school.id)
                    assert unit.execute(counting, {"not": ""}).scalar_one() == count


def test_rows_that_were_changed_are_counted_each_time(database: Database, school: School) -> None:
    with one_connection(database.app) as app:
        for _ in range(_OFTEN):
            event = new_id()
            with UnitOfWork(app) as unit:
                unit.as_tenant(school.id)
                inbox = unit(InboxRepository)
                taken = [inbox.take("worker_x", event, datetime.now(UTC)) for _ in range(3)]
            assert taken == [True, False, False]
