"""How tables are declared: the metadata, naming rules and small builders of tables and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from infra.postgres.core.choice import Choice
from infra.postgres.core.data_rules import Data, Rows, data_of
from infra.postgres.core.document import Document

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


def table(
    name: str,
    rows: Rows,
    *items: Any,
    open_because: str | None = None,
    own_rows: bool = False,
    **options: Any,
) -> Table:
    """Declare a table: whose its rows are, its columns, constraints and indexes.

    Row security guards it by ``tenant_id``, and a test looks; ``open_because`` is the reason of a
    table that it does not guard. ``own_rows``: their person may read them before a school is
    chosen. Raises TypeError where a column does not say what data it holds.
    """
    info = {"rows": rows, "open_because": open_because, "own_rows": own_rows}
    made = Table(name, metadata, *items, info=info, **options)
    for column in made.columns:
        data_of(column)
    if rows.of is not None and rows.of not in made.columns:
        raise TypeError(f"the rows of {name} are said to be of {rows.of}, which is no column of it")
    if unknown := {*rows.told.columns, *rows.told.never} - {*made.columns.keys()}:
        raise TypeError(f"{name} has no columns {sorted(unknown)} that could be told or not")
    return made


def column(
    name: str,
    kind: TypeEngine[Any],
    data: Data,
    *,
    nullable: bool = False,
    default: str | None = None,
    **options: Any,
) -> Column[Any]:
    """A column of any type. ``default`` is a literal, as Postgres spells it."""
    return Column(
        name,
        kind,
        nullable=nullable,
        server_default=None if default is None else text(default),
        info={"data": data},
        **options,
    )


def identifier(name: str = "id", data: Data = Data.KEY, *, nullable: bool = False) -> Column[Any]:
    """A UUIDv7 made by the application; part of the key when it is called ``id``."""
    return column(name, Uuid(), data, nullable=nullable, primary_key=name == "id")


def key(name: str, kind: TypeEngine[Any] | None = None, data: Data = Data.KEY) -> Column[Any]:
    """A part of the primary key; an id where no type is given."""
    return column(name, kind or Uuid(), data, primary_key=True, autoincrement=False)


def tenant_id() -> Column[Any]:
    """The school of a row: first in the key, so that no key collides across schools."""
    return key("tenant_id")


def client_id(author: str) -> tuple[Column[Any], UniqueConstraint]:
    """The id that the author's device gave to what it created, and the rule that it is used once.

    For good, unlike an Idempotency-Key: what was written without a network may be sent days later,
    and again after an answer that was lost.
    """
    return (
        identifier("client_id", nullable=True),
        UniqueConstraint("tenant_id", author, "client_id"),
    )


def words(
    name: str, data: Data, *, nullable: bool = False, default: str | None = None
) -> Column[Any]:
    """A text column."""
    return column(name, Text(), data, nullable=nullable, default=_literal(default))


def lines(name: str, data: Data) -> Column[Any]:
    """Several texts; empty by default."""
    return column(name, ARRAY(Text()), data, default="'{}'")


def document(
    name: str,
    data: Data,
    schema: Callable[[], TypeAdapter[Any]] | None = None,
    *,
    nullable: bool = False,
    empty: bool = False,
) -> Column[Any]:
    """A JSON value, of models where a schema is given; ``empty``: an empty object by default."""
    # None is no value, and not the value null of JSON.
    kind = JSONB(none_as_null=True) if schema is None else Document(schema)
    return column(name, kind, data, nullable=nullable, default="'{}'" if empty else None)


def binary(name: str, data: Data, *, nullable: bool = False) -> Column[Any]:
    """Bytes."""
    return column(name, LargeBinary(), data, nullable=nullable)


def number(
    name: str,
    kind: TypeEngine[Any] | None = None,
    *,
    nullable: bool = False,
    default: int | None = None,
) -> Column[Any]:
    """A number, whole where no type is given."""
    literal = None if default is None else str(default)
    return column(name, kind or Integer(), Data.FACT, nullable=nullable, default=literal)


def counter(name: str) -> Column[Any]:
    """A whole number that begins at 0."""
    return number(name, default=0)


def flag(name: str, *, default: bool = False) -> Column[Any]:
    """Yes or no."""
    return column(name, Boolean(), Data.FACT, default=str(default).lower())


def choice(
    name: str,
    kind: type[StrEnum],
    *,
    nullable: bool = False,
    default: StrEnum | None = None,
    only: Iterable[StrEnum] | None = None,
) -> tuple[Column[Any], CheckConstraint]:
    """A text column and the rule that it holds a member of the enumeration, or one of ``only``.

    Rows give members, not strings. A check instead of a Postgres enum: a value is added without a
    type change, as NOT VALID first.
    """
    listed = ", ".join(f"'{member}'" for member in only or kind)
    return (
        column(name, Choice(kind), Data.FACT, nullable=nullable, default=_literal(default)),
        CheckConstraint(f"{name} IN ({listed})", name=name),
    )


def instant(name: str, data: Data = Data.FACT, *, nullable: bool = True) -> Column[Any]:
    """A point in time; every ``*_at`` column is one."""
    return column(name, DateTime(timezone=True), data, nullable=nullable)


def stamped(name: str) -> Column[Any]:
    """A point in time that is never missing. Callers pass their clock; scripts take the default."""
    return column(name, DateTime(timezone=True), Data.FACT, default="now()")


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


def _literal(value: str | None) -> str | None:
    return None if value is None else f"'{value}'"
