"""The relay as measured: the product's composition over a log that never has a gap."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr
from typing_extensions import override

from infra.tokens import Claims, TokenSigner
from shared.realtime.bus import BusAttributes
from shared.realtime.channels import tenant_channel
from shared.realtime.envelope import with_seq
from sse_relay.app import Relay
from sse_relay.log.reader import Heads, LoggedEvent, Principal
from sse_relay.settings import RelaySettings
from sse_relay.streams.channel import UNKNOWN
from sse_relay.streams.hub import Hub

TENANT = UUID("01990000-0000-7000-8000-000000000001")
CHANNEL = tenant_channel(TENANT)
PEOPLE = 5_000
"""Each with a token of their own, so that none is verified twice while 5,000 streams open."""


class QuietLog:
    """Answers at once that nothing was missed, and admits everybody."""

    def __init__(self) -> None:
        self.head = 0
        self.hub: Hub | None = None

    async def read_heads(self, channel_ids: Sequence[int]) -> Heads:
        """All channels stand where the hub has them: what it has not seen yet is on its way."""
        known = CHANNEL.id_in(TENANT)
        tracked = self.hub.channels.get(known) if self.hub else None
        head = tracked.head if tracked and tracked.head != UNKNOWN else self.head
        return Heads("bench", dict.fromkeys(channel_ids, 0) | {known: head})

    async def read_events(
        self, after: Mapping[int, int], *, limit: int
    ) -> dict[int, list[LoggedEvent]]:
        """Nothing was missed."""
        del limit
        return {channel_id: [] for channel_id in after}

    async def read_principal(self, claims: Claims, user_channel_id: int) -> Principal | None:
        """A member with a channel of their own and the school's."""
        del user_channel_id
        return Principal(claims.role, "bench", (f"user:{claims.user_id}", CHANNEL.name))

    async def read_principals(self, claims: Sequence[Claims]) -> list[Principal | None]:
        """The same for many."""
        return [await self.read_principal(c, 0) for c in claims]

    async def read_allowed(
        self, tenant_id: UUID, user_id: UUID, names: Sequence[str]
    ) -> frozenset[str]:
        """Nothing more."""
        del tenant_id, user_id, names
        return frozenset()


class Publisher(asyncio.Protocol):
    """Turns each line of the control socket into one message of the bus."""

    def __init__(self, relay: Relay, log: QuietLog) -> None:
        self._relay = relay
        self._log = log
        self._rest = b""

    @override
    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._log.head += 1
            attributes = BusAttributes(
                channel_id=CHANNEL.id_in(TENANT),
                seq=self._log.head,
                type="post:created",
                tenant_id=str(TENANT),
                channel=CHANNEL.name,
            )
            data = with_seq(line.decode(), self._log.head).encode()
            self._relay.feed.inbox.on_message(data, attributes.encode())


async def serve() -> None:
    seed = secrets.token_bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    settings = RelaySettings(
        relay_database_url=SecretStr("unused"),
        jwt_public_keys=f"bench:{base64.urlsafe_b64encode(public).decode()}",
        relay_port=0,
        relay_user_streams=100_000,
        relay_user_connects=1_000_000,
        relay_tenant_streams=100_000,
        relay_instance_streams=100_000,
    )
    now = int(time.time())
    log = QuietLog()
    relay = Relay(settings, log)
    log.hub = relay.feed.hub
    await relay.start()
    control = await asyncio.get_running_loop().create_server(
        lambda: Publisher(relay, log), "127.0.0.1", 0
    )
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    signer = TokenSigner({"bench": seed})
    people = [
        Claims(uuid4(), TENANT, uuid4(), 1, "STUDENT", uuid4(), now, now + 900, "api")
        for _ in range(PEOPLE)
    ]
    ready = {
        "port": relay.port,
        "control": control.sockets[0].getsockname()[1],
        "path": "/v1/stream",
        "headers": [f"Authorization: Bearer {signer.sign(person)}" for person in people],
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve())
