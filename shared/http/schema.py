"""Base classes of request and response bodies: camelCase outside, snake_case inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Annotated, Any, Self, TypeVar, cast, get_args
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from shared.text.characters import check_line, check_text

Model = TypeVar("Model", bound="ResponseModel")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d", re.ASCII)


# What a field is in a rule of a whole body. Neither names a type: the field has its own, and what
# draws the document takes two types of one value for a contradiction.
GIVEN: Mapping[str, Any] = {"not": {"type": "null"}}
NOT_GIVEN: Mapping[str, Any] = {"const": None}


def example(**fields: Any) -> dict[str, Any]:
    """For ``json_schema_extra`` of a body: a valid one, which the API document shows.

    The guards send it: there an id in it, such as ``boardId``, becomes one of the caller's school.
    """
    return {"examples": [fields]}


def exactly_one(*fields: str) -> dict[str, Any]:
    """For ``json_schema_extra``: one of the optional fields is given, and not as null."""
    given = [{"required": [name], "properties": {name: GIVEN}} for name in fields]
    return {"oneOf": given}


def goes_with(field: str, other: str, value: str, *, default: str, given: bool) -> dict[str, Any]:
    """For ``json_schema_extra``: a field is given where the other has the value, else it is null.

    With ``given`` false the other way round. ``default`` is what the other is when left out.
    """
    has_value: dict[str, Any] = {"properties": {other: {"const": value}}}
    if value != default:
        has_value["required"] = [other]
    present = {"required": [field], "properties": {field: GIVEN}}
    absent = {"properties": {field: NOT_GIVEN}}
    return {
        "if": has_value,
        "then": present if given else absent,
        "else": absent if given else present,
    }


class RequestModel(BaseModel):
    """What a client sends. Unknown fields are refused, so a typing error is never ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """What a client receives."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
    )

    @classmethod
    def of(cls, source: object, **given: Any) -> Self:
        """The record as the viewer may see it: a copy of the fields that it has by name.

        A person or another model inside comes from the fields with its prefix (``author`` from
        ``author_id`` and so on), and is None where the id is. What depends on the viewer is given
        by name. Raises TypeError for a field that has no value.
        """
        return _copy(cls, source, "", given)


_ABSENT = object()


def _copy(kind: type[Model], source: object, prefix: str, given: Mapping[str, Any]) -> Model:
    values = dict(given)
    for name, field in kind.model_fields.items():
        if name in values:
            continue
        found = getattr(source, prefix + name, _ABSENT)
        inner = _model_in(cast("Hashable", field.annotation))
        if found is _ABSENT and inner is not None:
            nobody = getattr(source, f"{prefix}{name}_id", _ABSENT) is None
            found = None if nobody else _copy(inner, source, f"{prefix}{name}_", {})
        if found is not _ABSENT:
            values[name] = found
        elif field.is_required():
            raise TypeError(f"{kind.__name__}.{name} is neither in the record nor given")
    return kind(**values)


@cache
def _model_in(annotation: Hashable) -> type[ResponseModel] | None:
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, ResponseModel):
            return kind
    return None


STORED = "stored"
"""The validation context of what was accepted before: rules about characters are for new texts."""


def _unless_stored(check: Callable[[str], str]) -> AfterValidator:
    def checked(text: str, info: ValidationInfo) -> str:
        return text if info.context == STORED else check(text)

    return AfterValidator(checked)


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this moment is not in the calendar of UTC") from error


def _written(parse: Callable[[str], Any], form: re.Pattern[str], like: str) -> BeforeValidator:
    """Read a text of one form only: Pydantic takes "60" for a minute after 1970 began."""

    def read(given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if not form.match(given):
            raise ValueError(f"write it like {like}")
        return parse(given)

    return BeforeValidator(read)


def _without_offset(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("a time of the school's own clock has no offset")
    return at


SAFE_TEXT = _unless_stored(check_text)
SAFE_LINE = _unless_stored(check_line)

Token = Annotated[str, SAFE_LINE]
"""Any string of a request: one line without characters that nobody sees. The base of the others.

Postgres stores no NUL and no half of a surrogate; marks of direction make a name read as another.
"""

Line = Annotated[str, StringConstraints(strip_whitespace=True), SAFE_LINE]
"""One line written by a person, such as a name or a title: trimmed."""

Text = Annotated[str, StringConstraints(strip_whitespace=True), SAFE_TEXT]
"""Lines written by a person: trimmed."""

Instant = Annotated[
    AwareDatetime,
    Field(strict=True),
    _written(datetime.fromisoformat, _MOMENT, "2012-04-30T07:00:00Z"),
    AfterValidator(_in_utc),
]
"""A moment with an offset, in UTC; seconds since some moment are none."""

Day = Annotated[date, Strict(), _written(date.fromisoformat, _DAY, "2012-04-30")]
"""A day of the calendar, such as ``2012-04-30``; seconds since some moment are none."""

ClockTime = Annotated[
    time,
    Strict(),
    AfterValidator(_without_offset),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A time of the school's own clock, such as ``07:00``; seconds since midnight are none.

JSON Schema's format ``time`` would ask for an offset, which only a moment has.
"""

ClientId = Annotated[
    UUID | None,
    Field(
        description="An id that the author's device made for this text. It is used once, for good: "
        "the same text sent again is answered with what was created the first time."
    ),
]
