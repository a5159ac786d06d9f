"""Every string and every moment of a request is of a base type: no character slips through."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    Field,
    NaiveDatetime,
    Strict,
    TypeAdapter,
    ValidationError,
)

from shared.http.schema import (
    SAFE_LINE,
    SAFE_TEXT,
    STORED,
    Day,
    Instant,
    Line,
    RequestModel,
    Text,
    Token,
)
from tests.guards.routes import ROUTES

MOMENTS = {date, datetime, AwareDatetime, NaiveDatetime}
SAFE = (SAFE_LINE, SAFE_TEXT)
STRICT = Strict()
(MOVED,) = [check for check in get_args(Instant) if isinstance(check, AfterValidator)]
UNSAFE = ("a\x00b", "a\ud800", "\u202eabc", "abc\u200f", "\u200b\u2060", " \u3164", "\x9b1m")
# Names of fields that hold one line: what heads a page or stands on a wall.
HEADINGS = {
    "code",
    "email",
    "first_name",
    "last_name",
    "name",
    "nickname",
    "slug",
    "title",
    "title_kh",
}


def _inputs() -> Iterator[type[BaseModel]]:
    for route in ROUTES:
        yield from filter(None, (route.path, route.query, route.body))


def _unsafe(annotation: Any, metadata: tuple[Any, ...], where: str) -> Iterator[str]:
    """The places under an annotation that take a string or a moment of any kind."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from _unsafe(inner, (*metadata, *more), where)
    elif origin in {typing.Union, types.UnionType}:
        for part in get_args(annotation):
            yield from _unsafe(part, metadata, where)
    elif origin is not None and origin is not Literal:
        for part in get_args(annotation):
            yield from _unsafe(part, (), f"{where}[]")
    elif origin is None and annotation not in {Any, type(None)}:
        yield from _unsafe_type(annotation, metadata, where)


def _unsafe_type(kind: type, metadata: tuple[Any, ...], where: str) -> Iterator[str]:
    if issubclass(kind, BaseModel):
        yield from _unsafe_fields(kind)
    elif kind is str:
        if not any(check is safe for check in metadata for safe in SAFE):
            yield where
    elif kind in MOMENTS:
        # A day moves to no other zone; it must be written as one.
        if (MOVED if kind is not date else STRICT) not in metadata:
            yield where
    else:
        assert issubclass(kind, Enum | UUID | bool | int | float | Decimal | time), (
            f"{where}: {kind}"
        )


def _unsafe_fields(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield from _unsafe(field.annotation, tuple(field.metadata), f"{model.__name__}.{name}")


def test_no_plain_string_and_no_plain_moment_remains() -> None:
    found = {place for model in _inputs() for place in _unsafe_fields(model)}
    assert not found, "use Token, Line, Text, Instant or Day of shared.http.schema"


def test_the_guard_sees_a_plain_string_wherever_it_hides() -> None:
    class Inner(RequestModel):
        words: list[Annotated[str, Field(max_length=3)]]

    class Outer(RequestModel):
        fine: Line | None
        also: Annotated[Token, Field(max_length=3)] = ""
        plain: str
        maybe: Annotated[str | None, Field(max_length=3)]
        inner: Inner
        keyed: dict[str, int]
        when: datetime
        day: Day
        loose: date

    assert list(_unsafe_fields(Outer)) == [
        "Outer.plain",
        "Outer.maybe",
        "Inner.words[]",
        "Outer.keyed[]",
        "Outer.when",
        "Outer.loose",
    ]


def test_headings_hold_no_line_breaks() -> None:
    found = []
    for model in _inputs():
        for name, field in model.model_fields.items():
            if name in HEADINGS and "SAFE_TEXT" in repr(_names(field.annotation, field.metadata)):
                found.append(f"{model.__name__}.{name}")
    assert not found, "use Line"


def _names(annotation: Any, metadata: Any) -> list[str]:
    found = ["SAFE_TEXT" for check in metadata if check is SAFE_TEXT]
    for part in get_args(annotation):
        found += _names(part, getattr(part, "__metadata__", ()))
    return found


@pytest.mark.parametrize("kind", [Token, Line, Text], ids=["Token", "Line", "Text"])
def test_base_types_refuse_what_no_text_may_hold(kind: Any) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    for text in UNSAFE:
        with pytest.raises(ValidationError):
            adapter.validate_python(text)
        if "\ud800" not in text:  # which no database could have kept
            kept = adapter.validate_python(text, context=STORED)
            assert kept == (text if kind is Token else text.strip())
    for text in ("", "សា\u200bលា", "👩\u200d🏫", "\U0001fac8"):
        assert adapter.validate_python(text) == text


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "2026-01-01T00:00:00", 7]
)
def test_a_moment_outside_the_calendar_of_utc_is_refused(moment: str | int) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_json(f'"{moment}"' if isinstance(moment, str) else "7")
