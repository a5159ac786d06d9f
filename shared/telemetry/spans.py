"""Spans and measures: what is recorded of a request where somebody collects it, and nothing else.

Two implementations exist: :data:`SILENT`, and OpenTelemetry's in ``infra.telemetry``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import Enum
from typing import Protocol

from shared.telemetry.cause import Trace

Attributes = Mapping[str, str | int | float | bool]


class Kind(Enum):
    """Which end of a call a span is."""

    SERVER = "server"
    CONSUMER = "consumer"


class Measure(Enum):
    """A distribution, under the name of OpenTelemetry's conventions where they have one."""

    HTTP_DURATION = ("http.server.request.duration", "s", "From a request to its answer.")
    POOL_WAIT = ("db.client.connection.wait_time", "s", "Wait for a connection to Postgres.")
    PUBLISH_DURATION = ("messaging.client.operation.duration", "s", "Publishing to Pub/Sub.")
    EVENT_LAG = ("stunity.event.lag", "s", "From the making of an event to a worker.")

    def __init__(self, title: str, unit: str, text: str) -> None:
        self.title = title
        self.unit = unit
        self.text = text


class Span(Protocol):
    """Work that is under way. ``trace`` is its place, for logs and for whoever is called next."""

    trace: Trace

    def set(self, attributes: Attributes) -> None:
        """Add what is known now."""

    def fail(self, reason: str) -> None:
        """Mark it as failed; the reason is a class or a status, never a text of a person."""


class Telemetry(Protocol):
    """Records spans and measures."""

    def span(self, name: str, kind: Kind, parent: Trace | None) -> AbstractContextManager[Span]:
        """The span of a request or message; what it calls is below it."""

    def step(self, name: str) -> AbstractContextManager[object]:
        """A part of the current span."""

    def record(self, measure: Measure, value: float, attributes: Attributes) -> None:
        """Count one observation."""

    def close(self) -> None:
        """Send what is recorded, and no more."""


class _Unrecorded:
    """A place in a trace without a record."""

    __slots__ = ("trace",)

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def set(self, attributes: Attributes) -> None:
        """Nobody listens."""

    def fail(self, reason: str) -> None:
        """Nobody listens."""


_NOTHING = nullcontext()


class _Silent:
    """Passes traces on and records nothing."""

    @contextmanager
    def span(self, name: str, kind: Kind, parent: Trace | None) -> Iterator[Span]:  # noqa: ARG002 - the protocol's
        """The next place of the trace, or the first of a new one."""
        yield _Unrecorded(Trace.begin() if parent is None else parent.child())

    def step(self, name: str) -> AbstractContextManager[object]:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return _NOTHING

    def record(self, measure: Measure, value: float, attributes: Attributes) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


SILENT: Telemetry = _Silent()
