"""Founds a school, hands out all that is kept of one, and removes it.

``python -m infra.ops.school found|export|close|remove SLUG`` with ``DATABASE_OWNER_URL``,
as a task in the cloud or from a machine that reaches the database. Every row it touches belongs to
the one school: the connection acts for it, and row security binds the owner too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Delete, Table, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.data_rules import Retention, in_school_export, rows_of
from infra.postgres.core.engine import create_patient_engine
from infra.postgres.core.errors import ForeignKeyViolation
from infra.postgres.core.failures import translated
from infra.postgres.core.log_tables import channel_head, event, outbox
from infra.postgres.core.schema import metadata
from infra.postgres.identity.tables import profiles, user_preferences, users
from infra.postgres.people.tables import user_blocks, user_mutes
from infra.postgres.platform.tables import audit_logs
from infra.postgres.tenants.tables import memberships, tenants
from shared.identity.policy import normalise_email
from shared.ids import uuid7

Say = Callable[[str], None]

# The log repeats what the tables say, for a week, under numbers that mean nothing elsewhere.
LOG = frozenset({"channel_head", "event", "outbox"})
PAGE_ROWS = 500


class SchoolError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Admin:
    """The first member. ``password_hash`` is made by ``ops_secrets password-hash``."""

    email: str
    first_name: str
    last_name: str
    password_hash: str


def found(owner_dsn: str, slug: str, name: str, admin: Admin, *, timezone: str = "UTC") -> UUID:
    """Add a school with its first administrator; returns its id.

    Somebody who has an account keeps it, with its password. Raises SchoolError when the slug is
    taken.
    """
    now = datetime.now(UTC)
    tenant_id = uuid7(now)
    with _connected(owner_dsn) as connection:
        _act_for(connection, tenant_id)
        row = {"id": tenant_id, "slug": slug, "name": name, "timezone": timezone}
        made = upsert(tenants).values(row).on_conflict_do_nothing(index_elements=["slug"])
        if connection.execute(made.returning(tenants.c.id)).first() is None:
            raise SchoolError(f"there is a school {slug} already")
        user_id = _ensure_user(connection, admin, now)
        membership = {
            "tenant_id": tenant_id,
            "id": uuid7(now),
            "user_id": user_id,
            "role": "ADMIN",
            "joined_at": now,
        }
        connection.execute(insert(memberships).values(membership))
        _note(connection, tenant_id, "tenant.founded", now)
    return tenant_id


def export(owner_dsn: str, slug: str, target: Path, *, say: Say = print) -> dict[str, int]:
    """Write everything of a school into a ZIP archive of JSON lines; returns rows by table.

    One moment of the database, a file for each table and one for its people. Left out is what the
    tables declare to be secret, hidden or derived, and tables of rows that only live for a while:
    sessions, passes, stored answers. Nobody who has the archive learns who wrote anonymously.
    """
    counts: dict[str, int] = {}
    with _connected(owner_dsn) as connection, zipfile.ZipFile(target, "x", _DEFLATED) as archive:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tenant_id = _require_school(connection, slug)
        for table in exported_tables():
            with archive.open(f"{table.name}.jsonl", "w") as file:
                counts[table.name] = 0
                for line in _rows(connection, table, tenant_id):
                    file.write(line.encode() + b"\n")
                    counts[table.name] += 1
            say(f"{table.name}: {counts[table.name]:,} rows")
        archive.writestr("counts.json", json.dumps(counts, indent=2))
        _note(connection, tenant_id, "tenant.exported", datetime.now(UTC))
    return counts


def close(owner_dsn: str, slug: str) -> int:
    """Suspend a school: nobody gets in any more; returns how many members were signed out.

    Streams end within a minute, and the school can be opened again by hand until it is removed.
    """
    with _connected(owner_dsn) as connection:
        tenant_id = _require_school(connection, slug)
        connection.execute(
            update(tenants).where(tenants.c.id == tenant_id).values(status="SUSPENDED")
        )
        _note(connection, tenant_id, "tenant.closed", datetime.now(UTC))
        return _count(connection, memberships, tenant_id)


def remove(owner_dsn: str, slug: str, *, say: Say = print) -> dict[str, int]:
    """Delete a closed school and everything of it; returns the deleted rows by table.

    One transaction: all of it, or nothing. People who belong nowhere else go too. Raises
    SchoolError for a school that is not closed.
    """
    counts: dict[str, int] = {}
    with _connected(owner_dsn) as connection:
        tenant_id = _require_school(connection, slug)
        status = connection.execute(
            select(tenants.c.status).where(tenants.c.id == tenant_id).with_for_update()
        ).scalar_one()
        if status != "SUSPENDED":
            raise SchoolError(f"{slug} is open: close it first")
        members = connection.execute(
            select(memberships.c.user_id).where(memberships.c.tenant_id == tenant_id)
        ).scalars()
        people = list(members)
        for name, statement in _removals(tenant_id):
            counts[name] = connection.execute(statement).rowcount
            say(f"{name}: {counts[name]:,} rows")
        counts["users"] = sum(_remove_person(connection, person) for person in people)
        say(f"users: {counts['users']:,} of {len(people):,} people, the others belong elsewhere")
    return counts


_DEFLATED = zipfile.ZIP_DEFLATED


@contextmanager
def _connected(owner_dsn: str) -> Iterator[Connection]:
    engine = create_patient_engine(owner_dsn, application_name="school")
    with engine.begin() as connection:
        yield connection


def _act_for(connection: Connection, tenant_id: UUID) -> None:
    connection.execute(
        text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant_id)}
    )


def _require_school(connection: Connection, slug: str) -> UUID:
    query = select(tenants.c.id).where(tenants.c.slug == slug)
    tenant_id: UUID | None = connection.execute(query).scalar_one_or_none()
    if tenant_id is None:
        raise SchoolError(f"there is no school {slug}")
    _act_for(connection, tenant_id)
    return tenant_id


def _ensure_user(connection: Connection, admin: Admin, now: datetime) -> UUID:
    email = normalise_email(admin.email)
    known: UUID | None = connection.execute(
        select(users.c.id).where(users.c.email == email, users.c.deleted_at.is_(None))
    ).scalar_one_or_none()
    if known is not None:
        return known
    user_id = uuid7(now)
    row = {
        "id": user_id,
        "email": email,
        # The operator vouches for the address.
        "email_verified_at": now,
        "password_hash": admin.password_hash,
        "first_name": admin.first_name,
        "last_name": admin.last_name,
    }
    connection.execute(insert(users).values(row))
    connection.execute(insert(profiles).values(user_id=user_id))
    return user_id


def _note(connection: Connection, tenant_id: UUID, action: str, now: datetime) -> None:
    row = {
        "tenant_id": tenant_id,
        "id": uuid7(now),
        "action": action,
        "entity_type": "tenant",
        "entity_id": str(tenant_id),
        "created_at": now,
    }
    connection.execute(insert(audit_logs).values(row))


def tables_of_schools() -> list[Table]:
    """Every table of schools but the log, in the order in which they refer to one another."""
    return [t for t in metadata.sorted_tables if "tenant_id" in t.columns and t.name not in LOG]


def exported_tables() -> list[Table]:
    """The tables of an export: those that hold something for good."""
    tables = (tenants, users, profiles, *tables_of_schools())
    return [table for table in tables if rows_of(table).retention is not Retention.EXPIRES]


def _rows(connection: Connection, table: Table, tenant_id: UUID) -> Iterator[str]:
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


def _removals(tenant_id: UUID) -> Iterator[tuple[str, Delete]]:
    of_school = select(channel_head.c.channel_id).where(channel_head.c.tenant_id == tenant_id)
    yield "outbox", delete(outbox).where(outbox.c.channel_id.in_(of_school))
    for table in (event, channel_head, *reversed(tables_of_schools())):
        yield table.name, delete(table).where(table.c.tenant_id == tenant_id)
    yield "tenants", delete(tenants).where(tenants.c.id == tenant_id)


def _remove_person(connection: Connection, user_id: UUID) -> bool:
    """Delete an account that nothing refers to any more; whether it was one."""
    own = (
        profiles.c.user_id,
        user_preferences.c.user_id,
        user_blocks.c.blocker_id,
        user_blocks.c.blocked_id,
        user_mutes.c.muter_id,
        user_mutes.c.muted_id,
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


def _count(connection: Connection, table: Table, tenant_id: UUID) -> int:
    query = select(func.count()).select_from(table).where(table.c.tenant_id == tenant_id)
    return int(connection.execute(query).scalar_one())


# The command line.


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops.school", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    founding = commands.add_parser("found", help="add a school with its first administrator")
    founding.add_argument("slug")
    founding.add_argument("--name", required=True)
    founding.add_argument("--timezone", default="UTC", help="such as Asia/Phnom_Penh")
    founding.add_argument("--admin-email", required=True)
    founding.add_argument("--admin-name", required=True, nargs=2, metavar=("FIRST", "LAST"))
    founding.add_argument("--password-hash", required=True, help="of ops_secrets password-hash")
    exporting = commands.add_parser("export", help="write everything of a school into a ZIP file")
    exporting.add_argument("slug")
    exporting.add_argument("--to", type=Path, required=True)
    commands.add_parser("close", help="let nobody in any more").add_argument("slug")
    removing = commands.add_parser("remove", help="delete a closed school for good")
    removing.add_argument("slug")
    removing.add_argument("--yes-remove", required=True, metavar="SLUG", help="its slug once more")
    return parser


def _command(given: argparse.Namespace, owner_dsn: str) -> str:
    if given.command == "found":
        first, last = given.admin_name
        admin = Admin(given.admin_email, first, last, given.password_hash)
        tenant_id = found(owner_dsn, given.slug, given.name, admin, timezone=given.timezone)
        return f"founded {given.slug} with the id {tenant_id}"
    if given.command == "export":
        total = sum(export(owner_dsn, given.slug, given.to).values())
        return f"exported {total:,} rows to {given.to}"
    if given.command == "close":
        return f"closed {given.slug}; {close(owner_dsn, given.slug):,} members are out"
    if given.yes_remove != given.slug:
        raise SchoolError("the slug behind --yes-remove is another one")
    return f"removed {given.slug}: {sum(remove(owner_dsn, given.slug).values()):,} rows"


def main(argv: list[str] | None = None) -> int:
    """Do one command; returns 1 when it cannot be done."""
    given = _parser().parse_args(argv)
    try:
        print(_command(given, os.environ["DATABASE_OWNER_URL"]))
    except (SchoolError, ValueError, FileExistsError) as error:
        print(f"{given.command}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
