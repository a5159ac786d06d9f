"""What a client asks of a stream: channels, events, their spelling, and where to begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.http.problem import MalformedRequest
from shared.realtime.channels import MAX_CHANNELS, Channel, InvalidChannel
from shared.realtime.cursor import Cursor, InvalidCursor
from shared.realtime.hiding import is_hidden, withheld
from shared.realtime.legacy import CANONICAL
from sse_relay.wire.frames import EPHEMERAL, Spelling, StreamEvent
from sse_relay.wire.messages import Request

MAX_PATTERNS = 64
SYSTEM_PREFIXES = ("server:", "session:")
"""Events that a filter never holds back: without them a client cannot act rightly."""

_PATTERN = re.compile(r"\*|[a-z_]+(:([a-z_]+|\*))?", re.ASCII)


class InvalidSelection(ValueError):
    """The filter, the mode or the names are not among those that exist."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter by event type and the spelling on the wire; None in its place means everything."""

    named: bool
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    legacy: bool = False

    @classmethod
    def parse(cls, mode: str, events: str, names: str = "") -> Selection | None:
        """Read the query; None when the connection gets all events as envelopes.

        Raises InvalidSelection.
        """
        if mode not in {"envelope", "named"}:
            raise InvalidSelection("mode is envelope or named")
        if names not in {"", "legacy"}:
            raise InvalidSelection("names is legacy or left out")
        patterns = [CANONICAL.get(part, part) for part in events.split(",") if part]
        if len(patterns) > MAX_PATTERNS or not all(map(_PATTERN.fullmatch, patterns)):
            raise InvalidSelection("events lists up to 64 names or prefix:* patterns")
        named, legacy = mode == "named", names == "legacy"
        if not patterns or "*" in patterns:
            return cls(named, frozenset(), ("",), legacy) if named or legacy else None
        return cls(
            named=named,
            exact=frozenset(p for p in patterns if not p.endswith("*")),
            prefixes=(*(p[:-1] for p in patterns if p.endswith("*")), *SYSTEM_PREFIXES),
            legacy=legacy,
        )

    @property
    def numbered(self) -> bool:
        """Whether the client sees every position of a channel, and would notice a hole."""
        return not self.named and self.prefixes == ("",)

    def wants(self, event: StreamEvent) -> bool:
        """Whether the event passes the filter."""
        return event.type in self.exact or event.type.startswith(self.prefixes)

    @property
    def spelling(self) -> Spelling:
        """The form in which wanted events are sent."""
        if self.named:
            return Spelling.NAMED_LEGACY if self.legacy else Spelling.NAMED
        return Spelling.LEGACY if self.legacy else Spelling.ENVELOPE


@dataclass(frozen=True, slots=True)
class StreamQuery:
    """What a client asks of a stream."""

    channels: tuple[Channel, ...]
    selection: Selection | None
    cursor: Cursor | None
    checkpoints_as_events: bool = False

    @classmethod
    def parse(cls, request: Request) -> StreamQuery:
        """Read the query strictly; raises MalformedRequest."""
        names = dict.fromkeys(filter(None, request.query.get("channels", "").split(",")))
        if len(names) > MAX_CHANNELS:
            raise MalformedRequest("At most 64 channels")
        checkpoints = request.query.get("checkpoints", "")
        if checkpoints not in {"", "event"}:
            raise MalformedRequest("checkpoints is event or left out")
        # The header wins: a native EventSource sends it on its own, with a stale URL.
        cursor = request.headers.get("last-event-id") or request.query.get("lastEventId")
        try:
            return cls(
                channels=tuple(map(Channel.parse, names)),
                selection=Selection.parse(
                    request.query.get("mode", "envelope"),
                    request.query.get("events", ""),
                    request.query.get("names", ""),
                ),
                cursor=Cursor.parse(cursor) if cursor else None,
                checkpoints_as_events=checkpoints == "event",
            )
        except InvalidCursor as error:
            raise MalformedRequest(f"The cursor is not valid: {error}") from error
        except InvalidChannel as error:
            raise MalformedRequest("A channel name is not valid") from error
        except InvalidSelection as error:
            raise MalformedRequest(str(error)) from error


def spelling_for(
    event: StreamEvent, selection: Selection | None, hidden: frozenset[bytes]
) -> Spelling | None:
    """How an event is sent to a reader, or None when it is left out."""
    if hidden and is_hidden(event.type, event.actor, hidden):
        numbered = selection is None or selection.numbered
        return Spelling.PLACE if numbered and event.seq != EPHEMERAL else None
    if selection is None:
        return Spelling.ENVELOPE
    return selection.spelling if selection.wants(event) else None


def envelope_for(
    event: StreamEvent, selection: Selection | None, hidden: frozenset[bytes]
) -> Mapping[str, Any] | None:
    """The same for a reader of documents, who gets envelopes whatever the mode."""
    spelling = spelling_for(event, selection, hidden)
    envelope = event.envelope()
    if spelling is None:
        return None
    if spelling is Spelling.PLACE:
        return withheld(envelope)
    if spelling in {Spelling.LEGACY, Spelling.NAMED_LEGACY}:
        return {**envelope, "type": envelope.get("legacyType") or envelope["type"]}
    return envelope
