"""Looks again, regularly and when told to, at what each stream may carry."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.realtime.channels import MAX_CHANNELS, STREAMED_KINDS, Channel, InvalidChannel
from shared.realtime.events import ControlChannels
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.admission.admission import own_channels
from sse_relay.log.reader import LogUnavailable, Principal, StreamLog
from sse_relay.log.tracker import Tracker
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.connection import Connection

_PER_QUERY = 100
_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Change:
    """What one client wants of its stream, by names of channels."""

    connection: Connection
    add: Sequence[str]
    remove: Collection[str]


class SessionCheck:
    """Closes streams of ended sessions, and fits the others to the present rights of their people.

    A change of access is in the log, so it is heard of with and without the bus; what nothing tells
    of, such as the end of a time, is found at the regular look. While the database is away
    everything stays as it was: the token's expiry bounds that.
    """

    def __init__(
        self,
        connections: Collection[Connection],
        event_log: StreamLog,
        tracker: Tracker,
        *,
        seconds: float,
    ) -> None:
        self._connections = connections
        self._log = event_log
        self._tracker = tracker
        self._seconds = seconds
        self._asked: set[tuple[UUID, UUID]] = set()
        self._changes: deque[_Change] = deque()
        self._wake = asyncio.Event()

    def on_access(self, channel: TrackedChannel) -> None:
        """Look again at a person's streams: the log says that what they may hear has changed."""
        try:
            person = UUID(channel.tenant), UUID(channel.name.removeprefix("user:"))
        except ValueError:
            report(Signal.RELAY_CONTROL_UNREADABLE, channel=channel.name)
            return
        self._asked.add(person)
        self._wake.set()

    def on_control(self, channel: TrackedChannel, data: bytes) -> None:
        """Act on a message about a person's channels; one that makes no sense changes nothing."""
        try:
            tenant_id, user_id = UUID(channel.tenant), UUID(channel.name.removeprefix("user:"))
            told = ControlChannels.consume(json.loads(data)["data"])
        except (KeyError, TypeError, ValueError):
            report(Signal.RELAY_CONTROL_UNREADABLE, channel=channel.name)
            return
        if told.connection_id is None:
            self._asked.add((tenant_id, user_id))
        for connection in self._connections:
            claims = connection.claims
            if connection.id == told.connection_id and claims.user_id == user_id:
                self._changes.append(_Change(connection, told.add, frozenset(told.remove)))
        self._wake.set()

    async def run(self) -> None:
        """Check for ever: those asked for at once, everybody every interval."""
        loop = asyncio.get_running_loop()
        everybody_at = loop.time() + self._seconds
        while True:
            try:
                async with asyncio.timeout_at(everybody_at):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            asked, self._asked = self._asked, set()
            chosen = [*self._connections]
            if loop.time() < everybody_at:
                chosen = [c for c in chosen if (c.claims.tenant_id, c.claims.user_id) in asked]
            else:
                everybody_at = loop.time() + self._seconds
            try:
                await self._make_changes()
                await self.check(chosen)
            except LogUnavailable as error:
                report(Signal.RELAY_SESSIONS_UNCHECKED, every=10, reason=str(error))
                self._asked |= asked
                if self._asked or self._changes:
                    await asyncio.sleep(_RETRY_SECONDS)
                    self._wake.set()

    async def check(self, connections: Sequence[Connection]) -> None:
        """Check the given streams; raises LogUnavailable."""
        for start in range(0, len(connections), _PER_QUERY):
            part = [c for c in connections[start : start + _PER_QUERY] if c.open]
            principals = await self._log.read_principals([c.claims for c in part])
            for connection, principal in zip(part, principals, strict=True):
                if principal is None:
                    await self._end(connection)
                else:
                    await self._fit(connection, principal, connection.requested)

    async def _end(self, connection: Connection) -> None:
        """End a stream of an ended session, after the event that says why.

        Both were committed together, but the bus may not have brought the event yet.
        """
        own = f"user:{connection.claims.user_id}"
        await self._tracker.catch_up([c for c in connection.channels if c.name == own])
        connection.finish("session_ended")

    async def _make_changes(self) -> None:
        while self._changes:
            change = self._changes[0]
            connection = change.connection
            if connection.open:
                (principal,) = await self._log.read_principals([connection.claims])
                if principal is None:
                    await self._end(connection)
                else:
                    kept = [name for name in connection.requested if name not in change.remove]
                    wanted = list(dict.fromkeys([*kept, *filter(_is_streamed, change.add)]))
                    await self._fit(connection, principal, wanted, change)
            # Only now: a database that does not answer is asked again.
            self._changes.popleft()

    async def _fit(
        self,
        connection: Connection,
        principal: Principal,
        requested: Sequence[str],
        change: _Change | None = None,
    ) -> None:
        """Give a stream the channels that its person has a right to, unasked and as requested."""
        connection.hide(principal.hidden)
        names = [channel.name for channel in own_channels(principal)]
        extra = [name for name in requested if name not in names]
        if extra:
            claims = connection.claims
            allowed = await self._log.read_allowed(claims.tenant_id, claims.user_id, extra)
            names += [name for name in extra if name in allowed]
        names = names[:MAX_CHANNELS]
        carried = {channel.name for channel in connection.channels}
        gained = self._track(connection, [name for name in names if name not in carried])
        hub = connection.rules.hub
        for channel in gained:
            hub.hold(channel)
        try:
            await self._tracker.ensure_heads(gained)
            if any(hub.channels.get(channel.id) is not channel for channel in gained):
                raise LogUnavailable("the log changed its epoch meanwhile")
            if connection.open:
                self._move(connection, set(names), gained, change)
                known = {*names, *connection.requested}
                connection.requested = tuple(name for name in requested if name in known)
        finally:
            for channel in gained:
                hub.release(channel, connection.rules.clock())
            hub.flush(connection.rules.clock())

    @staticmethod
    def _track(connection: Connection, names: Sequence[str]) -> list[TrackedChannel]:
        tenant_id = connection.claims.tenant_id
        hub = connection.rules.hub
        parsed = map(Channel.parse, names)
        return [hub.track(c.id_in(tenant_id), c.name, str(tenant_id)) for c in parsed]

    @staticmethod
    def _move(
        connection: Connection,
        names: Collection[str],
        gained: Sequence[TrackedChannel],
        change: _Change | None,
    ) -> None:
        lost = [channel for channel in connection.channels if channel.name not in names]
        removed = [c for c in lost if change is not None and c.name in change.remove]
        for channel in lost:
            if channel not in removed:
                connection.drop(channel, "access")
        if change is not None or gained:
            asked = () if change is None else change.add
            rejected = [name for name in asked if name not in names]
            connection.change(gained, removed, rejected)


def _is_streamed(name: str) -> bool:
    try:
        return Channel.parse(name).kind in STREAMED_KINDS
    except InvalidChannel:
        return False
