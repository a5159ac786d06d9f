"""Founds a school, hands out all that is kept of one, and removes it.

``python -m infra.ops.school found|operator|export|close|remove SLUG`` with ``DATABASE_OWNER_URL``,
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

from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from functions.runtime.schools import emit
from infra.ops.school_rows import exported_tables, removals, remove_person, rows_as_json
from infra.postgres.core.engine import create_patient_engine
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import users
from infra.postgres.platform.tables import audit_logs
from infra.postgres.tenants.founding import FoundingRepository
from infra.postgres.tenants.tables import memberships, role_assignments, tenants
from shared.auth.assignments import ScopeType
from shared.auth.roles import Role
from shared.identity.events import EmailQueued
from shared.identity.policy import normalise_email
from shared.identity.types import MailTemplate
from shared.ids import uuid7
from shared.realtime.channels import Channel
from shared.tenants.types import MembershipStatus

Say = Callable[[str], None]


class SchoolError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Admin:
    """The first member, invited by mail."""

    email: str
    first_name: str
    last_name: str


def found(owner_dsn: str, slug: str, name: str, admin: Admin, *, timezone: str = "UTC") -> UUID:
    """Add a school with its first administrator; returns its id.

    Nobody gets a right by an address that its owner has not confirmed: the administrator is
    invited, and becomes one with the link in a mail, where they choose their password. A password
    that somebody chose with the address before ends with that. Whoever has confirmed the address
    already is the administrator at once. Raises SchoolError when the slug is taken.
    """
    now = datetime.now(UTC)
    tenant_id = uuid7(now)
    engine = create_patient_engine(owner_dsn, application_name="school")
    with UnitOfWork(engine) as unit:
        unit.as_tenant(tenant_id)
        founder = unit(FoundingRepository).found(
            email=normalise_email(admin.email),
            first_name=admin.first_name,
            last_name=admin.last_name,
            now=now,
            slug=slug,
            name=name,
            timezone=timezone,
        )
        if founder is None:
            raise SchoolError(f"there is a school {slug} already")
        unit.execute(insert(audit_logs).values(_note_row(tenant_id, "tenant.founded", now)))
        if not founder.confirmed:
            # A sweeper takes it to the worker, which makes the link.
            queued = EmailQueued(
                template_key=MailTemplate.FOUNDER, to_user_id=founder.user_id, locale="en"
            )
            emit(unit, queued, Channel("domain", str(founder.user_id)), now)
        unit.commit()
    return tenant_id


def operate(owner_dsn: str, slug: str, email: str) -> None:
    """Let an active member of the school operate the platform; no route of the API gives this.

    Raises SchoolError for whoever is none.
    """
    with _connected(owner_dsn) as connection:
        tenant_id, now = _require_school(connection, slug), datetime.now(UTC)
        member = connection.execute(
            select(users.c.id)
            .join(memberships, memberships.c.user_id == users.c.id)
            .where(
                memberships.c.tenant_id == tenant_id,
                memberships.c.status == MembershipStatus.ACTIVE,
                users.c.email == normalise_email(email),
            )
        ).scalar_one_or_none()
        if member is None:
            raise SchoolError(f"{email} is no active member of {slug}")
        row = {
            "tenant_id": tenant_id,
            "id": uuid7(now),
            "user_id": member,
            "role": Role.PLATFORM_ADMIN,
            "scope_type": ScopeType.TENANT,
            "scope_id": tenant_id,
        }
        connection.execute(upsert(role_assignments).values(row).on_conflict_do_nothing())
        _note(connection, tenant_id, "operator.made", now)


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
                for line in rows_as_json(connection, table, tenant_id):
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
        for name, statement in removals(tenant_id):
            counts[name] = connection.execute(statement).rowcount
            say(f"{name}: {counts[name]:,} rows")
        counts["users"] = sum(remove_person(connection, person) for person in people)
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


def _note(connection: Connection, tenant_id: UUID, action: str, now: datetime) -> None:
    connection.execute(insert(audit_logs).values(_note_row(tenant_id, action, now)))


def _note_row(tenant_id: UUID, action: str, now: datetime) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "id": uuid7(now),
        "action": action,
        "entity_type": "tenant",
        "entity_id": str(tenant_id),
        "created_at": now,
    }


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
    exporting = commands.add_parser("export", help="write everything of a school into a ZIP file")
    exporting.add_argument("slug")
    exporting.add_argument("--to", type=Path, required=True)
    operating = commands.add_parser("operator", help="let a member operate the platform")
    operating.add_argument("slug")
    operating.add_argument("--email", required=True)
    commands.add_parser("close", help="let nobody in any more").add_argument("slug")
    removing = commands.add_parser("remove", help="delete a closed school for good")
    removing.add_argument("slug")
    removing.add_argument("--yes-remove", required=True, metavar="SLUG", help="its slug once more")
    return parser


def _command(given: argparse.Namespace, owner_dsn: str) -> str:
    if given.command == "found":
        first, last = given.admin_name
        admin = Admin(given.admin_email, first, last)
        tenant_id = found(owner_dsn, given.slug, given.name, admin, timezone=given.timezone)
        return f"founded {given.slug} with the id {tenant_id}; a mail invites {given.admin_email}"
    if given.command == "operator":
        operate(owner_dsn, given.slug, given.email)
        return f"{given.email} operates the platform, from {given.slug}"
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
