"""What all repositories share: the school they act for, records, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    FromClause,
    Label,
    Row,
    Select,
    bindparam,
    func,
    select,
    tuple_,
)

from infra.postgres.core.records import Record, record, records
from shared.http.paging import Position

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


class Repository:
    """Queries of one noun, in the school that the unit acts for.

    Every statement names the school in its WHERE (``self.tenant``), although row security would
    hide rows of others: the index wants it, and two walls stand where one may have a gap.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    @property
    def tenant(self) -> UUID:
        """The school; raises TenantNotChosen where the unit acts for none."""
        return self._unit.tenant

    def _record(self, kind: type[Record], statement: Executable, /, **values: Any) -> Record | None:
        """The only row as a record, or None."""
        row = self._unit.one_or_none(statement, values)
        return None if row is None else record(kind, row)

    def _records(self, kind: type[Record], statement: Executable, /, **values: Any) -> list[Record]:
        """All rows as records."""
        found = self._unit.execute(statement, values)
        return records(kind, found.keys(), found)

    def _value(self, statement: Executable, /, **values: Any) -> Any:
        """The one column of the only row, or None."""
        row: Row[Any] | None = self._unit.one_or_none(statement, values)
        return None if row is None else row[0]

    def _values(self, statement: Executable, /, **values: Any) -> list[Any]:
        """The one column of all rows."""
        return [row[0] for row in self._unit.all(statement, values)]

    def _changed(self, statement: Executable, /, **values: Any) -> bool:
        """Whether a write touched a row."""
        return self._unit.execute(statement, values).rowcount > 0

    def _wait_for_turn(self, noun: str, *of: object) -> None:
        """Wait until nobody else of this school has this turn; it is the caller's until the commit.

        For what no row stands for: how many there are, or that there is none. Ask for that after
        this: what was seen before may have changed meanwhile. A row that exists is locked itself.
        """
        key = "/".join(map(str, (noun, self.tenant, *of)))
        self._unit.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def columns_of(
    kind: type[Any], *sources: FromClause | Sequence[Label[Any]], **named: ColumnElement[Any]
) -> list[ColumnElement[Any]]:
    """The columns that a record asks for by the names of its fields, in their order.

    Each comes from ``named``, else from the first source that has it. Raises TypeError where none
    has.
    """
    found: list[ColumnElement[Any]] = []
    for field in fields(kind):
        if field.name in named:
            found.append(named[field.name].label(field.name))
            continue
        found.append(_first(field.name, sources, kind))
    return found


def _first(
    name: str, sources: Sequence[FromClause | Sequence[Label[Any]]], kind: type[Any]
) -> ColumnElement[Any]:
    for source in sources:
        if isinstance(source, FromClause):
            if name in source.c:
                return source.c[name]
        else:
            for label in source:
                if label.name == name:
                    return label
    raise TypeError(f"no source has a column for {kind.__name__}.{name}")


def parameters_for(table: FromClause, *names: str) -> dict[str, BindParameter[Any]]:
    """A parameter for each of these columns: what a statement that is built once inserts."""
    return {name: bindparam(name, type_=table.c[name].type) for name in names}


def newest_first(
    query: Select[Any],
    at: ColumnElement[datetime],
    row_id: ColumnElement[UUID],
    *,
    before: Position | None,
    limit: int,
) -> Select[Any]:
    """A page after a position: ``limit + 1`` rows, so that the caller knows if there are more."""
    if before is not None:
        query = query.where(tuple_(at, row_id) < (before.at, before.id))
    return query.order_by(at.desc(), row_id.desc()).limit(limit + 1)


def oldest_first(
    query: Select[Any],
    at: ColumnElement[datetime],
    row_id: ColumnElement[UUID],
    *,
    after: Position | None,
    limit: int,
) -> Select[Any]:
    """Like :func:`newest_first`, in the other direction."""
    if after is not None:
        query = query.where(tuple_(at, row_id) > (after.at, after.id))
    return query.order_by(at, row_id).limit(limit + 1)
