"""How a collection is read, for the index and for a viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
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
    extract,
    func,
    join,
    literal,
    literal_column,
    null,
    select,
)

from shared.search.indexed import Document
from shared.search.types import Collection

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


_WORDS = "words 1"
"""Changes with how texts are taken apart: then all is indexed anew."""


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
        """The rows that ``ids`` names, with digests of what is in them."""
        return _digested(self.rows().where(self.id == any_(IDS)))

    def page(self) -> Select[Any]:
        """The next ``row_limit`` rows after ``after_id``."""
        found = self.rows().where(self.id > _AFTER).order_by(self.id).limit(_ROWS)
        query = _digested(found)
        return query.order_by(query.selected_columns.id)

    def stale(self, collection: Collection) -> Select[Any]:
        """What the index does not have as it is now: missing, old, or of nothing any more."""
        now = _digested(self.rows()).subquery("now")
        kept = func.app.search_digests(TENANT, literal(collection.value, Text()))
        there = kept.table_valued("id", "digest").render_derived("there")
        columns: list[ColumnElement[Any]] = [
            literal(collection.value, Text()).label("collection"),
            func.coalesce(now.c.id, there.c.id).label("id"),
        ]
        both = join(now, there, now.c.id == there.c.id, full=True)
        return (
            select(*columns).select_from(both).where(now.c.digest.is_distinct_from(there.c.digest))
        )


def scoped(kind: str, of: ColumnElement[Any]) -> ColumnElement[str]:
    """An audience: everybody of one class, of one club."""
    return literal(f"{kind}:", Text()).concat(of.cast(Text()))


def count(of: ColumnElement[Any]) -> ColumnElement[int]:
    """A number as the index keeps it."""
    return of.cast(Integer())


def _digested(rows: Select[Any]) -> Select[Any]:
    """Rows with a digest of all that is indexed of them, the same in every zone of time."""
    found = rows.subquery("thing")
    said = [
        extract("epoch", found.c[name]) if name == "happened_at" else found.c[name]
        for name in (field.name for field in fields(Document))
    ]
    return select(*found.c, func.md5(func.row(_WORDS, *said).cast(Text())).label("digest"))
