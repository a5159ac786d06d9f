"""How a collection is read, for the index and for a viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    literal,
    literal_column,
    null,
)

SCHOOL = "school"
MANAGERS = "managers"
"""Who may find what is read by those only who run the school."""
CATALOGUE = "catalogue"
"""Who may read courses at all."""

TENANT = bindparam("tenant_id", type_=Uuid())
VIEWER = bindparam("viewer_id", type_=Uuid())
IDS = bindparam("ids", type_=ARRAY(Uuid()))
_AFTER = bindparam("after_id", type_=Uuid())
_ROWS = bindparam("row_limit", type_=Integer())
NOBODY = null().cast(Uuid())
NO_TAGS = literal_column("'{}'::text[]", ARRAY(Text()))
NO_PERSON = (
    NOBODY.label("person_id"),
    null().cast(Text()).label("person_name"),
    null().cast(Text()).label("person_avatar"),
    null().cast(Text()).label("person_role"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """How a collection is read.

    ``rows`` are what is indexed, as it is now; ``id`` is what they are called by. ``hits`` are what
    a viewer may see of the things that ``ids`` names, whatever the index says.
    """

    rows: Callable[[], Select[Any]]
    id: ColumnElement[Any]
    hits: Callable[[], Select[Any]]

    def some(self) -> Select[Any]:
        """The rows that ``ids`` names."""
        return self.rows().where(self.id == any_(IDS))

    def page(self) -> Select[Any]:
        """The next ``row_limit`` rows after ``after_id``."""
        return self.rows().where(self.id > _AFTER).order_by(self.id).limit(_ROWS)


def scoped(kind: str, of: ColumnElement[Any]) -> ColumnElement[str]:
    """An audience: everybody of one class, of one club."""
    return literal(f"{kind}:", Text()).concat(of.cast(Text()))


def count(of: ColumnElement[Any]) -> ColumnElement[int]:
    """A number as the index keeps it."""
    return of.cast(Integer())
