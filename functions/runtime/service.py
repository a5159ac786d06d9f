"""Declarations of what the platform calls: Pub/Sub workers and scheduled jobs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from shared.events.event import Event

WORKER = "__worker__"
JOB = "__job__"

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Worker:
    """A push subscription and its handler, which may announce the events in ``emits``."""

    name: str
    module: str
    template: str
    subscribes: tuple[type[Event], ...]
    emits: tuple[type[Event], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled run. ``schedule`` is a cron expression in UTC."""

    name: str
    module: str
    template: str
    schedule: str
    summary: str


@dataclass(frozen=True, slots=True)
class Received:
    """An event as a worker gets it."""

    id: UUID
    type: str
    tenant_id: UUID
    channel: str
    actor_id: UUID | None
    data: Mapping[str, Any]
    body: Mapping[str, Any]


def worker(
    *,
    subscribes: tuple[type[Event], ...],
    emits: tuple[type[Event], ...] = (),
) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the handler of a push subscription.

    It gets each event once, whatever the bus repeats; raising asks for another delivery.
    """

    def declare(handler: Handler) -> Handler:
        name = handler.__name__
        declaration = Worker(
            name=name,
            module=handler.__module__,
            template=f"/v1/internal/workers/{name.removeprefix('worker_')}",
            subscribes=subscribes,
            emits=emits,
            summary=_summary(handler),
        )
        setattr(handler, WORKER, declaration)
        return handler

    return declare


def job(schedule: str) -> Callable[[Handler], Handler]:
    """Declare the decorated function as a scheduled job; it is safe to repeat."""

    def declare(handler: Handler) -> Handler:
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
