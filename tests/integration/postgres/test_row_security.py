from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update

from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.errors import AccessRefused, DatabaseError, TenantNotChosen
from infra.postgres.core.row_security import open_tables
from infra.postgres.core.schema import metadata
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import auth_sessions
from infra.postgres.platform.tables import audit_logs
from infra.postgres.social.tables import posts
from infra.postgres.tenants.tables import memberships, tenants
from tests.areas.people.factories.people import make_membership, make_session, new_id
from tests.areas.social.factories.posts import make_post
from tests.integration.postgres.conftest import School
from tests.support.postgres import Database

MakeSchool = Callable[[], School]

OPEN = open_tables(metadata)
GUARDED = sorted(table.name for table in metadata.tables.values() if table.name not in OPEN)


@pytest.fixture
def two_schools(engine: Engine, make_school: MakeSchool) -> tuple[School, School]:
    ours, theirs = make_school(), make_school()
    with engine.begin() as connection:
        for school in (ours, theirs):
            make_post(connection, tenant_id=school.id, author_id=school.teacher.id)
    return ours, theirs


def test_every_table_is_guarded_or_listed_with_a_reason(admin_engine: Engine) -> None:
    query = text(
        r"""
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced
          FROM pg_class AS c
         WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
           -- Partitions are reached through their parent only: no role may use them.
           AND NOT c.relispartition
        """
    )
    with admin_engine.begin() as connection:
        forced = {row.relname: row.forced for row in connection.execute(query)}

    assert {name for name, is_forced in forced.items() if not is_forced} == OPEN.keys()


@pytest.mark.parametrize("table", GUARDED)
def test_the_policy_of_a_school_covers_reading_and_writing(
    admin_engine: Engine, table: str
) -> None:
    query = text(
        "SELECT qual, with_check FROM pg_policies WHERE schemaname = 'app' AND tablename = :table"
        " AND policyname = 'tenant_isolation' AND cmd = 'ALL' AND permissive = 'PERMISSIVE'"
    )
    with admin_engine.begin() as connection:
        policy = connection.execute(query, {"table": table}).one()

    column = "id" if table == "tenants" else "tenant_id"
    wall = f"({column} = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"
    assert policy.qual == wall
    assert policy.with_check == wall


def test_no_policy_lets_a_role_write_rows_of_a_school_that_is_not_chosen(
    admin_engine: Engine,
) -> None:
    query = text(
        "SELECT tablename || '.' || policyname FROM pg_policies WHERE schemaname = 'app'"
        " AND policyname <> 'tenant_isolation' AND cmd <> 'SELECT'"
    )
    with admin_engine.begin() as connection:
        # Ending one's own sessions everywhere is the one change that crosses schools.
        assert set(connection.execute(query).scalars()) == {
            "api_keys.own_rows_change",
            "auth_sessions.own_rows_change",
        }


def test_a_read_without_where_sees_one_school(
    engine: Engine, two_schools: tuple[School, School]
) -> None:
    ours, _ = two_schools

    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        rows = unit.all(select(posts.c.tenant_id))

    assert {row.tenant_id for row in rows} == {ours.id}


def test_the_wall_is_row_security_and_not_something_else(
    admin_engine: Engine, two_schools: tuple[School, School]
) -> None:
    """The control: whoever row security does not bind sees both schools with the same query."""
    with admin_engine.begin() as connection:
        seen = set(connection.execute(select(posts.c.tenant_id)).scalars())

    assert {school.id for school in two_schools} <= seen


def test_a_change_without_where_changes_one_school(
    engine: Engine, admin_engine: Engine, two_schools: tuple[School, School]
) -> None:
    ours, theirs = two_schools

    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        assert unit.execute(update(posts).values(title="Changed")).rowcount == 1
        unit.commit()
    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        assert unit.execute(delete(posts)).rowcount == 1
        unit.commit()

    with admin_engine.begin() as connection:
        query = select(posts.c.title).where(posts.c.tenant_id == theirs.id)
        assert connection.execute(query).scalars().all() == [None]


def test_a_row_cannot_be_written_into_another_school(
    engine: Engine, two_schools: tuple[School, School]
) -> None:
    ours, theirs = two_schools
    row = {"id": new_id(), "author_id": theirs.teacher.id, "content": "x"}

    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        with pytest.raises(AccessRefused):
            unit.execute(insert(posts).values(tenant_id=theirs.id, **row))


def test_a_row_cannot_be_moved_into_another_school(
    engine: Engine, two_schools: tuple[School, School]
) -> None:
    ours, theirs = two_schools

    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        with pytest.raises(AccessRefused):
            unit.execute(update(posts).values(tenant_id=theirs.id))


def test_a_school_that_is_not_chosen_cannot_be_changed(
    engine: Engine, two_schools: tuple[School, School]
) -> None:
    ours, theirs = two_schools

    with UnitOfWork(engine) as unit:
        unit.as_tenant(ours.id)
        changed = unit.execute(
            update(tenants).where(tenants.c.id == theirs.id).values(name="Taken")
        )
        assert changed.rowcount == 0


def test_without_a_school_its_tables_are_refused_before_they_are_asked(
    engine: Engine, school: School
) -> None:
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        for statement in (
            select(posts),
            select(tenants.c.id).where(tenants.c.id.in_(select(posts.c.tenant_id))),
            update(memberships).values(role="ADMIN"),
            insert(audit_logs).values(tenant_id=school.id),
        ):
            with pytest.raises(TenantNotChosen):
                unit.execute(statement)
        assert unit.all(text("SELECT 1 FROM app.posts")) == []


def test_a_person_sees_their_own_memberships_in_every_school(
    engine: Engine, make_school: MakeSchool
) -> None:
    ours, theirs = make_school(), make_school()
    with engine.begin() as connection:
        make_membership(connection, tenant_id=theirs.id, user_id=ours.teacher.id)

    with UnitOfWork(engine) as unit:
        unit.as_user(ours.teacher.id)
        rows = unit.all(select(memberships.c.tenant_id, memberships.c.user_id))

    assert {row.tenant_id for row in rows} == {ours.id, theirs.id}
    assert {row.user_id for row in rows} == {ours.teacher.id}


def test_a_person_ends_their_sessions_in_every_school_and_nobody_elses(
    engine: Engine, make_school: MakeSchool
) -> None:
    ours, theirs = make_school(), make_school()
    with engine.begin() as connection:
        make_membership(connection, tenant_id=theirs.id, user_id=ours.teacher.id)
        make_session(connection, tenant_id=theirs.id, user_id=ours.teacher.id)

    with UnitOfWork(engine) as unit:
        unit.as_user(ours.teacher.id)
        ended = unit.execute(update(auth_sessions).values(revoked_reason="password changed"))
        unit.commit()

    assert ended.rowcount == 2


def test_the_choice_of_a_school_does_not_outlive_its_transaction(
    database: Database, two_schools: tuple[School, School]
) -> None:
    engine = create_engine_for(database.app, pool_size=1, application_name="tests")
    setting = text("SELECT current_setting('app.tenant_id', true)")

    def left_behind() -> tuple[str | None, int]:
        with engine.begin() as connection:
            rows = connection.execute(select(posts.c.id)).all()
            return connection.execute(setting).scalar_one(), len(rows)

    try:
        with UnitOfWork(engine) as unit:
            unit.as_tenant(two_schools[0].id)
            unit.commit()
        assert left_behind() == ("", 0)

        with UnitOfWork(engine) as unit:
            unit.as_tenant(two_schools[0].id)
        assert left_behind() == ("", 0)

        with UnitOfWork(engine) as unit:
            unit.as_tenant(two_schools[0].id)
            with pytest.raises(DatabaseError):
                unit.execute(text("SELECT 1 / 0"))
        assert left_behind() == ("", 0)
    finally:
        engine.dispose()


def test_the_audit_log_can_only_grow(engine: Engine, school: School) -> None:
    entry = {
        "tenant_id": school.id,
        "id": new_id(),
        "action": "role:changed",
        "entity_type": "user",
    }
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(insert(audit_logs).values(entry))
        unit.commit()

    for statement in (update(audit_logs).values(action="x"), delete(audit_logs)):
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            with pytest.raises(AccessRefused):
                unit.execute(statement)


GRANTS = text(
    r"""
    SELECT g.grantee || ' ' || g.table_name || ' ' || g.privilege_type
      FROM information_schema.role_table_grants AS g
     WHERE g.table_schema = 'app' AND g.table_name !~ '^event_\d{8}$'
       AND (g.grantee = 'stunity_relay'
            OR g.table_name IN ('event', 'channel_head', 'stream_meta', 'outbox', 'audit_logs',
                                'audit_heads')
            OR g.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
            OR g.grantee = 'PUBLIC')
       AND g.grantee <> 'owner'
    """
)


def test_only_functions_write_the_event_log_and_the_relay_only_reads(
    admin_engine: Engine,
) -> None:
    with admin_engine.begin() as connection:
        assert set(connection.execute(GRANTS).scalars()) == {
            "stunity_app audit_heads SELECT",
            "stunity_app audit_logs SELECT",
            "stunity_app audit_logs INSERT",
            "stunity_relay event SELECT",
            "stunity_relay channel_head SELECT",
            "stunity_relay stream_meta SELECT",
        }


def test_the_relay_may_call_what_it_needs_and_nothing_else(admin_engine: Engine) -> None:
    query = text(
        "SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'app'::regnamespace"
        " AND has_function_privilege(:role, p.oid, 'EXECUTE')"
        # What makes a value of a range type of ours belongs to the server, and reads nothing.
        " AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.typname = p.proname"
        " AND t.typnamespace = p.pronamespace AND t.typtype IN ('r', 'm'))"
    )
    with admin_engine.begin() as connection:
        relay = set(connection.execute(query, {"role": "stunity_relay"}).scalars())
        app = set(connection.execute(query, {"role": "stunity_app"}).scalars())

    assert relay == {
        "epoch",
        "heads",
        "outbox_claim",
        "outbox_delete",
        "outbox_state",
        "replay",
        "stream_allowed",
        "stream_hidden",
        "stream_principal",
    }
    assert app.isdisjoint({"new_epoch", "create_partition"})


def test_functions_that_run_as_the_owner_pin_their_search_path(admin_engine: Engine) -> None:
    query = text(
        "SELECT proname, 'search_path=pg_catalog, pg_temp' = ANY (proconfig) AS pinned FROM pg_proc"
        " WHERE pronamespace = 'app'::regnamespace AND prosecdef"
    )
    with admin_engine.begin() as connection:
        pinned = {row.proname: row.pinned for row in connection.execute(query)}

    assert "append_events" in pinned
    assert [name for name, is_pinned in pinned.items() if not is_pinned] == []
