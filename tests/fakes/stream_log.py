"""An event log and authorisations in memory, for tests of the relay without a database."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from infra.tokens import Claims
from shared.ids import uuid7
from shared.realtime.bus import BusAttributes
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope, with_seq
from sse_relay.log.reader import Heads, LoggedEvent, LogUnavailable, Principal

Message = tuple[bytes, dict[str, str]]


class MemoryStreamLog:
    """Does what Postgres does for the relay; ``available`` is the outage switch."""

    def __init__(self, *, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.available = True
        self.events: dict[int, list[LoggedEvent]] = defaultdict(list)
        self.retired: dict[int, int] = defaultdict(int)
        self.heads: dict[int, int] = defaultdict(int)
        self.principals: dict[UUID, Principal] = {}
        self.allowed: set[str] = set()
        self.reads: list[str] = []
        self.delay = 0.0
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def admit(
        self, claims: Claims, *extra: str, slug: str = "school", hidden: Iterable[UUID] = ()
    ) -> None:
        """Make a session valid, with the channels of a person and these."""
        names = (f"user:{claims.user_id}", f"tenant:{claims.tenant_id}", *extra)
        people = frozenset(str(person).encode() for person in hidden)
        principal = Principal(claims.role, slug, names, hidden=people)
        self.principals[claims.session_id] = principal

    def append(
        self,
        tenant_id: UUID,
        channel: str,
        type_: str = "post:created",
        data: Mapping[str, object] | None = None,
        *,
        actor: UUID | None = None,
        legacy: str | None = None,
    ) -> Message:
        """Commit an event; returns the message that the bus would carry."""
        channel_id = Channel.parse(channel).id_in(tenant_id)
        seq = self.heads[channel_id] + 1
        body, message = make_event(tenant_id, channel, seq, type_, data, actor=actor, legacy=legacy)
        self.heads[channel_id] = seq
        self.events[channel_id].append(LoggedEvent(channel_id, seq, type_, body))
        return message

    def retire(self, channel_id: int, up_to: int) -> None:
        """Let the oldest events of a channel go, as the retention does."""
        kept = [event for event in self.events[channel_id] if event.seq > up_to]
        self.events[channel_id] = kept

    async def read_heads(self, channel_ids: Sequence[int]) -> Heads:
        await self._answer("heads")
        heads = Heads(self.epoch, {ch: self.heads[ch] for ch in channel_ids})
        await self._travel()
        return heads

    async def read_events(
        self, after: Mapping[int, int], *, limit: int
    ) -> dict[int, list[LoggedEvent]]:
        await self._answer("events")
        events = {
            channel_id: [event for event in self.events[channel_id] if event.seq > seq][:limit]
            for channel_id, seq in after.items()
        }
        await self._travel()
        return events

    async def read_principal(self, claims: Claims, user_channel_id: int) -> Principal | None:
        await self._answer("principal")
        found = self.principals.get(claims.session_id)
        if found is None:
            return None
        principal = replace(found, user_head=self.heads[user_channel_id])
        await self._travel()
        return principal

    async def read_principals(self, claims: Sequence[Claims]) -> list[Principal | None]:
        await self._answer("principals")
        return [self.principals.get(c.session_id) for c in claims]

    async def read_allowed(
        self, tenant_id: UUID, user_id: UUID, names: Sequence[str]
    ) -> frozenset[str]:
        del tenant_id, user_id
        await self._answer("allowed")
        return frozenset(names) & self.allowed

    async def _answer(self, what: str) -> None:
        self.reads.append(what)
        await self._travel()
        if not self.available:
            raise LogUnavailable("down")

    async def _travel(self) -> None:
        # Half of the delay passes before the log is read and half before the answer arrives.
        if self.delay:
            await self.sleep(self.delay / 2)


def make_event(
    tenant_id: UUID,
    channel: str,
    seq: int,
    type_: str = "post:created",
    data: Mapping[str, object] | None = None,
    *,
    actor: UUID | None = None,
    legacy: str | None = None,
) -> tuple[str, Message]:
    """An event as the log stores it and as the bus carries it; ``seq`` 0 makes it ephemeral."""
    now = datetime.now(UTC)
    envelope = Envelope(
        id=uuid7(now),
        type=type_,
        version=1,
        tenant_id=tenant_id,
        channel=channel,
        actor_id=actor,
        data=data if data is not None else {"n": seq},
        timestamp=int(now.timestamp() * 1000),
        durable=seq > 0,
        legacy_type=legacy,
    )
    attributes = BusAttributes(
        channel_id=Channel.parse(channel).id_in(tenant_id),
        seq=seq,
        type=type_,
        tenant_id=str(tenant_id),
        channel=channel,
    )
    body = envelope.body()
    carried = with_seq(body, seq) if seq else body
    return body, (carried.encode(), attributes.encode())
