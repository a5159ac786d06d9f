"""Which rows are of a school: all of them, those that an export holds, and how they go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, Delete, Table, delete, func, select, text

from infra.postgres.core.data_rules import Retention, in_school_export, rows_of
from infra.postgres.core.errors import ForeignKeyViolation
from infra.postgres.core.failures import translated
from infra.postgres.core.log_tables import channel_head, event, outbox
from infra.postgres.core.schema import metadata
from infra.postgres.identity.tables import one_time_tokens, profiles, user_preferences, users
from infra.postgres.people.tables import user_blocks, user_mutes
from infra.postgres.tenants.tables import code_reservations, memberships, tenants

# The log repeats what the tables say, for a week, under numbers that mean nothing elsewhere.
LOG = frozenset({"channel_head", "event", "outbox"})
PAGE_ROWS = 500


def tables_of_schools() -> list[Table]:
    """Every table of schools but the log, in the order in which they refer to one another."""
    return [t for t in metadata.sorted_tables if "tenant_id" in t.columns and t.name not in LOG]


def exported_tables() -> list[Table]:
    """The tables of an export: those that hold something for good."""
    tables = (tenants, users, profiles, *tables_of_schools())
    return [table for table in tables if rows_of(table).retention is not Retention.EXPIRES]


def rows_as_json(connection: Connection, table: Table, tenant_id: UUID) -> Iterator[str]:
    """What an export says of the school's rows of a table, a line for each."""
    query = select(*(column for column in table.columns if in_school_export(column)))
    if "tenant_id" in table.columns:
        query = query.where(table.c.tenant_id == tenant_id)
    elif table is tenants:
        query = query.where(table.c.id == tenant_id)
    else:
        person = table.c.id if table is users else table.c.user_id
        of_school = select(memberships.c.user_id).where(memberships.c.tenant_id == tenant_id)
        query = query.where(person.in_(of_school))
    rows = query.order_by(*table.primary_key.columns).subquery("r")
    # As JSON by the server, so that every type has one spelling.
    lines = select(func.to_jsonb(text("r"))).select_from(rows)
    for row in connection.execute(lines).yield_per(PAGE_ROWS).scalars():
        yield json.dumps(row, ensure_ascii=False)


def removals(tenant_id: UUID) -> Iterator[tuple[str, Delete]]:
    """What deletes a school, by table, in an order that the references allow."""
    of_school = select(channel_head.c.channel_id).where(channel_head.c.tenant_id == tenant_id)
    yield "outbox", delete(outbox).where(outbox.c.channel_id.in_(of_school))
    for table in (event, channel_head, *reversed(tables_of_schools())):
        yield table.name, delete(table).where(table.c.tenant_id == tenant_id)
    yield "tenants", delete(tenants).where(tenants.c.id == tenant_id)


def remove_person(connection: Connection, user_id: UUID) -> bool:
    """Delete an account that nothing refers to any more; whether it was one."""
    own = (
        one_time_tokens.c.user_id,
        profiles.c.user_id,
        user_preferences.c.user_id,
        user_blocks.c.blocker_id,
        user_blocks.c.blocked_id,
        user_mutes.c.muter_id,
        user_mutes.c.muted_id,
        code_reservations.c.user_id,
        users.c.id,
    )
    try:
        with translated(), connection.begin_nested():
            for column in own:
                connection.execute(delete(column.table).where(column == user_id))
    except ForeignKeyViolation:
        # Another school holds on to them. Which one is not ours to see.
        return False
    return True
