from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from infra.postgres.core import migrate
from infra.postgres.core.engine import create_patient_engine
from infra.postgres.core.schema import metadata
from shared.boards.policy import terms
from tests.integration.postgres.conftest import Scratch
from tests.support.postgres import Database

DAILY = re.compile(r"\w+_20\d{6}")
# Everything about tables that Postgres can spell out: columns, defaults, checks, keys, indexes.
CATALOGUE = text(
    r"""
    WITH t AS (
      SELECT c.oid, c.relname, c.reloptions FROM pg_class AS c
       WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND c.relname <> 'alembic_version'
    )
    SELECT relname || ' ' || COALESCE(reloptions::text, '')
           || ' ' || COALESCE(pg_get_partkeydef(oid), '') FROM t
    UNION ALL
    SELECT t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || CASE WHEN a.attnotnull THEN ' not null ' ELSE ' ' END || a.attgenerated::text
           || COALESCE(pg_get_expr(d.adbin, d.adrelid), '')
      FROM t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT t.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
      FROM t JOIN pg_constraint AS c ON c.conrelid = t.oid
    UNION ALL
    SELECT pg_get_indexdef(i.indexrelid) FROM t JOIN pg_index AS i ON i.indrelid = t.oid
    """
)


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    with create_patient_engine(dsn, application_name="tests").begin() as connection:
        yield connection


def catalogue(dsn: str) -> set[str]:
    with connected(dsn) as connection:
        return set(connection.execute(CATALOGUE).scalars())


def test_the_migrated_schema_is_the_one_the_code_declares(owner_engine: Engine) -> None:
    with owner_engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == "app",
                "include_object": lambda _, name, kind, *__: (
                    not (kind == "table" and (DAILY.fullmatch(name) or "alembic" in name))
                ),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_the_catalogue_agrees_on_what_alembic_does_not_compare(
    scratch: Scratch, database: Database
) -> None:
    declared = scratch("declared", template=None)
    with connected(declared.owner) as connection:
        connection.exec_driver_sql("CREATE SCHEMA app")
        metadata.create_all(connection)

    assert catalogue(database.owner) ^ catalogue(declared.owner) == set()


def test_every_migration_can_be_taken_back_and_applied_again(
    scratch: Scratch, database: Database
) -> None:
    again = scratch("again")

    migrate.downgrade(again.owner, "base")
    assert catalogue(again.owner) == set()

    migrate.upgrade(again.owner)
    assert migrate.current(again.owner) == migrate.head()
    assert catalogue(again.owner) == catalogue(database.owner)


def test_a_filled_database_can_be_migrated_again_from_the_event_log_on(scratch: Scratch) -> None:
    filled = scratch("filled")
    with connected(filled.admin) as connection:
        connection.exec_driver_sql(
            "INSERT INTO app.tenants (id, slug, name) VALUES (gen_random_uuid(), 'a', 'A')"
        )

    migrate.downgrade(filled.owner, "0006")
    migrate.upgrade(filled.owner)

    with connected(filled.admin) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM app.tenants").scalar_one() == 1


def test_a_migration_gives_up_on_a_lock_instead_of_blocking_the_queue(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = scratch("busy")
    execute = Connection.exec_driver_sql

    def hurried(self: Connection, statement: str, *_rest: Any, **_options: Any) -> Any:
        # The real limit is four seconds; the test has no time to wait for it.
        return execute(self, statement.replace("lock_timeout = '4s'", "lock_timeout = '50ms'"))

    monkeypatch.setattr(Connection, "exec_driver_sql", hurried)
    with connected(busy.admin) as connection:
        connection.exec_driver_sql("LOCK TABLE app.posts IN ACCESS SHARE MODE")
        with pytest.raises(DBAPIError, match="55P03"):
            migrate.downgrade(busy.owner, "0008")


def test_stored_forms_of_texts_are_computed_anew(scratch: Scratch) -> None:
    filled = scratch("texts")
    migrate.downgrade(filled.owner, "0019")
    with connected(filled.admin) as connection:
        connection.exec_driver_sql(_TEXTS)

    migrate.upgrade(filled.owner, "0020")

    with connected(filled.admin) as connection:
        named = connection.exec_driver_sql("SELECT name, name_key FROM app.tags ORDER BY id").all()
        assert [tuple(row) for row in named] == [
            ("Caf\u00e9", "caf\u00e9"),
            ("Cafe\u0301", None),
            ("\u17e1", "1"),
        ]
        (topics,) = connection.exec_driver_sql("SELECT topic_tags FROM app.posts").scalars()
        assert topics == ["1953", "art"]
        found = connection.exec_driver_sql("SELECT term FROM app.question_terms").scalars()
        assert set(found) == set(terms("When is the exam?"))


_TEXTS = """
INSERT INTO app.tenants (id, slug, name)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', 'a', 'A');
INSERT INTO app.users (id, email, first_name, last_name)
VALUES ('0199a1f9-0000-7000-8000-00000000000b', 'a@example.test', 'A', 'B');
INSERT INTO app.memberships (tenant_id, id, user_id, role)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', '0199a1f9-0000-7000-8000-00000000000c',
        '0199a1f9-0000-7000-8000-00000000000b', 'TEACHER');
INSERT INTO app.tags (tenant_id, id, name, created_at)
SELECT '0199a1f9-0000-7000-8000-00000000000a',
       ('0199a1f9-0000-7000-8000-00000000001' || place)::uuid, name,
       timestamptz '2026-01-01' + place * interval '1 hour'
  FROM unnest(ARRAY['Caf\u00e9', 'Cafe\u0301', '\u17e1']) WITH ORDINALITY AS t (name, place);
INSERT INTO app.posts (tenant_id, id, author_id, content, hashtags, topic_tags)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', '0199a1f9-0000-7000-8000-00000000000d',
        '0199a1f9-0000-7000-8000-00000000000b', 'x', ARRAY['\u17e1\u17e9\u17e5\u17e3', 'Art'],
        ARRAY['\u17e1\u17e9\u17e5\u17e3', 'art']);
INSERT INTO app.boards (tenant_id, id, slug, title, join_code, created_by)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', '0199a1f9-0000-7000-8000-00000000000e', 'b', 'B',
        'CODE22', '0199a1f9-0000-7000-8000-00000000000b');
INSERT INTO app.questions (tenant_id, id, board_id, author_key, body)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', '0199a1f9-0000-7000-8000-00000000000f',
        '0199a1f9-0000-7000-8000-00000000000e', 'k', 'When is the exam?');
INSERT INTO app.question_terms (tenant_id, board_id, question_id, term)
VALUES ('0199a1f9-0000-7000-8000-00000000000a', '0199a1f9-0000-7000-8000-00000000000e',
        '0199a1f9-0000-7000-8000-00000000000f', 7);
"""
