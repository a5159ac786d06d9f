"""Playing what happened in the demo school: the product's own functions, at times gone by.

A function is called as its entry point calls it, as the person who acts and by a clock that is set
back. The workers are told at once, so that counters, notifications and the activity feed are what
they would be. Nothing enters the event log: what is history to everybody must not be announced to
screens and mailboxes when the product starts.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Table, select
from typing_extensions import override

from functions.runtime.audit import Trail
from functions.runtime.context import Ctx, RequestInfo, Viewer
from functions.runtime.service import WORKER, Received, Worker
from functions.workers.activity import worker_activity
from functions.workers.courses import worker_courses
from functions.workers.coursework import worker_coursework
from functions.workers.notifications import worker_notifications
from functions.workers.pulses import worker_pulses
from infra.bootstrap import Dependencies
from infra.local.keys import LocalKeys
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.settings import Settings
from shared.events.event import Event
from shared.http.route import declaration_of
from shared.realtime.channels import Channel, user_channel

T = TypeVar("T")

_NAMESPACE = UUID("5a3f0f6e-7c1d-4a52-9d0b-000000000001")
_NOBODY = UUID(int=0)
_WORKERS: tuple[Worker, ...] = tuple(
    getattr(handler, WORKER)
    for handler in (
        worker_notifications,
        worker_activity,
        worker_courses,
        worker_coursework,
        worker_pulses,
    )
)


def demo_id(*parts: object) -> UUID:
    """The id of a demo row: always the same, so that a second run finds the first one's rows."""
    return uuid.uuid5(_NAMESPACE, "/".join(str(part) for part in parts))


@dataclass(frozen=True, slots=True)
class _Happened:
    event: Event
    channel: Channel
    actor_id: UUID | None


@dataclass(slots=True)
class _Acting(Ctx):
    """The context of one act: keeps the events, and gives a chosen id to what is made first."""

    made_as: UUID | None = None
    happened: list[_Happened] = field(default_factory=list)

    @override
    def new_id(self) -> UUID:
        made_as, self.made_as = self.made_as, None
        return made_as or Ctx.new_id(self)

    @override
    def apart(self, slow: Callable[[], T]) -> T:
        # All acts are one transaction, which nobody waits for.
        return slow()

    @override
    def emit(self, event: Event, **routing: UUID | str | tuple[UUID, ...] | None) -> None:
        channels = event.resolve_audience(routing)
        if channels and event.durable:
            self.happened.append(_Happened(event, channels[0], self._actor_id()))


class Stage:
    """One school in one unit of work. ``people`` are its viewers by key, ``acts`` counts."""

    def __init__(self, unit: UnitOfWork, now: datetime, people: Mapping[str, Viewer]) -> None:
        self.unit = unit
        self.now = now
        self.acts = 0
        self._people = people
        self._time = now
        self._deps = Dependencies(_settings(), clock=lambda: self._time)

    def act(
        self,
        who: str,
        handler: Callable[..., T],
        *given: object,
        ago: timedelta,
        made_as: UUID | None = None,
    ) -> T:
        """Call a function of the product as a person, ``ago`` before now; returns its answer.

        ``made_as`` is the id of what it makes.
        """
        self.acts += 1
        self._time = self.now - ago
        ctx = self._context(self._people[who], made_as)
        route = declaration_of(handler)
        # What administrators did is in the audit log, as it would be.
        path = next((one for one in given if route.path and isinstance(one, route.path)), None)
        trail = Trail.begin(ctx, route, route.audit, {"path": path}) if route.audit else None
        answer = handler(ctx, *given)
        if trail is not None:
            trail.write(answer)
        for happened in ctx.happened:
            self._tell_workers(happened)
        return answer

    def told(self, event: Event, user_id: UUID, *, ago: timedelta) -> None:
        """Let the workers hear what a job has told somebody, ``ago`` before now."""
        self._time = self.now - ago
        self._tell_workers(_Happened(event, user_channel(user_id), None))

    def has(self, table: Table, **values: object) -> bool:
        """Whether the school has such a row: then it was played before."""
        of_school = table.c.tenant_id == self.unit.tenant
        such = (table.c[name] == value for name, value in values.items())
        return bool(self.unit.all(select(table.c.id).where(of_school, *such).limit(1)))

    def _tell_workers(self, happened: _Happened) -> None:
        event = happened.event
        data: dict[str, Any] = event.model_dump(mode="json")
        received = Received(
            id=uuid.uuid4(),
            type=event.wire_name,
            tenant_id=self.unit.tenant,
            channel=happened.channel.name,
            actor_id=happened.actor_id,
            data=data,
            body=data,
        )
        for worker in _WORKERS:
            if event.wire_name in worker.table:
                worker.handle(self._context(None), received)

    def _context(self, viewer: Viewer | None, made_as: UUID | None = None) -> _Acting:
        request = RequestInfo(id="demo", ip="", user_agent="", received_at=self._time)
        return _Acting(self._deps, self.unit, request, (), viewer, made_as=made_as)


def viewer_of(tenant_id: UUID, user_id: UUID, **known: Any) -> Viewer:
    """Somebody of the demo school, as if signed in."""
    return Viewer(
        user_id=user_id,
        tenant_id=tenant_id,
        session_id=_NOBODY,
        token_id=_NOBODY,
        token_version=0,
        token_expires_at=0,
        tenant_settings={},
        **known,
    )


def _settings() -> Settings:
    """No store but the unit, and keys that nobody keeps: no token is ever signed with them."""
    keys = LocalKeys.generate()
    return Settings(
        database_url=SecretStr(""),
        jwt_public_keys=keys.public_keys,
        jwt_signing_keys=SecretStr(keys.signing_keys),
        # The stack's own, where it seeds: a secret that nobody can open is no use to it.
        webhook_seal_key=SecretStr(os.environ.get("WEBHOOK_SEAL_KEY", keys.webhook_seal_key)),
        upstash_redis_rest_url=None,
        upstash_redis_rest_token=None,
        pubsub_project=None,
    )
