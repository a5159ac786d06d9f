"""Many readers in one process, each doing what the SDK does, and writing down what it saw."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from shared.realtime.channels import decode_id
from shared.realtime.cursor import Cursor
from tests.chaos.accounts import Account
from tests.chaos.history import Delivery, Gap, History, Resync
from tests.chaos.surroundings import Surroundings
from tests.chaos.wire import Message, StreamReader

if TYPE_CHECKING:
    from tests.chaos.library import LibraryReader

BACKOFF_BASE, BACKOFF_CAP = 0.5, 8.0
_FLAP_SHARE = 0.5
_OPEN_SECONDS = 10.0
_SILENT_SECONDS = 60.0
_OK, _UNAUTHENTICATED = 200, 401


class StreamClient:
    """One stream and its reconnects: an event is delivered exactly when it is the next one.

    An older one is dropped. A newer one proves a hole: the client counts it and comes back with
    the vector of what it has.
    """

    def __init__(
        self,
        name: str,
        account: Account,
        around: Surroundings,
        seed: str,
        *,
        receive_bytes: int | None = None,
    ) -> None:
        self.history = History(name)
        self.positions: dict[str, int] = {}
        self.opened = asyncio.Event()
        self._account = account
        self._around = around
        self._receive_bytes = receive_bytes
        self._random = random.Random(seed)
        self._epoch = ""
        self._ids: dict[str, str] = {}
        self._moved = asyncio.Event()
        self._mismatched: dict[str, Gap] = {}
        self._reader: StreamReader | None = None
        self._retries = 0
        self._lost_at: float | None = None
        self._move_at: float | None = None

    async def run(self) -> None:
        """Read for ever."""
        while True:
            after = await self._attempt()
            self.opened.clear()
            if self._lost_at is None:
                self._lost_at = time.monotonic()
            await asyncio.sleep(max(after, 0.0))

    async def wait_level(self, heads: Mapping[str, int]) -> None:
        """Return when every channel of this client stands at the given position or beyond."""
        while any(seq < heads.get(name, 0) for name, seq in self.positions.items()):
            self._moved.clear()
            await self._moved.wait()

    def doze(self, seconds: float) -> None:
        """Read nothing for a while."""
        if self._reader is not None:
            self._reader.doze(seconds)

    def close(self) -> None:
        """Drop the socket; the task that runs this client is the caller's to cancel."""
        if self._reader is not None:
            self._reader.close()

    def cursor(self) -> Cursor | None:
        """The vector of what was received; None before the first greeting."""
        if not self._epoch:
            return None
        known = {decode_id(self._ids[name]): seq for name, seq in self.positions.items()}
        return Cursor(self._epoch, known)

    async def _attempt(self) -> float:
        """One connection from request to end; returns the seconds to wait before the next."""
        self._move_at = None
        relay = self._random.choice(self._around.relays)
        request = self._request(await self._account.token(self._around.api))
        reader = self._reader = StreamReader(request, self._on_message, self._on_checkpoint)
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await reader.connect(relay, receive_bytes=self._receive_bytes)
                status = await reader.status
        except (OSError, TimeoutError):
            reader.close()
            return self._backoff()
        if status != _OK:
            return await self._refused(reader, status)
        await self._until_end(reader)
        return self._pause()

    def _request(self, token: str) -> bytes:
        query = f"?channels={quote(','.join(self._around.channels))}"
        cursor = self.cursor()
        resume = "" if cursor is None else f"Last-Event-ID: {cursor}\r\n"
        return (
            f"GET /v1/stream{query if self._around.channels else ''} HTTP/1.1\r\nHost: chaos\r\n"
            f"Authorization: Bearer {token}\r\n{resume}\r\n"
        ).encode("ascii")

    async def _refused(self, reader: StreamReader, status: int) -> float:
        await reader.ended
        if status:
            self.history.refusals.append(status)
        if status == _UNAUTHENTICATED:
            self._account.expire()
        return max(self._backoff(), float(reader.headers.get("retry-after", 0)))

    async def _until_end(self, reader: StreamReader) -> None:
        """Wait for the end, or for a silence that no living relay keeps."""
        loop = asyncio.get_running_loop()
        while not reader.over:
            patience = reader.read_at + _SILENT_SECONDS - loop.time()
            if patience <= 0:
                reader.close()
                return
            await asyncio.wait({reader.ended}, timeout=patience)
        if reader.error is not None:
            raise reader.error

    def _pause(self) -> float:
        """How long to stay away after a stream: as told, or like after a failure."""
        if self._move_at is None:
            return self._backoff()
        return self._move_at - asyncio.get_running_loop().time()

    def _move(self, after: float) -> None:
        """Go when told, and read on until then; the relay may end the stream before."""
        loop, reader = asyncio.get_running_loop(), self._reader
        assert reader is not None
        self._move_at = loop.time() + after
        loop.call_at(self._move_at, reader.close)

    def _backoff(self) -> float:
        delay = self._random.uniform(0, min(BACKOFF_CAP, BACKOFF_BASE * 2.0**self._retries))
        self._retries += 1
        return delay

    def _on_message(self, message: Message) -> None:
        if message.seq is not None:
            self._take(message)
        elif message.type == "connected":
            self._greeted(message)
        elif message.type == "server:resync":
            self._resync(message)
        elif message.type == "server:reconnect":
            self._move(message.data["afterMs"] / 1000)
        self._moved.set()

    def _take(self, message: Message) -> None:
        channel, seq = message.channel, message.seq
        assert seq is not None
        last = self.positions.get(channel, 0)
        if seq <= last:
            self.history.dropped += 1
            return
        if seq > last + 1:
            self.history.gaps.append(Gap(channel, last, seq))
            assert self._reader is not None
            self._reader.close()
            return
        self.positions[channel] = seq
        self.history.deliveries.append(
            Delivery(channel, seq, message.id, time.time(), message.document, message.version)
        )

    def _greeted(self, message: Message) -> None:
        data, shown = message.data, message.data["positions"]
        self.history.connects += 1
        self._retries = 0
        if self._lost_at is not None:
            now = time.monotonic()
            self.history.recoveries.append(now - self._lost_at)
            self.history.returned_at.append(now)
            self._lost_at = None
        known = {name: seq for name, seq in self.positions.items() if name in shown}
        self._mismatched = {
            name: Gap(name, seq, shown[name]) for name, seq in known.items() if shown[name] != seq
        }
        self._epoch, self._ids = data["epoch"], dict(data["ids"])
        self.positions = {**shown, **known} if data["resumed"] else dict(shown)
        for name, seq in self.positions.items():
            self.history.starts.setdefault(name, seq)
        self.opened.set()

    def _resync(self, message: Message) -> None:
        data = message.data
        resync = Resync(data["channel"], data["reason"], data["missedFrom"], data["missedTo"])
        self.history.resyncs.append(resync)
        self._mismatched.pop(resync.channel, None)
        if resync.missed_to is None:
            self.positions.pop(resync.channel, None)
        else:
            self.positions[resync.channel] = resync.missed_to

    def _on_checkpoint(self, text: str) -> None:
        # Resyncs stand between the greeting and its checkpoint: what differs now is unexplained.
        self.history.jumps += self._mismatched.values()
        self._mismatched = {}
        own = self.cursor()
        covered = Cursor.parse(text)
        assert own is not None
        if any(seq > own.positions.get(ch, seq) for ch, seq in covered.positions.items()):
            self.history.overstated += 1


class Fleet:
    """Readers that run together: ``async with Fleet(…) as fleet``; ``at_once`` of them open.

    ``library`` are readers beside them that are the client for Python.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        around: Surroundings,
        *,
        streams: int = 1,
        seed: int = 0,
        receive_bytes: int | None = None,
        at_once: int | None = None,
        library: Sequence[LibraryReader] = (),
    ) -> None:
        self.library = library
        self.clients = [
            StreamClient(
                f"{account.email.split('@')[0]}/{n}",
                account,
                around,
                f"{seed}/{i}/{n}",
                receive_bytes=receive_bytes,
            )
            for i, account in enumerate(accounts)
            for n in range(streams)
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._at_once = at_once or len(self.clients)

    async def __aenter__(self) -> Self:
        for start in range(0, len(self.clients), self._at_once):
            for client in self.clients[start : start + self._at_once]:
                self._tasks.append(asyncio.create_task(client.run()))
            await self.wait_opened(self.clients[start : start + self._at_once])
        self._tasks += [asyncio.create_task(reader.run()) for reader in self.library]
        async with asyncio.timeout(30.0):
            await asyncio.gather(*(reader.opened.wait() for reader in self.library))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Read no more: the histories are final. Raises what ended a reader."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        for client in self.clients:
            client.close()
        errors = [end for end in ends if isinstance(end, Exception)]
        if errors:
            raise ExceptionGroup("readers failed", errors)

    @property
    def histories(self) -> list[History]:
        """What they saw so far."""
        return [client.history for client in self.clients]

    def channels(self) -> dict[str, int]:
        """Every channel that somebody reads, from the earliest position that anybody had."""
        starts: dict[str, int] = {}
        for history in (*self.histories, *(reader.history for reader in self.library)):
            for name, seq in history.starts.items():
                starts[name] = min(seq, starts.get(name, seq))
        return starts

    async def unsettle(self, per_second: float, dice: random.Random) -> None:
        """Let clients flap and doze at random, for ever."""
        while True:
            await asyncio.sleep(dice.expovariate(per_second))
            client = dice.choice(self._everybody())
            if dice.random() < _FLAP_SHARE:
                client.close()
            else:
                client.doze(dice.uniform(0.5, 3.0))

    async def wait_opened(self, clients: Sequence[StreamClient], seconds: float = 120.0) -> None:
        """Return when these streams are open."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(client.opened.wait() for client in clients))

    async def wait_level(self, heads: Mapping[str, int], seconds: float) -> bool:
        """Whether every client reached the heads in time."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(one.wait_level(heads) for one in self._everybody()))
        except TimeoutError:
            return False
        return True

    def _everybody(self) -> list[StreamClient | LibraryReader]:
        return [*self.clients, *self.library]
