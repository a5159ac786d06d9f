"""Cursor pagination: opaque cursors over a stable order."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Generic, Protocol, Self, TypeVar, cast
from uuid import UUID

from pydantic import Field, TypeAdapter

from shared.http.problem import MalformedRequest
from shared.http.schema import RequestModel, ResponseModel, Token

T = TypeVar("T")
Row = TypeVar("Row")
MAX_CURSOR_CHARS = 256


class InvalidPageCursor(MalformedRequest):
    """The cursor was not made by this API."""

    code = "invalid_cursor"
    title = "The cursor is not valid"
    cure = "Begin without a cursor, and send only cursors that an answer gave, unchanged."


class PageQuery(RequestModel):
    """Query parameters of every list."""

    limit: Annotated[int, Field(ge=1, le=100, description="Items a page")] = 20
    cursor: Annotated[
        Annotated[Token, Field(max_length=MAX_CURSOR_CHARS)] | None, Field(description="Opaque")
    ] = None


class PageInfo(ResponseModel):
    """Where the next page begins. ``prevCursor`` is null: lists are read forward."""

    next_cursor: str | None
    prev_cursor: str | None = None
    has_more: bool


class Page(ResponseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    page_info: PageInfo

    @classmethod
    def of_rows(
        cls,
        rows: Sequence[Row],
        limit: int,
        show: Callable[[Row], T],
        place: Callable[[Row], Place] = attrgetter("position"),
    ) -> Page[T]:
        """The page of ``limit + 1`` fetched rows; ``place`` is where a row stands in the list."""
        kept, page_info = page_of(rows, limit, place)
        return Page(data=[show(row) for row in kept], page_info=page_info)


@dataclass(frozen=True, slots=True)
class Position:
    """The last item a client has seen, in an order by time and id, newest first."""

    at: datetime
    id: UUID

    def encode(self) -> str:
        """The opaque cursor."""
        return _packed([self.at.astimezone(UTC).isoformat(), str(self.id)])

    @classmethod
    def decode(cls, cursor: str | None) -> Position | None:
        """Read a cursor; raises InvalidPageCursor on anything that encode did not make."""
        if cursor is None:
            return None
        try:
            at, item_id = _unpacked(cursor)
            position = cls(datetime.fromisoformat(at), UUID(item_id))
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidPageCursor from error
        # Only UTC: a time near the ends of the calendar with an offset has no equal in UTC.
        if position.at.utcoffset() != timedelta(0) or position.encode() != cursor:
            raise InvalidPageCursor
        return position


@dataclass(frozen=True, slots=True)
class Cursor:
    """Base of dataclasses that say where an item stands, in an order by ids, numbers and names.

    A field's annotation bounds what is read, so that the database can take it.
    """

    def encode(self) -> str:
        """The opaque cursor."""
        return _packed([_plain(getattr(self, field.name)) for field in fields(self)])

    @classmethod
    def decode(cls, cursor: str | None) -> Self | None:
        """Read a cursor; raises InvalidPageCursor on anything that encode did not make."""
        if cursor is None:
            return None
        try:
            names = [field.name for field in fields(cls)]
            parts = dict(zip(names, _unpacked(cursor), strict=True))
            place: Self = _reader(cast("Hashable", cls)).validate_python(parts)
        except (ValueError, TypeError, RecursionError) as error:
            raise InvalidPageCursor from error
        if place.encode() != cursor:
            raise InvalidPageCursor
        return place


def _packed(parts: Sequence[Any]) -> str:
    raw = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpacked(cursor: str) -> Any:
    raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    return json.loads(raw)


@cache
def _reader(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", kind))


def _plain(value: UUID | float | str) -> float | str:
    if isinstance(value, UUID):
        return value.hex
    return int(value) if isinstance(value, bool) else value


class Place(Protocol):
    """Where an item stands in the order of its list."""

    def encode(self) -> str:
        """The opaque cursor."""


def page_of(
    rows: Sequence[T], limit: int, position: Callable[[T], Place]
) -> tuple[Sequence[T], PageInfo]:
    """Cut ``limit + 1`` fetched rows to a page and say whether there is another."""
    has_more = len(rows) > limit
    kept = rows[:limit]
    cursor = position(kept[-1]).encode() if has_more else None
    return kept, PageInfo(next_cursor=cursor, has_more=has_more)
