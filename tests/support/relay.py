"""A relay over memory, and tokens that it believes."""

from __future__ import annotations

import base64
import time
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from infra.tokens import Audience, Claims, TokenSigner
from shared.realtime.cursor import Cursor
from sse_relay.app import Relay
from sse_relay.parts import Clocks
from sse_relay.settings import RelaySettings
from tests.fakes.stream_log import MemoryStreamLog
from tests.fakes.transport import MemoryTransport
from tests.support.sse import CheckedStream, Response, read_response
from tests.support.virtual_time import VirtualLoop

SEED = bytes(range(32))
SIGNER = TokenSigner({"k1": SEED})
PUBLIC_KEYS = "k1:" + (
    base64.urlsafe_b64encode(
        Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    ).decode()
)
ORIGIN = "https://app.example.test"


def make_claims(
    *,
    tenant_id: UUID | None = None,
    user_id: UUID | None = None,
    session_id: UUID | None = None,
    audience: Audience = "api",
    seconds: int = 900,
) -> Claims:
    """Claims of somebody who is signed in."""
    now = int(time.time())
    return Claims(
        user_id or uuid4(),
        tenant_id or uuid4(),
        session_id or uuid4(),
        1,
        "STUDENT",
        uuid4(),
        now,
        now + seconds,
        audience,
    )


def make_settings(**values: Any) -> RelaySettings:
    """Settings of a relay under test."""
    return RelaySettings(
        **{
            "relay_database_url": SecretStr("unused"),
            "jwt_public_keys": PUBLIC_KEYS,
            "cors_origins": ORIGIN,
            "relay_port": 0,
            **values,
        }
    )


class Client:
    """One connection to a relay in memory."""

    def __init__(self, world: World, request: bytes, asked: Cursor | None = None) -> None:
        self._world = world
        self.transport = world.plug_in()
        self.stream = CheckedStream(asked)
        self.claims: Claims | None = None
        self.query = ""
        if request:
            self.send(request)

    def send(self, data: bytes) -> None:
        """Bytes from the client, as its socket delivers them."""
        self._world.loop.call(self.transport.receive, data)

    @property
    def response(self) -> Response | None:
        """What came back so far."""
        return read_response(bytes(self.transport.sent))

    @property
    def open(self) -> bool:
        """Whether a stream started and goes on."""
        response = self.response
        return response is not None and response.status == 200 and not self.transport.is_closing()

    def check(self) -> CheckedStream:
        """Read the stream so far, checking it."""
        response = self.response
        if response is not None and response.status == 200:
            self.stream.read(response.body)
        return self.stream


class World:
    """A relay, its log and its clients, in virtual time."""

    def __init__(self, *, high_water: int = 65_536, loop: Any = None, **settings: Any) -> None:
        self.loop = loop or VirtualLoop()
        self.log = MemoryStreamLog()
        self.high_water = high_water
        self.wall_offset = time.time() - self.loop.time()
        settings = {"relay_socket_high_water_bytes": high_water, **settings}
        self.relay: Relay = self.loop.run(self._make(make_settings(**settings)))
        self.start_clock()
        self.pass_time(0)

    def start_clock(self) -> None:
        """Let the relay's timers run."""
        self.relay.wheel.start(self.loop)

    async def _make(self, settings: RelaySettings) -> Relay:
        return Relay(
            settings,
            self.log,
            clocks=Clocks(self.loop.time, lambda: self.loop.time() + self.wall_offset),
        )

    def plug_in(self) -> Any:
        """A new connection, seen from both of its ends."""
        return MemoryTransport(self.relay.protocol(), self.loop, high_water=self.high_water)

    def pass_time(self, seconds: float = 0.01) -> None:
        """Let things happen."""
        self.loop.pass_time(seconds)

    def get(self, target: str, *headers: str) -> Client:
        """Send a request."""
        lines = "".join(f"{header}\r\n" for header in headers)
        client = Client(
            self, f"GET {target} HTTP/1.1\r\nHost: test\r\n{lines}\r\n".encode("latin-1")
        )
        self.pass_time()
        return client

    @staticmethod
    def token(claims: Claims) -> str:
        """A token that the relay believes."""
        return SIGNER.sign(claims)

    def connect(
        self,
        claims: Claims,
        *,
        cursor: Cursor | None = None,
        query: str = "",
        headers: tuple[str, ...] = (),
    ) -> Client:
        """Open a stream for somebody whose session is valid."""
        lines = [f"Authorization: Bearer {self.token(claims)}", *headers]
        if cursor is not None:
            lines.append(f"Last-Event-ID: {cursor}")
        client = self.get(f"/v1/stream{query}", *lines)
        client.stream.asked = cursor
        client.claims, client.query = claims, query
        return client

    def deliver(self, message: tuple[bytes, dict[str, str]]) -> None:
        """Let the bus bring a message, and the relay breathe after it."""
        self.relay.feed.inbox.on_message(*message)
        self.pass_time(0.003)

    def publish(
        self,
        tenant_id: UUID,
        channel: str,
        type_: str = "post:created",
        *,
        actor: UUID | None = None,
        **data: object,
    ) -> None:
        """Commit an event and let the bus bring it."""
        self.deliver(self.log.append(tenant_id, channel, type_, data or None, actor=actor))

    def compare(self) -> None:
        """One round of the comparison of positions, and what follows from it."""
        self.loop.run(self.relay.feed.tracker.compare_once())
        self.pass_time()

    def close(self) -> None:
        """End the loop."""
        self.relay.wheel.stop()
        self.loop.shut()
