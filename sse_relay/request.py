"""A parsed request, and what a stream's query may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from shared.http.problem import MalformedRequest
from shared.realtime.channels import MAX_CHANNELS, Channel, InvalidChannel
from shared.realtime.cursor import Cursor, InvalidCursor
from sse_relay.selection import InvalidSelection, Selection

MAX_QUERY_FIELDS = 16


@dataclass(frozen=True, slots=True)
class Request:
    """Method, path, query and the few headers that matter, by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    version: str = "1.1"

    @classmethod
    def parse(cls, method: str, target: bytes, headers: Mapping[str, str], version: str) -> Request:
        """Split a request target; raises MalformedRequest."""
        path, _, query = target.decode("latin-1").partition("?")
        try:
            pairs = parse_qsl(
                query, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS, errors="strict"
            )
        except ValueError as error:
            raise MalformedRequest("The query cannot be read") from error
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise MalformedRequest("A query parameter stands twice")
        return cls(method, path, fields, headers, version)


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
