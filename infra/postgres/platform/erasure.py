"""What becomes of a person's rows when they are erased: what each table and column declares.

Runs as the schema's owner, because nobody else may delete all of it; row security binds the owner
too, so the rows of each school are changed acting for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    cast,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.data_rules import (
    Erasure,
    emptied_by_erasure,
    is_severed,
    person_of,
    rows_of,
)
from infra.postgres.core.schema import metadata
from infra.postgres.identity.tables import users
from infra.postgres.platform.tables import audit_logs
from infra.postgres.tenants.tables import memberships
from shared.ids import uuid7
from shared.tenants.types import MembershipStatus

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

ACTION = "member.erased"


def find_due(unit: UnitOfWork, now: datetime, limit: int) -> list[UUID]:
    """People whose time to change their mind has passed."""
    u = users.c
    due = select(u.id).where(u.erase_after <= now, u.deleted_at.is_(None))
    return [row.id for row in unit.all(due.order_by(u.erase_after).limit(limit))]


def erase(unit: UnitOfWork, user_id: UUID, now: datetime) -> bool:
    """Erase a person, in every school; False where they have taken it back meanwhile.

    Counters beside what is gone are put right by the job of the night.
    """
    unit.as_user(user_id)
    u = users.c
    due = (u.id == user_id, u.erase_after <= now, u.deleted_at.is_(None))
    if unit.one_or_none(select(u.id).where(*due).with_for_update()) is None:
        return False
    schools = [
        row.tenant_id
        for row in unit.all(select(memberships.c.tenant_id).where(memberships.c.user_id == user_id))
    ]
    for school_id in schools:
        unit.as_tenant(school_id)
        _apply(unit, user_id, now, school_id)
        _leave(unit, user_id, now, school_id)
    _apply(unit, user_id, now, None)
    gone = {"email": f"{user_id}@erased.invalid", "deleted_at": now, "erase_after": None}
    change = update(users).where(u.id == user_id)
    unit.execute(change.values(**gone, token_version=u.token_version + 1, updated_at=now))
    return True


def _apply(unit: UnitOfWork, user_id: UUID, now: datetime, school_id: UUID | None) -> None:
    """Do what the tables declare, of one school or of none; those that refer to others first."""
    for table in reversed(metadata.sorted_tables):
        rows = rows_of(table)
        if rows.of is None or ("tenant_id" in table.c) is (school_id is None):
            continue
        school = () if school_id is None else (table.c.tenant_id == school_id,)
        if rows.erasure is Erasure.DELETE:
            people = [table.c[name] == user_id for name in (rows.of, *rows.also)]
            _delete(unit, table, *school, or_(*people))
            continue
        for person, values in _emptied(table, now):
            which = (*school, table.c[person] == user_id)
            unit.execute(update(table).where(*which).values(values))


def _emptied(table: Table, now: datetime) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is set for the person in each column of a table."""
    rows, values = rows_of(table), dict[str, dict[str, Any]]()
    for column in table.columns:
        person = person_of(column)
        if person is None:
            continue
        if emptied_by_erasure(column) and column is not users.c.email:
            values.setdefault(person, {})[column.name] = _nothing(column)
        elif is_severed(column):
            values.setdefault(person, {})[column.name] = null()
    if rows.of in values and rows.erasure is Erasure.EMPTY:
        values[rows.of] |= rows.then
        if "deleted_at" in table.c and table is not users:
            values[rows.of]["deleted_at"] = func.coalesce(table.c.deleted_at, now)
    yield from values.items()


def _nothing(column: Column[Any]) -> Any:
    """The empty value of a column; where it has to be unique, the id of the row."""
    if column.nullable:
        return null()
    table: Table = column.table
    if isinstance(column.type, Text):
        rules = (c for c in table.constraints if isinstance(c, UniqueConstraint))
        unique = any(column.name in rule.columns for rule in rules)
        return cast(table.c.id, Text()) if unique else ""
    return {ARRAY: [], JSONB: {}, LargeBinary: b"", Uuid: UUID(int=0)}[type(column.type)]


def _delete(unit: UnitOfWork, table: Table, *which: ColumnElement[bool]) -> None:
    """Delete rows, and before them what cannot be without them.

    A record that the school has to keep loses its reference instead. Rows that refer to others of
    their own table go in one statement with them.
    """
    for child in metadata.sorted_tables:
        for reference in child.foreign_key_constraints:
            if reference.referred_table is not table or child is table:
                continue
            theirs = [element.parent for element in reference.elements]
            ours = select(*(element.column for element in reference.elements)).where(*which)
            belonging = tuple_(*theirs).in_(ours)
            if rows_of(child).erasure is Erasure.KEEP and theirs[-1].nullable:
                unit.execute(update(child).where(belonging).values({theirs[-1].name: None}))
            else:
                _delete(unit, child, belonging)
    unit.execute(delete(table).where(*which))


def _leave(unit: UnitOfWork, user_id: UUID, now: datetime, school_id: UUID) -> None:
    """End the membership, and say in the audit log that a member was erased."""
    m = memberships.c
    member = update(memberships).where(m.tenant_id == school_id, m.user_id == user_id)
    left = func.coalesce(m.left_at, now)
    unit.execute(member.values(status=MembershipStatus.LEFT, left_at=left))
    unit.execute(
        insert(audit_logs).values(
            tenant_id=school_id,
            id=uuid7(now),
            action=ACTION,
            entity_type="member",
            entity_id=str(user_id),
            subject_id=user_id,
            created_at=now,
        )
    )
