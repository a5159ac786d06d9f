"""Drives the state machine with streams, polls, tokens and time.

One task reads the stream, one polls, one renews the token, one waits for the next attempt; each
belongs to the states in which it may run, and ends with them. Time is the event loop's own, so a
loop with another clock tests hours in milliseconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, Protocol

from stunity.realtime.events import Change, Stats
from stunity.realtime.machine import Happening, State, transition
from stunity.realtime.receiver import Receiver, Sink
from stunity.realtime.sse import SseParser
from stunity.realtime.transport import Answer, Transport, Unavailable

if TYPE_CHECKING:
    from stunity.realtime.client import Options, Token

_OK: Final = 200
_UNAUTHORIZED: Final = 401
# Answers that another attempt of the same session does not change.
_FINAL: Final = frozenset({400, 403, 404, 422})
# Turns of polling follow one another no faster; an answer that comes sooner was not waited for.
_BEAT: Final = 1.0
# Pages read in a row while the server has more; the rest waits for the next turn.
_MAX_PAGES: Final = 5
# How soon a token that could not be renewed is asked for again.
_AGAIN: Final = 5.0
_MAX_EXPONENT: Final = 30


class Front(Sink, Protocol):
    """The client, as its driver sees it."""

    def changed(self, change: Change) -> None:
        """The connection is in another state."""

    async def has_room(self) -> None:
        """Wait while a reader is too far behind."""


class Driver:
    """Keeps one person's events flowing, until disconnect()."""

    def __init__(
        self,
        front: Front,
        transport: Transport,
        tokens: Callable[[bool], Awaitable[Token | None]],
        options: Options,
        *,
        stats: Stats,
        spread: Callable[[], float],
    ) -> None:
        self._front = front
        self._transport = transport
        self._tokens = tokens
        self._options = options
        self._stats = stats
        self._spread = spread
        self.receiver = Receiver(front, stats, cursors=options.cursors)
        if options.start_after is not None:
            self.receiver.inbox.seed(options.start_after, options.known)
        self._state = State.DISCONNECTED
        self._channels = list(options.channels)
        self._fallback = options.enable_polling_fallback
        self._retries = 0
        self._failures = 0
        # Of the stream that is read now: whether it greeted, and when.
        self._opened = False
        self._opened_at = 0.0
        self._stream: asyncio.Task[None] | None = None
        self._beside: set[asyncio.Task[None]] = set()
        self._planned = False
        self.ended = False

    # What the client asks for.

    def connect(self) -> None:
        """Begin, where nothing has begun yet."""
        self._dispatch(Happening.CONNECT, "connect")

    def reconnect(self) -> None:
        """Open another stream now."""
        self._dispatch(Happening.RECONNECT, "reconnect")

    def disconnect(self) -> None:
        """End it for good: a new connection is a new driver."""
        self.ended = True
        self._dispatch(Happening.DISCONNECT, "disconnect")

    def set_polling_fallback(self, enabled: bool) -> None:
        """Whether to poll when streaming fails."""
        self._fallback = enabled
        self._dispatch(Happening.FALLBACK if enabled else Happening.FALLBACK_OFF, "fallback")

    def set_background(self, hidden: bool) -> None:
        """Poll slowly while nobody looks, and stream afterwards."""
        if hidden and self._fallback:
            self._dispatch(Happening.BACKGROUND, "background")
        elif not hidden:
            self._dispatch(Happening.FOREGROUND, "foreground")

    def set_channels(self, channels: tuple[str, ...]) -> None:
        """Carry these from here on; a stream that lacks one is replaced."""
        gone = [channel for channel in self._channels if channel not in channels]
        new = [channel for channel in channels if channel not in self._channels]
        self._channels = list(channels)
        self.receiver.inbox.forget(gone)
        if new and self._state is State.CONNECTED:
            self._dispatch(Happening.MOVE, "channels")

    # The machine.

    def _dispatch(
        self, happening: Happening, reason: str, *, delay: float = 0.0, keep: bool = False
    ) -> None:
        """Go to another state. ``keep`` lets the open stream flow until the next attempt."""
        previous = self._state
        state = transition(previous, happening)
        if state is None:
            return
        self._state = self._stats.state = state
        self._rest()
        if state is not State.CONNECTED and not keep:
            self._close_stream()
        self._enter(state, happening, delay)
        retry_in = delay if delay > 0 else None
        self._front.changed(Change(state, previous, reason, self._failures, retry_in))
        # Only after the failure was told, and unless a listener has decided otherwise.
        if happening is Happening.EXHAUSTED and self._state is State.FAILED and self._fallback:
            self._dispatch(Happening.FALLBACK, "fallback")

    def _enter(self, state: State, happening: Happening, delay: float) -> None:
        options = self._options
        if state in {State.CONNECTING, State.CONNECTED}:
            self._retries = self._failures = 0
        if state is State.CONNECTING:
            self._try()
        elif state is State.RECONNECTING:
            self._planned = True
            self._begin(self._after(delay, self._try))
        elif happening is Happening.BACKGROUND:
            self._begin(self._poll(options.background_poll, 0))
        elif state is State.POLLING:
            self._begin(self._poll(options.polling_interval, options.poll_wait))
            self._begin(self._after(options.probe_interval, self._try))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def _rest(self) -> None:
        """End what belongs to the state before."""
        self._planned = False
        for task in self._beside:
            if task is not asyncio.current_task():
                task.cancel()
        self._beside.clear()

    async def _after(self, delay: float, act: Callable[[], None]) -> None:
        if delay > 0:
            await asyncio.sleep(delay)
        act()

    def _next_delay(self) -> float:
        """The wait before the next attempt: 1, 2, 4 … 30 s, each spread on either side."""
        o = self._options
        grown = o.reconnect_delay * 2 ** min(self._retries, _MAX_EXPONENT)
        delay = min(o.max_reconnect_delay, grown)
        self._retries += 1
        return float(delay * (1 - o.reconnect_jitter + 2 * o.reconnect_jitter * self._spread()))

    # Streams.

    def _try(self) -> None:
        self._close_stream()
        self._opened = False
        self._stats.attempts += 1
        self._stream = asyncio.get_running_loop().create_task(self._attempt())

    def _close_stream(self) -> None:
        if self._stream is not None and self._stream is not asyncio.current_task():
            self._stream.cancel()
        self._stream = None

    async def _attempt(self) -> None:
        """One attempt to stream: a token, a stream, and once a new token where that is refused."""
        reason, wait = "eof", 0.0
        try:
            for force in (False, True):
                async with asyncio.timeout(self._options.connect_timeout):
                    token = await self._tokens(force)
                if token is None:
                    self._mine(Happening.REFUSED, "refused: the session is over")
                    return
                cursor = self.receiver.inbox.cursor or self._options.start_after
                async with self._transport.open(token.text, self._channels, cursor) as answer:
                    if answer.status == _OK:
                        await self._read(answer, token)
                    elif answer.status == _UNAUTHORIZED and not force:
                        continue
                    elif answer.status in _FINAL | {_UNAUTHORIZED}:
                        self._mine(Happening.REFUSED, f"refused: {answer.status}")
                        return
                    else:
                        reason, wait = f"status {answer.status}", answer.retry_after
                break
        except Unavailable:
            reason = "network"
        except TimeoutError:
            reason = "silent"
        except ValueError:
            reason = "unreadable"
        except Exception:  # noqa: BLE001 - what a provider of tokens raises counts as a failure
            reason = "no token"
        self._lost(reason, wait)

    async def _read(self, answer: Answer, token: Token) -> None:
        """Read a stream to its end, or until another takes its place."""
        parser, pieces, options = SseParser(), aiter(answer.pieces), self._options
        while True:
            patience = options.heartbeat_timeout if self._opened else options.connect_timeout
            async with asyncio.timeout(patience):
                piece = await anext(pieces, None)
            if piece is None:
                return
            self._stats.received_bytes += len(piece)
            for message in parser.push(piece):
                outcome = self.receiver.message(message.data)
                if outcome.kind == "opened":
                    self._greeted(token)
                elif outcome.kind == "gap":
                    self._mine(Happening.FAIL, "gap", delay=self._next_delay())
                elif outcome.kind == "move":
                    self._move_as_told(outcome.reason, outcome.after)
                if self._stream is not asyncio.current_task():
                    return
            await self._front.has_room()

    def _greeted(self, token: Token) -> None:
        self._opened = True
        self._stats.connects += 1
        self._opened_at = asyncio.get_running_loop().time()
        self._mine(Happening.OPEN, "connected")
        if self._state is State.CONNECTED and token.seconds is not None and token.seconds > 0:
            # A short-lived token is used for half of its life at least.
            wait = max(token.seconds - self._options.renew_before, token.seconds / 2)
            self._begin(self._renew(wait))

    def _mine(self, happening: Happening, reason: str, *, delay: float = 0.0) -> None:
        """Dispatch from the stream's own task, unless another stream has taken its place."""
        if self._stream is asyncio.current_task():
            self._dispatch(happening, reason, delay=delay)

    def _move_as_told(self, reason: str, after: float) -> None:
        if self._stream is not asyncio.current_task() or self._planned:
            return
        age = asyncio.get_running_loop().time() - self._opened_at
        # A server that sends everybody away at once must not be asked in a tight loop.
        young = age < self._options.reconnect_delay
        delay = max(after, self._next_delay()) if young else after
        self._dispatch(Happening.MOVE, reason, delay=delay, keep=delay > 0)

    def _lost(self, reason: str, wait: float) -> None:
        if self._stream is not asyncio.current_task():
            return
        # An end that the server announced, and the way back is planned already.
        if self._opened and self._planned:
            return
        if not self._opened:
            self._failures += 1
            self._stats.failures += 1
        if self._state is State.POLLING:
            self._begin(self._after(self._options.probe_interval, self._try))
        elif self._failures >= self._options.max_reconnect_attempts:
            self._dispatch(Happening.EXHAUSTED, reason)
        else:
            self._dispatch(Happening.FAIL, reason, delay=max(self._next_delay(), wait))

    async def _renew(self, wait: float) -> None:
        """Move to a stream with a new token before the server ends the old one."""
        await asyncio.sleep(wait)
        while True:
            try:
                token = await self._tokens(True)
            except Exception:  # noqa: BLE001 - the old token is still good; it is asked for again
                await asyncio.sleep(_AGAIN)
                continue
            if token is None:
                self._dispatch(Happening.REFUSED, "refused: the session is over")
            elif self._state is State.CONNECTED:
                self._dispatch(Happening.MOVE, "token")
            return

    # The polling twin.

    async def _poll(self, interval: float, wait: int) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                pause = await self._pages(interval, wait)
            except Exception:  # noqa: BLE001 - the turn failed; the next one comes as usual
                self._stats.poll_failures += 1
                pause = interval
            if pause is None:
                return
            await asyncio.sleep(max(pause, _BEAT - (loop.time() - began)))

    async def _pages(self, interval: float, wait: int) -> float | None:
        """Read pages while there are more; seconds to leave the server alone, None at the end."""
        loop = asyncio.get_running_loop()
        for _ in range(_MAX_PAGES):
            cursor, asked = self.receiver.inbox.cursor or self._options.start_after, loop.time()
            page = None
            for force in (False, True):
                token = await self._tokens(force)
                if token is None:
                    break
                page = await self._transport.poll(token.text, self._channels, cursor, wait)
                if page.status != _UNAUTHORIZED:
                    break
            if page is None or page.status == _UNAUTHORIZED:
                self._dispatch(Happening.REFUSED, "refused: the session is over")
                return None
            if page.status != _OK:
                self._stats.poll_failures += 1
                return max(page.retry_after, interval)
            if not self.receiver.page(page.content):
                return interval
            await self._front.has_room()
            if page.content.get("hasMore"):
                continue
            # Without a position there is nothing to wait for yet.
            news = cursor is None or bool(page.content["events"])
            waited = wait > 0 and (news or loop.time() - asked >= _BEAT)
            return 0.0 if waited else interval
        return interval
