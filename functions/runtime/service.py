"""Declarations of what the platform calls: Pub/Sub workers and scheduled jobs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from shared.events.event import Event
from shared.telemetry.cause import Trace

if TYPE_CHECKING:
    from functions.runtime.context import Ctx

WORKER = "__worker__"
JOB = "__job__"

Declared = TypeVar("Declared", bound=Callable[..., Any])
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Received:
    """An event as a worker gets it, and the request that made it."""

    id: UUID
    type: str
    tenant_id: UUID
    channel: str
    actor_id: UUID | None
    data: Mapping[str, Any]
    body: Mapping[str, Any]
    request_id: str | None = None
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class On(Generic[E]):
    """What a worker does about an event."""

    event: type[E]
    handle: Callable[[Ctx, E, Received], None]


def on(event: type[E], handle: Callable[[Ctx, E, Received], None]) -> On[E]:
    """A row in the table of a worker. Raises TypeError for an event that no worker ever gets."""
    if not event.durable or not event.audience:
        why = "is on no channel" if event.durable else "is ephemeral"
        raise TypeError(f"{event.wire_name} {why}: it reaches no worker")
    return On(event, handle)


@dataclass(frozen=True, slots=True)
class Worker:
    """A push subscription: what it does about which event, and what it may announce."""

    name: str
    module: str
    template: str
    table: Mapping[str, On[Any]]
    emits: tuple[type[Event], ...]
    summary: str

    @property
    def subscribes(self) -> tuple[type[Event], ...]:
        """The events of its table."""
        return tuple(row.event for row in self.table.values())

    def handle(self, ctx: Ctx, received: Received) -> None:
        """Do what the table says."""
        row = self.table[received.type]
        row.handle(ctx, row.event.consume(received.data), received)


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled run. ``schedule`` is a cron expression in UTC."""

    name: str
    module: str
    template: str
    schedule: str
    summary: str


def worker(*table: On[Any], emits: tuple[type[Event], ...] = ()) -> Callable[[Declared], Declared]:
    """Declare a push subscription by its table; the function below gives its name and summary.

    Each event comes once, whatever the bus repeats; raising asks for another delivery. Raises
    TypeError where nothing feeds the worker, or two rows claim one event.
    """

    def declare(named: Declared) -> Declared:
        name, rows = named.__name__, {row.event.wire_name: row for row in table}
        if not rows or len(rows) != len(table):
            raise TypeError(f"{name} needs a row for each of its events, and only one")
        declaration = Worker(
            name=name,
            module=named.__module__,
            template=f"/v1/internal/workers/{name.removeprefix('worker_')}",
            table=MappingProxyType(rows),
            emits=emits,
            summary=_summary(named),
        )
        setattr(named, WORKER, declaration)
        return named

    return declare


def job(schedule: str) -> Callable[[Declared], Declared]:
    """Declare the decorated function as a scheduled job; it is safe to repeat."""

    def declare(handler: Declared) -> Declared:
        name = handler.__name__
        declaration = Job(
            name=name,
            module=handler.__module__,
            template=f"/v1/internal/jobs/{name.removeprefix('job_').replace('_', '-')}",
            schedule=schedule,
            summary=_summary(handler),
        )
        setattr(handler, JOB, declaration)
        return handler

    return declare


def _summary(handler: Callable[..., Any]) -> str:
    text = inspect.cleandoc(handler.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")
    if not text:
        raise TypeError(f"{handler.__name__} needs a docstring")
    return text.rstrip(".")
