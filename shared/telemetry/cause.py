"""The request that a line of the log, a message or an event comes from: its id and its trace.

``traceparent`` is W3C's header (https://www.w3.org/TR/trace-context/), here in its version 00.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from typing_extensions import override

HEADER = "traceparent"

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_INVALID_VERSION = "ff"
_SAMPLED = 0x01


@dataclass(frozen=True, slots=True)
class Trace:
    """A place in a trace. ``sampled`` says that whoever began it records its spans."""

    trace_id: str
    span_id: str
    sampled: bool = False

    @classmethod
    def begin(cls) -> Trace:
        """The first place of a new trace, which nobody records."""
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def parse(cls, text: str | None) -> Trace | None:
        """The place that a header names; None for what is missing or is no such header.

        Of a later version than ours the known part counts, as the specification asks.
        """
        match = _TRACEPARENT.fullmatch((text or "").strip())
        if match is None:
            return None
        version, trace_id, span_id, flags, more = match.groups()
        if version == _INVALID_VERSION or (version == "00" and more):
            return None
        if not int(trace_id, 16) or not int(span_id, 16):
            return None
        return cls(trace_id, span_id, sampled=bool(int(flags, 16) & _SAMPLED))

    def child(self) -> Trace:
        """Another place in the same trace."""
        return Trace(self.trace_id, secrets.token_hex(8), self.sampled)

    @override
    def __str__(self) -> str:
        """The header."""
        return f"00-{self.trace_id}-{self.span_id}-{int(self.sampled):02x}"


@dataclass(frozen=True, slots=True)
class Cause:
    """What joins everything that one request did.

    Both are None for what hides its caller: such a request leaves nothing that could be joined.
    """

    request_id: str | None = None
    trace: Trace | None = None

    @property
    def traceparent(self) -> str:
        """The header for whatever is called or told next; empty without a trace."""
        return "" if self.trace is None else str(self.trace)


UNKNOWN = Cause()
"""The cause of what began by itself, or hides its caller."""

_current: ContextVar[Cause] = ContextVar("cause", default=UNKNOWN)


def current_cause() -> Cause:
    """The cause of what is being done in this thread or task."""
    return _current.get()


def set_cause(cause: Cause) -> None:
    """Give this task a cause until its end; what it starts from now on has it too."""
    _current.set(cause)


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Lines that are logged in the block carry the cause."""
    token = _current.set(cause)
    try:
        yield
    finally:
        _current.reset(token)
