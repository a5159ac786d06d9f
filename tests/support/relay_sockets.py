"""A relay over real sockets, on asyncio's loop or uvloop, with a clock that the test moves.

What a fake transport says of itself is a belief; here the two real ones say it. The kernel hands
bytes over the loopback device at once, so everything has happened when the loop has nothing to do.
"""

from __future__ import annotations

import asyncio
import heapq
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any

import uvloop
from typing_extensions import override

from sse_relay.settings import RelaySettings
from sse_relay.wire.http import HttpProtocol
from sse_relay.wire.sockets import listen
from tests.support.relay import World

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.SelectorEventLoop,
    "uvloop": uvloop.new_event_loop,
}
STEP_SECONDS = 0.25
QUIET_TURNS = 12
SMALL_BUFFER_BYTES = 2048


class SteppedLoop:
    """A real loop with the manners of ``VirtualLoop``; only the relay's clock is virtual."""

    def __init__(self, real: asyncio.AbstractEventLoop) -> None:
        self.real = real
        self.now = 1000.0
        self.advance: Callable[[float], None] = lambda _: None
        self.busy: Callable[[], bool] = lambda: False
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def time(self) -> float:
        return self.now

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run to the end, moving the clock where it sleeps."""
        task = self.create_task(coroutine)
        self.spin()
        while not task.done() and self._sleepers:
            self.pass_time(STEP_SECONDS)
        return self.real.run_until_complete(task)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        async def inside() -> Any:
            return function(*arguments)

        return self.real.run_until_complete(inside())

    def spin(self) -> None:
        """Let the loop do all that it has to do."""
        self.real.run_until_complete(self._settle())

    def create_task(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return self.real.create_task(coroutine)

    async def sleep(self, seconds: float) -> None:
        """Sleep by the test's clock."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        self.spin()
        while self.now < end:
            self.now = min(end, self.now + STEP_SECONDS)
            while self._sleepers and self._sleepers[0][0] <= self.now:
                future = heapq.heappop(self._sleepers)[2]
                if not future.done():
                    future.set_result(None)
            self.call(self.advance, self.now)
            self.spin()

    async def _settle(self) -> None:
        for _ in range(QUIET_TURNS):
            await asyncio.sleep(0)
        # The breath between two turns of the inbox is two real milliseconds.
        while self.busy():  # noqa: ASYNC110 - its end is nobody's event
            await asyncio.sleep(0)

    def shut(self) -> None:
        tasks = asyncio.all_tasks(self.real)
        for task in tasks:
            task.cancel()
        if tasks:
            gathered = asyncio.gather(*tasks, return_exceptions=True)
            self.real.run_until_complete(gathered)
        self.real.run_until_complete(self.real.shutdown_default_executor())
        self.real.close()


class Peer:
    """The client's end of a socket, with the face of ``MemoryTransport``."""

    def __init__(self, world: SocketWorld) -> None:
        self._world = world
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
        self._socket.connect(world.address)
        self._socket.setblocking(False)
        self._sent = bytearray()
        self._blocked = False
        self.protocol = world.accept()
        self._server = self.protocol.transport

    @property
    def sent(self) -> bytearray:
        """What arrived here so far."""
        self.read()
        return self._sent

    @property
    def lost(self) -> bool:
        """Whether the relay has been told that the connection is gone."""
        self.read()
        return self._server.get_protocol() is None

    def receive(self, data: bytes) -> None:
        """Send to the relay; one that is gone takes nothing."""
        with suppress(OSError):
            self._socket.sendall(data)

    def is_closing(self) -> bool:
        self.read()
        return self._server.is_closing()

    def get_write_buffer_size(self) -> int:
        return self._server.get_write_buffer_size()

    def block(self) -> None:
        self._blocked = True

    def unblock(self) -> None:
        self._blocked = False
        self.read()

    def lose(self) -> None:
        self.close()
        self._world.stepped.spin()

    def close(self) -> None:
        self._socket.close()

    def read(self) -> None:
        """Take what there is unless blocked, and what the relay can write because it was read."""
        while not self._blocked and self._socket.fileno() >= 0:
            try:
                data = self._socket.recv(65_536)
            except (BlockingIOError, ConnectionResetError):
                return
            self._sent += data
            self._world.stepped.spin()
            if not data:
                return


class SocketWorld(World):
    """The same world on a real loop."""

    def __init__(self, kind: str, **settings: Any) -> None:
        self.stepped = SteppedLoop(LOOPS[kind]())
        self._accepted: list[HttpProtocol] = []
        self._peers: list[Peer] = []
        self.address = ("127.0.0.1", 0)
        super().__init__(loop=self.stepped, **settings)

    @override
    async def _make(self, settings: RelaySettings) -> Any:
        relay = await super()._make(settings)
        self.log.sleep = self.stepped.sleep
        self.stepped.advance = relay.wheel.advance
        self.stepped.busy = lambda: relay.feed.inbox.busy
        listener = listen(settings)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER_BYTES)
        self.address = listener.getsockname()

        def protocol() -> HttpProtocol:
            self._accepted.append(relay.protocol())
            return self._accepted[-1]

        self._server = await self.stepped.real.create_server(protocol, sock=listener)
        return relay

    @override
    def plug_in(self) -> Any:
        self._peers.append(Peer(self))
        return self._peers[-1]

    @override
    def pass_time(self, seconds: float = 0.01) -> None:
        super().pass_time(seconds)
        for peer in self._peers:
            peer.read()

    def accept(self) -> HttpProtocol:
        """The protocol of the socket that has just been connected."""
        before = len(self._accepted)
        self.stepped.spin()
        assert len(self._accepted) == before + 1
        return self._accepted[-1]

    @override
    def start_clock(self) -> None:
        """The test's clock turns the wheel."""

    @override
    def close(self) -> None:
        for peer in self._peers:
            peer.close()
        self._server.close()
        self.stepped.spin()
        super().close()
