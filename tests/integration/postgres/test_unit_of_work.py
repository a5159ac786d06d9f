from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import pg8000.core
import pytest
from sqlalchemy import Engine, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from infra.postgres.core.engine import create_engine_for, create_patient_engine
from infra.postgres.core.errors import (
    AccessRefused,
    DatabaseError,
    DatabaseUnavailable,
    ForeignKeyViolation,
    TenantNotChosen,
    UniqueViolation,
)
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import users
from infra.postgres.social.tables import comments, posts
from infra.postgres.tenants.tables import tenants
from shared.realtime.channels import user_channel
from tests.areas.people.factories.people import new_id
from tests.areas.realtime.factories.events import make_envelope
from tests.areas.social.factories.posts import make_post
from tests.integration.postgres.conftest import Log, School
from tests.support.postgres import Database
from tests.support.statements import StatementLog, recorded_statements

TERMINATE_OTHERS = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE application_name = :name AND datname = current_database()"
)

NOBODY = UUID(int=0)


@contextmanager
def pool_of(database: Database, size: int, name: str = "tests-pool") -> Iterator[Engine]:
    engine = create_engine_for(database.app, pool_size=size, application_name=name)
    try:
        yield engine
    finally:
        engine.dispose()


def new_post(school: School) -> dict[str, Any]:
    return {
        "tenant_id": school.id,
        "id": new_id(),
        "author_id": school.teacher.id,
        "content": "Hello",
    }


def test_a_commit_keeps_the_change_and_its_event(log: Log, school: School) -> None:
    channel = user_channel(school.teacher.id)
    with UnitOfWork(log.engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(insert(posts).values(new_post(school)))
        unit.emit(channel, make_envelope(tenant_id=school.id, channel=channel), copy=3)
        (appended,) = unit.commit()

    assert appended.channel_id == channel.id_in(school.id)
    assert appended.seq == 1
    assert appended.pending.copy == 3
    assert log.seqs(channel) == [1]


@pytest.mark.parametrize("with_error", [True, False])
def test_leaving_without_commit_keeps_neither(
    log: Log, school: School, *, with_error: bool
) -> None:
    channel = user_channel(school.teacher.id)

    def work() -> None:
        with UnitOfWork(log.engine) as unit:
            unit.as_tenant(school.id)
            unit.execute(insert(posts).values(new_post(school)))
            unit.emit(channel, make_envelope(tenant_id=school.id, channel=channel))
            if with_error:
                raise ZeroDivisionError

    if with_error:
        with pytest.raises(ZeroDivisionError):
            work()
    else:
        work()

    assert log.head(channel) is None
    with UnitOfWork(log.engine) as unit:
        unit.as_tenant(school.id)
        assert unit.all(select(posts.c.id)) == []


def test_the_append_is_the_last_statement_before_the_commit(log: Log, school: School) -> None:
    channel = user_channel(school.teacher.id)
    with recorded_statements(log.engine) as statements, UnitOfWork(log.engine) as unit:
        unit.as_tenant(school.id)
        unit.emit(channel, make_envelope(tenant_id=school.id, channel=channel))
        unit.execute(insert(posts).values(new_post(school)))
        unit.commit()

    assert len(statements) == 3
    assert "append_events" in statements[2]
    statements.assert_appends_come_last()


@pytest.mark.parametrize(
    "statement",
    ["SELECT app.append_events()", "SELECT app.append_events(); UPDATE x SET y = (1); COMMIT WORK"],
)
def test_the_check_of_that_order_notices_what_comes_in_between(statement: str) -> None:
    with pytest.raises(AssertionError):
        StatementLog([statement, "COMMIT"]).assert_appends_come_last()


def test_a_unit_is_over_after_its_commit(engine: Engine, school: School) -> None:
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.commit()
        for use in (
            lambda: unit.execute(select(posts)),
            lambda: unit.as_tenant(school.id),
            unit.commit,
        ):
            with pytest.raises(DatabaseError):
                use()


def test_a_unit_that_never_began_sends_nothing(engine: Engine) -> None:
    with (
        recorded_statements(engine) as statements,
        UnitOfWork(engine) as unit,
        pytest.raises(DatabaseError),
    ):
        unit.execute(text("SELECT 1"))
    assert statements == []


def test_a_request_takes_one_message_to_begin_and_one_to_commit(
    engine: Engine, school: School
) -> None:
    with recorded_statements(engine) as statements, UnitOfWork(engine) as unit:
        unit.begin_request(
            tenant_id=school.id,
            user_id=school.teacher.id,
            session_id=school.session_id,
            token_id=new_id(),
        )
        unit.commit()

    begin, commit = statements
    assert begin.startswith("BEGIN; SELECT * FROM app.begin_member(")
    assert commit == "COMMIT"


def test_an_event_of_another_school_is_refused(
    engine: Engine, school: School, make_school: Callable[[], School]
) -> None:
    other = make_school()
    channel = user_channel(other.teacher.id)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        with pytest.raises(TenantNotChosen):
            unit.emit(channel, make_envelope(tenant_id=other.id, channel=channel))


def test_an_event_that_is_too_large_is_refused_when_it_is_emitted(
    engine: Engine, school: School
) -> None:
    channel = user_channel(school.teacher.id)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        with pytest.raises(ValueError, match="16384"):
            unit.emit(
                channel,
                # Fields too short to be cut, and too many.
                make_envelope(
                    tenant_id=school.id,
                    channel=channel,
                    data={f"field{n}": "x" * 200 for n in range(100)},
                ),
            )


def test_a_failed_statement_forbids_the_commit(engine: Engine, school: School) -> None:
    """Postgres would answer COMMIT with a silent rollback, and the caller would report success."""
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        with pytest.raises(UniqueViolation):
            unit.execute(
                insert(tenants).values(id=school.id, slug=school.tenant.slug, name="Again")
            )
        with pytest.raises(DatabaseError, match="cannot commit"):
            unit.commit()


def test_constraints_are_named(engine: Engine, school: School) -> None:
    def failing(statement: Any) -> Any:
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            with pytest.raises(DatabaseError) as caught:
                unit.execute(statement)
        return caught.value

    person = {"first_name": "A", "last_name": "B"}
    unique = failing(insert(users).values(id=new_id(), email=school.teacher.email, **person))
    assert isinstance(unique, UniqueViolation)
    assert unique.constraint == "users_email_key"
    assert school.teacher.email not in str(unique)

    foreign = failing(
        insert(comments).values(
            tenant_id=school.id,
            id=new_id(),
            post_id=new_id(),
            author_id=school.teacher.id,
            content="x",
        )
    )
    assert isinstance(foreign, ForeignKeyViolation)
    assert foreign.constraint == "comments_tenant_id_post_id_fkey"

    check = failing(insert(users).values(id=new_id(), email="Upper@example.test", **person))
    assert "23514" in str(check)


def test_a_reference_cannot_cross_schools(
    engine: Engine, school: School, make_school: Callable[[], School]
) -> None:
    other = make_school()
    with engine.begin() as connection:
        theirs = make_post(connection, tenant_id=other.id, author_id=other.teacher.id)

    for post_id, author_id in ((theirs, school.teacher.id), (None, other.teacher.id)):
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            values = new_post(school) | {"author_id": author_id}
            statement = insert(posts).values(values)
            if post_id is not None:
                statement = insert(comments).values(values | {"post_id": post_id})
            with pytest.raises(ForeignKeyViolation):
                unit.execute(statement)


def test_waiting_for_a_lock_ends(engine: Engine, school: School) -> None:
    change = update(tenants).where(tenants.c.id == school.id).values(name="New")
    with UnitOfWork(engine) as holder, UnitOfWork(engine) as waiter:
        holder.as_tenant(school.id)
        holder.execute(change)
        waiter.as_tenant(school.id)
        waiter.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(DatabaseUnavailable) as caught:
            waiter.execute(change)

    assert (caught.value.reason, caught.value.retryable) == ("lock_timeout", True)


def test_a_slow_statement_ends(engine: Engine, school: School) -> None:
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(text("SET LOCAL statement_timeout = '50ms'"))
        with pytest.raises(DatabaseUnavailable) as caught:
            unit.execute(text("SELECT pg_sleep(5)"))

    assert caught.value.reason == "statement_timeout"


PATIENTLY = text(
    "SELECT set_config(name, '60s', true) FROM unnest(ARRAY['lock_timeout', 'statement_timeout',"
    " 'idle_in_transaction_session_timeout']) AS name"
)


def test_a_deadlock_is_a_conflict(engine: Engine, make_school: Callable[[], School]) -> None:
    schools = (make_school(), make_school())
    barrier = threading.Barrier(2)
    reasons: list[str] = []

    def work(order: tuple[School, School]) -> None:
        with UnitOfWork(engine) as unit:
            unit.as_tenant(order[0].id)
            for place, school in enumerate(order):
                unit.as_tenant(school.id)
                unit.execute(PATIENTLY)  # a busy machine waits longer before it sees a deadlock
                if place:
                    barrier.wait(60)
                try:
                    unit.execute(
                        update(tenants).where(tenants.c.id == school.id).values(name="New")
                    )
                except DatabaseUnavailable as error:
                    reasons.append(error.reason)

    threads = [threading.Thread(target=work, args=(order,)) for order in (schools, schools[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reasons == ["conflict"]


def test_an_exhausted_pool_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.postgres.core.engine.POOL_TIMEOUT", 0.05)
    with pool_of(database, 1) as engine, UnitOfWork(engine) as holder:
        holder.as_user(NOBODY)
        with UnitOfWork(engine) as unit, pytest.raises(DatabaseUnavailable) as caught:
            unit.as_user(NOBODY)

    assert (caught.value.reason, caught.value.retryable) == ("pool_timeout", True)


def test_a_connection_that_died_in_the_pool_is_replaced_unnoticed(
    database: Database, admin_engine: Engine, school: School
) -> None:
    with pool_of(database, 2, "tests-dying") as engine:
        with UnitOfWork(engine) as first, UnitOfWork(engine) as second:
            first.as_user(NOBODY)
            second.as_user(NOBODY)
        with admin_engine.begin() as connection:
            killed = connection.execute(TERMINATE_OTHERS, {"name": "tests-dying"}).scalar_one()
        assert killed == 2

        for _ in range(3):
            with UnitOfWork(engine) as unit:
                unit.as_tenant(school.id)
                assert unit.execute(text("SELECT 1")).scalar_one() == 1
                unit.commit()


@pytest.mark.parametrize("failure", [ConnectionResetError(), TimeoutError()])
def test_a_connection_that_was_reset_is_replaced_unnoticed(
    database: Database, school: School, failure: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver lets these through as they are, where an end of the stream is an error of its."""
    read: Any = pg8000.core._read
    failures = [failure]

    def fail_once(*arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return read(*arguments)

    with pool_of(database, 2) as engine:
        with UnitOfWork(engine) as first, UnitOfWork(engine) as second:
            first.as_user(NOBODY)
            second.as_user(NOBODY)
        monkeypatch.setattr("pg8000.core._read", fail_once)

        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit.commit()

    assert failures == []


def test_a_connection_that_dies_in_the_middle_makes_the_unit_fail(
    database: Database, admin_engine: Engine, school: School
) -> None:
    with pool_of(database, 1, "tests-middle") as engine:
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            with admin_engine.begin() as connection:
                connection.execute(TERMINATE_OTHERS, {"name": "tests-middle"})
            with pytest.raises(DatabaseUnavailable) as caught:
                unit.execute(text("SELECT 1"))
        assert (caught.value.reason, caught.value.retryable) == ("connection", True)

        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit.commit()


def test_a_connection_that_dies_at_the_commit_leaves_the_outcome_open(
    database: Database, admin_engine: Engine, school: School
) -> None:
    with pool_of(database, 1, "tests-commit") as engine, UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        with admin_engine.begin() as connection:
            connection.execute(TERMINATE_OTHERS, {"name": "tests-commit"})
        with pytest.raises(DatabaseUnavailable) as caught:
            unit.commit()

    assert (caught.value.reason, caught.value.retryable) == ("connection", False)


def test_a_server_that_is_away_is_unavailable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    engine = create_engine_for(
        f"postgresql://app:x@127.0.0.1:{port}/x", pool_size=1, application_name="tests"
    )
    with UnitOfWork(engine) as unit, pytest.raises(DatabaseUnavailable) as caught:
        unit.as_user(NOBODY)

    assert caught.value.reason == "connection"


def test_a_server_that_hangs_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.postgres.core.engine.READ_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        engine = create_engine_for(
            f"postgresql://app:x@127.0.0.1:{deaf.getsockname()[1]}/x",
            pool_size=1,
            application_name="tests",
        )
        with UnitOfWork(engine) as unit, pytest.raises(DatabaseUnavailable):
            unit.as_user(NOBODY)


LONG = "x" * 100_000


@pytest.mark.parametrize("create", [partial(create_engine_for, pool_size=1), create_patient_engine])
@pytest.mark.parametrize(
    ("statement", "values"),
    [(f"SELECT 1 / 0 AS one, '{LONG}'", ()), ("SELECT 1, CAST(%s AS integer)", (LONG,))],
)
def test_an_error_says_the_beginning_of_its_statement_and_of_a_value(
    database: Database, create: Callable[..., Engine], statement: str, values: tuple[str, ...]
) -> None:
    engine = create(database.app, application_name="tests")
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.exec_driver_sql(statement, values)
    engine.dispose()

    said = "".join(traceback.format_exception(caught.value))
    assert "SELECT 1" in said
    assert LONG[:100] in said
    assert len(said) < 20_000


def test_a_wrong_password_is_not_taken_for_an_outage(database: Database) -> None:
    wrong = database.app.replace(":test@", ":wrong@")
    engine = create_engine_for(wrong, pool_size=1, application_name="tests")
    with UnitOfWork(engine) as unit, pytest.raises(DatabaseError) as caught:
        unit.as_user(NOBODY)

    assert not isinstance(caught.value, DatabaseUnavailable)
    assert "wrong" not in str(caught.value)


def test_the_owner_alone_starts_a_new_epoch(engine: Engine) -> None:
    with UnitOfWork(engine) as unit:
        unit.as_user(NOBODY)
        with pytest.raises(AccessRefused):
            unit.execute(text("SELECT app.new_epoch()"))


@pytest.mark.parametrize(
    "dsn", ["postgresql://h/d?sslmode=prefer", "postgresql://h/d?connect_timeout=3"]
)
def test_an_option_without_meaning_is_refused(dsn: str) -> None:
    with pytest.raises(ValueError, match=r"sslmode|connect_timeout"):
        create_engine_for(dsn, pool_size=1, application_name="tests")


def test_units_on_one_pool_hold_their_connection_only_until_the_commit(
    database: Database, school: School
) -> None:
    checkins: list[str] = []
    with pool_of(database, 1) as engine:
        event.listen(engine, "checkin", lambda *_: checkins.append("back"))
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit.commit()
            assert checkins == ["back"]
