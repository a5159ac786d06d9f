"""What a connection asked to receive, and in which spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sse_relay.wire import StreamEvent

MAX_PATTERNS = 64
SYSTEM_PREFIXES = ("server:", "session:")
"""Events that a filter never holds back: without them a client cannot act rightly."""

_PATTERN = re.compile(r"\*|[a-z_]+(:([a-z_]+|\*))?", re.ASCII)


class InvalidSelection(ValueError):
    """The filter or the mode is not one that exists."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter by event type and the spelling on the wire; None in its place means everything."""

    named: bool
    exact: frozenset[str]
    prefixes: tuple[str, ...]

    @classmethod
    def parse(cls, mode: str, events: str) -> Selection | None:
        """Read ``mode=`` and ``events=``; None when the connection gets all events as envelopes."""
        if mode not in {"envelope", "named"}:
            raise InvalidSelection("mode is envelope or named")
        patterns = [part for part in events.split(",") if part]
        if len(patterns) > MAX_PATTERNS or not all(map(_PATTERN.fullmatch, patterns)):
            raise InvalidSelection("events lists up to 64 names or prefix:* patterns")
        if not patterns or "*" in patterns:
            return cls(True, frozenset(), ("",)) if mode == "named" else None
        return cls(
            named=mode == "named",
            exact=frozenset(p for p in patterns if not p.endswith("*")),
            prefixes=(*(p[:-1] for p in patterns if p.endswith("*")), *SYSTEM_PREFIXES),
        )

    def frame(self, event: StreamEvent) -> bytes | None:
        """The event's frame in this spelling, or None when it is not wanted."""
        if event.type not in self.exact and not event.type.startswith(self.prefixes):
            return None
        return event.named() if self.named else event.frame
