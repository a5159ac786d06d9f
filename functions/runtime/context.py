"""What a handler is given: the caller, the unit of work, the clock and a way to announce."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from shared.auth.assignments import Assignment, Scope, ScopeType
from shared.auth.permissions import GRANTS, Permission, Reach
from shared.auth.roles import Role
from shared.events.event import Event, EventError
from shared.identity.browsers import BrowserProof
from shared.identity.known_device import KnownDevice
from shared.ids import uuid7
from shared.realtime.channels import Channel, user_channel
from shared.realtime.envelope import Envelope
from shared.search.touching import Touch, touched
from shared.telemetry.cause import UNKNOWN, Cause

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork

Result = TypeVar("Result")


MOST_COPIES = 32_767
"""What the column of copies holds: that a row is one counts, and not which."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person in the active school, verified against the database.

    A guest has the one channel that the pass opens as ``guest_scope``. Who comes by an API key has
    ``key_permissions``, the permissions of the person that it may use.
    """

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    token_id: UUID
    token_version: int
    token_expires_at: int
    role: Role
    name: str
    locale: str
    tenant_settings: Mapping[str, Any]
    guest_scope: str | None = None
    assignments: tuple[Assignment, ...] = ()
    key_permissions: frozenset[Permission] | None = None

    @property
    def grants(self) -> Mapping[Permission, Reach]:
        """What the role in the school allows, as far as an API key may use it."""
        by_role, key = GRANTS[self.role], self.key_permissions
        return by_role if key is None else {p: by_role[p] for p in key if p in by_role}

    @property
    def is_guest(self) -> bool:
        """Whether this is somebody without an account; ``user_id`` is then the id of the pass."""
        return self.guest_scope is not None

    def may_enter(self, scope: str) -> bool:
        """Whether a guest's pass is for this game or board; members may knock everywhere."""
        return self.guest_scope in {None, scope}

    def reach(self, permission: Permission) -> Reach | None:
        """How far the permission goes for this person, by role and assignments, or None."""
        by_role = self.grants.get(permission)
        if by_role is Reach.ALL or self.is_assigned(permission):
            return Reach.ALL
        somewhere = self._key_has(permission) and any(
            assigned.grants(permission) for assigned in self.assignments
        )
        return Reach.OWN if somewhere else by_role

    def can_everywhere(self, permission: Permission) -> bool:
        """Whether the permission covers objects of other people too."""
        return self.reach(permission) is Reach.ALL

    def can_in_school(self, permission: Permission) -> bool:
        """Whether the role in the school has the permission, not only one for a part of it."""
        return permission in self.grants or self.is_assigned(permission)

    def is_assigned(self, permission: Permission, *scopes: Scope) -> bool:
        """Whether an assignment for the school or one of the scopes has the permission."""
        where = {Scope(ScopeType.TENANT, self.tenant_id), *scopes}
        return self._key_has(permission) and any(
            a.scope in where and a.grants(permission) for a in self.assignments
        )

    def _key_has(self, permission: Permission) -> bool:
        return self.key_permissions is None or permission in self.key_permissions


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """Where a request came from, and when it arrived: before any wait for a connection.

    ``id`` is what its answer names. ``cause`` joins what it logs and announces; of a worker, it is
    that of the event. ``device`` is where people have signed in before, if the caller says so, and
    ``browser`` what a browser sent of its session, for the routes of those.
    """

    id: str
    ip: str
    user_agent: str
    received_at: datetime
    cause: Cause = UNKNOWN
    device: KnownDevice | None = None
    browser: BrowserProof = field(default_factory=BrowserProof)

    @property
    def origin(self) -> str:
        """The address by which limits count: of IPv6 the /64, within which anybody has them all."""
        if ":" not in self.ip:
            return self.ip
        from ipaddress import IPv6Address, IPv6Network

        try:
            address = IPv6Address(self.ip)
        except ValueError:
            return self.ip
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, 64), strict=False))


@dataclass(slots=True)
class Ctx:
    """The context of one request or message. ``headers`` and ``cookies`` go with the answer.

    ``degraded`` names secondary stores that were away. ``after_commit`` is called when the change
    is certain and the connection given back; it may still emit ephemeral events, and what it
    raises is logged and forgotten. ``audited`` is what an administrative request was about, where
    neither its path nor its answer says so. ``touched`` is what the search has to find anew, by the
    events that were emitted or because a handler has added it.
    """

    deps: Dependencies
    db: UnitOfWork
    request: RequestInfo
    declared_events: tuple[type[Event], ...]
    signed_in: Viewer | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    ephemeral: list[Envelope] = field(default_factory=list)
    degraded: set[str] = field(default_factory=set)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    readmit: Callable[[], Viewer] | None = None
    # Whose wish a job carries out: what it announces is that person's doing.
    acting_for: UUID | None = None
    hides_caller: bool = False
    audited: UUID | str | None = None
    touched: set[Touch] = field(default_factory=set)

    @property
    def viewer(self) -> Viewer:
        """The caller; only routes that are not public have one."""
        if self.signed_in is None:
            raise RuntimeError("a public route has no viewer")
        return self.signed_in

    def anonymous(self) -> None:
        """Leave no trace of who called in events; the route's ``hides_caller`` sees to the logs.

        For what people do on anonymous boards, before anything is written or announced. Stored
        answers never name a person; rows are the handler's own affair.
        """
        self.expect_hidden()
        self.hides_caller = True

    def unnamed(self) -> None:
        """Announce nothing in the caller's name: that somebody decided is told, and not who."""
        self.hides_caller = True

    def expect_hidden(self) -> None:
        """Raise RuntimeError where the request leaves its person, id or trace in logs.

        Whatever opens an anonymous board or survey asks, also for reading: who reads at the moment
        of an anonymous question is likely to be who asked it.
        """
        if self.request.cause != UNKNOWN:
            raise RuntimeError("the route must be declared with hides_caller=True")

    def now(self) -> datetime:
        """The time, in UTC."""
        return self.deps.clock()

    def new_id(self) -> UUID:
        """A new identifier, ordered by time."""
        return uuid7(self.now())

    def renew_index(self) -> None:
        """Bring the index of the search up to what the unit has written, before it commits.

        So a thing is found as soon as the answer that it was written is there.
        """
        if not self.touched:
            return
        from infra.postgres import search

        self.db(search.IndexRepository).renew(self.touched)

    def pause(self, seconds: float) -> None:
        """Wait without holding a connection, then be admitted again: rights may have changed."""
        self.apart(lambda: time.sleep(seconds))

    def apart(self, slow: Callable[[], Result]) -> Result:
        """Do what takes long without holding a connection, then be admitted again.

        Nothing may have been written before.
        """
        if self.readmit is None:
            raise RuntimeError("a public route cannot pause")
        self.db.pause()
        found = slow()
        self.signed_in = self.readmit()
        return found

    def emit(self, event: Event, **routing: UUID | str | tuple[UUID, ...] | None) -> None:
        """Announce an event together with the change, on the channels of its audience.

        ``routing`` fills the variables of the audience; None leaves a channel out, and several ids
        are a channel each. Durable events enter the log in the transaction of the change; ephemeral
        ones go out after it.
        """
        school = self.db.tenant_id
        if school is None:
            raise EventError("an event belongs to a school, and none is chosen")
        if type(event) not in self.declared_events:
            raise EventError(f"{event.wire_name} is not declared in emits")
        touch = touched(event.wire_name, event)
        if touch is not None:
            self.touched.add(touch)
        now = self.now()
        event_id = uuid7(now)
        data = event.model_dump(mode="json")
        channels = event.resolve_audience(routing)
        if event.durable:
            channels = (*channels, *self._beyond(channels))
        for copy, channel in enumerate(channels):
            envelope = Envelope(
                id=event_id,
                type=event.wire_name,
                version=event.version,
                tenant_id=school,
                channel=channel.name,
                # A total is nobody's doing, and must reach those who hide whoever changed it last.
                actor_id=None if event.nobodys else self._actor_id(),
                request_id=None if event.nobodys else self.request.cause.request_id,
                traceparent=self.request.cause.traceparent,
                data=data,
                timestamp=int(now.timestamp() * 1000),
                durable=event.durable,
                legacy_type=event.legacy_type,
                pace=event.pace(),
            )
            if event.durable:
                self.db.emit(channel, envelope, copy)
            else:
                self.ephemeral.append(envelope)

    def _beyond(self, channels: tuple[Channel, ...]) -> list[Channel]:
        """The own channels of people whose streams are too full to carry one of these."""
        classes = [UUID(channel.key) for channel in channels if channel.kind == "class"]
        if not classes:
            return []
        from infra.postgres import realtime

        stream = self.db(realtime.StreamRepository)
        people = [person for one in classes for person in stream.beyond_reach(one)]
        found = dict.fromkeys(map(user_channel, people))
        return [channel for channel in found if channel not in channels]

    def _actor_id(self) -> UUID | None:
        if self.signed_in is None:
            return self.acting_for
        return None if self.hides_caller else self.signed_in.user_id

    def forward(
        self, body: Mapping[str, Any], channels: Iterable[Channel], *, told: int = 0
    ) -> None:
        """Put an event that has happened on further channels, under its own id.

        For audiences that are too many to write in the request, such as a person's connections.
        ``told`` is on how many it has been put before.
        """
        for place, channel in enumerate(channels, start=told + 1):
            actor = body["actorId"]
            envelope = Envelope(
                id=UUID(body["id"]),
                type=body["type"],
                version=body["version"],
                tenant_id=UUID(body["tenantId"]),
                channel=channel.name,
                actor_id=None if actor is None else UUID(actor),
                data=body["data"],
                timestamp=body["timestamp"],
                legacy_type=body["legacyType"],
                request_id=body.get("requestId"),
                traceparent=self.request.cause.traceparent,
            )
            self.db.emit(channel, envelope, min(place, MOST_COPIES))
