"""The one declaration of an event: its wire name, its audience and its payload."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.realtime.channels import Channel

_TYPE = re.compile(r"[a-z_]+(:[a-z_]+)?")
_VARIABLE = re.compile(r"\{([a-z_]+)\}")

PREVIEW_CHARS = 140
"""Length of a preview in a payload: enough to show, too little to leak a text."""


SUBJECT_CHARS = 64
"""Length of what a counter counts, on the bus."""


class EventError(TypeError):
    """A declaration or an emission contradicts the rules of events."""


class Event(BaseModel):
    """Base of all events. Fields are the payload; producers may not add any."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
    )

    wire_name: ClassVar[str]
    version: ClassVar[int]
    durable: ClassVar[bool]
    legacy_type: ClassVar[str | None]
    audience: ClassVar[tuple[str, ...]]
    coalesce_seconds: ClassVar[float]
    coalesce_by: ClassVar[str | None]
    nobodys: ClassVar[bool]

    def pace(self) -> str:
        """How often relays pass the counter on, as ``seconds:subject``; empty for other events."""
        if not self.coalesce_seconds:
            return ""
        subject = "" if self.coalesce_by is None else str(getattr(self, self.coalesce_by))
        return f"{self.coalesce_seconds:g}:{subject[:SUBJECT_CHARS]}"

    @classmethod
    def consume(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload as a consumer does: fields that a newer producer added are ignored."""
        return cls.model_validate(data, extra="ignore")

    @classmethod
    def resolve_audience(cls, routing: Mapping[str, object]) -> tuple[Channel, ...]:
        """The channels of one emission, in the order of the audience.

        Each template of the audience is filled from ``routing``. A template whose variable is None
        is left out, and one whose variable is several ids becomes a channel for each of them; a
        missing or superfluous variable raises EventError.
        """
        wanted = {name for template in cls.audience for name in _VARIABLE.findall(template)}
        if wanted != routing.keys():
            raise EventError(
                f"{cls.wire_name} is routed by {sorted(wanted)}, got {sorted(routing)}"
            )
        filled = (channel for template in cls.audience for channel in _fill(template, routing))
        return tuple(dict.fromkeys(filled))


def _fill(template: str, routing: Mapping[str, object]) -> list[Channel]:
    kind, _, variable = template.partition(":")
    value = routing[variable[1:-1]]
    if value is None:
        return []
    several = value if isinstance(value, tuple) else (value,)
    return [Channel(kind, str(one)) for one in several]


E_ = TypeVar("E_", bound=type[Event])


def event(
    wire_name: str,
    *,
    audience: tuple[str, ...],
    version: int = 1,
    durable: bool = True,
    legacy: str | None = None,
    coalesce_seconds: float = 0,
    coalesce_by: str | None = None,
    nobodys: bool = False,
) -> Callable[[E_], E_]:
    """Declare the decorated class as an event.

    ``audience`` lists channel templates such as ``user:{post_author_id}``; an empty audience is
    for what a relay says to a single connection. An ephemeral event that only counts may be
    coalesced: relays pass at most one on in ``coalesce_seconds``, the newest, for each channel and
    each value of the field ``coalesce_by``. ``nobodys``: it names no actor and no request; totals
    never do.
    """

    def declare(cls: E_) -> E_:
        if _TYPE.fullmatch(wire_name) is None:
            raise EventError(f"{wire_name!r} is not of the form entity:verb")
        if not inspect.getdoc(cls):
            raise EventError(f"{wire_name} needs a docstring that says when it happens")
        if coalesce_seconds < 0 or (coalesce_seconds and durable):
            raise EventError(f"{wire_name} cannot be coalesced: a durable event leaves no hole")
        if coalesce_by is not None and (
            not coalesce_seconds or coalesce_by not in inspect.get_annotations(cls)
        ):
            raise EventError(f"coalesce_by of {wire_name} names {coalesce_by}, which it cannot")
        cls.wire_name = wire_name
        cls.version = version
        cls.durable = durable
        cls.legacy_type = legacy
        cls.audience = audience
        cls.coalesce_seconds = coalesce_seconds
        cls.coalesce_by = coalesce_by
        cls.nobodys = nobodys or bool(coalesce_seconds)
        return cls

    return declare
