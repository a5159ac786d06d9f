"""What all table modules share: the metadata, naming rules and small column builders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    Text,
    Uuid,
    text,
)

SCHEMA = "app"

metadata = MetaData(
    schema=SCHEMA,
    # Stable names: errors are mapped by constraint name, and a migration can drop what it knows.
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    },
)

OWN_ROWS = {"own_rows": True}
"""``Table.info`` of rows that their user may read before a school is chosen."""


def identifier(name: str = "id", *, nullable: bool = False) -> Column[Any]:
    """A UUIDv7 made by the application; part of the key when it is called ``id``."""
    return Column(name, Uuid(), primary_key=name == "id", nullable=nullable)


def tenant_id() -> Column[Any]:
    """The school of a row: first in the key, so that no key collides across schools."""
    return Column("tenant_id", Uuid(), primary_key=True, nullable=False)


def words(name: str, *, nullable: bool = False, default: str | None = None) -> Column[Any]:
    """A text column."""
    return Column(name, Text(), nullable=nullable, server_default=_literal(default))


def choice(
    name: str, *values: str, default: str | None = None
) -> tuple[Column[Any], CheckConstraint]:
    """A text column and the rule that it holds one of a few values.

    A check instead of a Postgres enum: a value is added without a type change, as NOT VALID first.
    """
    listed = ", ".join(f"'{value}'" for value in values)
    return (
        Column(name, Text(), nullable=False, server_default=_literal(default)),
        CheckConstraint(f"{name} IN ({listed})", name=name),
    )


def instant(name: str, *, nullable: bool = True) -> Column[Any]:
    """A point in time; every ``*_at`` column is one."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def stamped(name: str) -> Column[Any]:
    """A point in time that is never missing. Callers pass their clock; scripts take the default."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=text("now()"))


def belongs_to_tenant() -> ForeignKeyConstraint:
    """The tie of a row to its school."""
    return ForeignKeyConstraint(["tenant_id"], [f"{SCHEMA}.tenants.id"])


def is_member(column: str) -> ForeignKeyConstraint:
    """The person in this column has, or had, a membership in the row's own school.

    A membership is never deleted (it becomes LEFT), so the reference holds for good, and no row
    can name a stranger to the school.
    """
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{SCHEMA}.memberships.tenant_id", f"{SCHEMA}.memberships.user_id"],
    )


def is_user(column: str) -> ForeignKeyConstraint:
    """The person in this column exists."""
    return ForeignKeyConstraint([column], [f"{SCHEMA}.users.id"])


def same_tenant(column: str, table: str) -> ForeignKeyConstraint:
    """A reference to a row of the same school, for foreign keys bypass row security."""
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{SCHEMA}.{table}.tenant_id", f"{SCHEMA}.{table}.id"],
    )


def _literal(value: str | None) -> Any:
    return None if value is None else text(f"'{value}'")
