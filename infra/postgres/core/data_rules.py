"""What export, erasure and retention do with a column: said once, where the column is declared.

A column says what kind of data it holds, its table whose rows they are. Both together answer every
question about the data of a person: :func:`in_school_export`, :func:`in_own_export` and
:func:`emptied_by_erasure`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, case, true


class Data(StrEnum):
    """What a column holds."""

    KEY = "key"
    """An id or a reference: exported; erasure leaves it."""
    FACT = "fact"
    """A state, a number, a time, a setting: exported; erasure leaves it."""
    PERSONAL = "personal"
    """What a person wrote or is: exported to the school and to the person; erasure empties it."""
    SECRET = "secret"  # noqa: S105 - a kind of data
    """What proves who somebody is, or opens something: in no export; erasure empties it."""
    HIDDEN = "hidden"
    """What could tell who did something under a promise of anonymity: in no export, for nobody.

    Erasure leaves it: it names nobody.
    """
    DERIVED = "derived"
    """What is rebuilt from other columns: in no export; it follows its source."""


class Erasure(StrEnum):
    """What becomes of a person's rows when the person is erased."""

    DELETE = "delete"
    """The rows go."""
    EMPTY = "empty"
    """The rows stay, because others hang on them; what is personal in them is emptied."""
    KEEP = "keep"
    """The rows stay as they are: the school has to keep them, or they say nothing of a person."""


class Retention(StrEnum):
    """How long rows are kept if nobody is erased."""

    SCHOOL = "school"
    """As long as the school is here."""
    PERSON = "person"
    """As long as the account is here."""
    RECORD = "record"
    """As a legal record of the school: for the years that its law demands."""
    EXPIRES = "expires"
    """A job deletes them when their time has passed."""


When = Callable[[Table, datetime], ColumnElement[bool]]
"""What holds of a row at a moment."""


def _always(_table: Table, _now: datetime) -> ColumnElement[bool]:
    return true()


@dataclass(frozen=True, slots=True)
class Told:
    """What a person learns of rows that are theirs, and when: their archive says no more.

    ``columns`` are empty before ``when``; ``never`` are not theirs to know at all, such as who
    decided about them; rows are left out of which they do not know (``known``).
    """

    columns: tuple[str, ...] = ()
    when: When = _always
    never: tuple[str, ...] = ()
    known: When = _always


@dataclass(frozen=True, slots=True)
class Rows:
    """Whose the rows of a table are. ``of`` names the column with the person, if they are one's.

    ``also`` are columns with other people for whose erasure the rows go too. ``then`` is what an
    emptied row becomes, where it must not be shown any more.
    """

    of: str | None
    erasure: Erasure
    retention: Retention
    also: tuple[str, ...] = ()
    then: Mapping[str, Any] = field(default_factory=dict)
    told: Told = field(default_factory=Told)


def of_person(
    column: str,
    erasure: Erasure = Erasure.DELETE,
    retention: Retention = Retention.SCHOOL,
    *,
    also: tuple[str, ...] = (),
    then: Mapping[str, Any] | None = None,
    told: Told | None = None,
) -> Rows:
    """Rows of the person in this column."""
    return Rows(column, erasure, retention, also, then or {}, told or Told())


def of_school(retention: Retention = Retention.SCHOOL) -> Rows:
    """Rows of the school itself, or of the platform: no person's."""
    return Rows(None, Erasure.KEEP, retention)


def about(person: str, column: Column[Any]) -> Column[Any]:
    """A column that is of another person than its row: of the one in this column."""
    column.info["about"] = person
    return column


def severed(column: Column[Any]) -> Column[Any]:
    """The reference of a kept row to its person's account: erasure takes it away."""
    column.info["severed"] = True
    return column


def media(column: Column[Any]) -> Column[Any]:
    """A column that names files: a person's export lists them apart."""
    column.info["media"] = True
    return column


def data_of(column: Column[Any]) -> Data:
    """What a column holds; raises TypeError where its declaration does not say."""
    found = column.info.get("data")
    if not isinstance(found, Data):
        raise TypeError(f"the column {column} does not say what data it holds: infra.postgres.core")
    return found


def rows_of(table: Table) -> Rows:
    """Whose the rows of a table are."""
    rows: Rows = table.info["rows"]
    return rows


def in_school_export(column: Column[Any]) -> bool:
    """Whether a school that takes its data along gets this column."""
    return data_of(column) in {Data.KEY, Data.FACT, Data.PERSONAL}


def person_of(column: Column[Any]) -> str | None:
    """The column of its table with the person whom this column is of, if it is one's."""
    found: str | None = column.info.get("about") or rows_of(column.table).of
    return found


def in_own_export(column: Column[Any]) -> bool:
    """Whether a person who asks for their data gets this column of their rows."""
    rows = rows_of(column.table)
    own = rows.of is not None and person_of(column) == rows.of and in_school_export(column)
    return own and column.name not in rows.told.never


def told_of(table: Table, now: datetime) -> list[ColumnElement[Any]]:
    """What a person's archive says of each of their rows of a table."""
    told = rows_of(table).told
    return [
        case((told.when(table, now), column)).label(column.name)
        if column.name in told.columns
        else column
        for column in table.columns
        if in_own_export(column)
    ]


def is_severed(column: Column[Any]) -> bool:
    """Whether erasure takes the reference in this column away."""
    return bool(column.info.get("severed"))


def names_media(column: Column[Any]) -> bool:
    """Whether the column names files."""
    return bool(column.info.get("media"))


def emptied_by_erasure(column: Column[Any]) -> bool:
    """Whether this column is emptied when the person whom it is of is erased."""
    rows = rows_of(column.table)
    empties = person_of(column) is not None and rows.erasure is Erasure.EMPTY
    if not empties or column.computed is not None:
        return False
    return data_of(column) in {Data.PERSONAL, Data.SECRET, Data.DERIVED}
