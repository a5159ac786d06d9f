"""Leading a live game: what happens in it, and what its host types, one after another."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from stunity.cli import keys
from stunity.cli.keys import listening
from stunity.cli.output import NOT_SIGNED_IN, Out, fail, notice
from stunity.cli.screen import game_lines, result_lines
from stunity.realtime import Options, State

if TYPE_CHECKING:
    from stunity import AsyncStunity
    from stunity.api.models.live import GameRead
    from stunity.realtime import Change

_NEWS: Final = "news"
_DUE: Final = "due"
_GONE: Final = "gone"
# Five hundred players may join within a second: the state is read no oftener than this.
_BREATH: Final = 0.25


class Host:
    """One game and whoever leads it."""

    def __init__(self, client: AsyncStunity, game: GameRead, out: Out) -> None:
        self._client = client
        self._live = client.api.live
        self._out = out
        self._game = game
        self._due_at: float | None = None
        self._happened: asyncio.Queue[str] = asyncio.Queue()
        self._told = False
        self._asked_to_end = False

    async def lead(self) -> bool:
        """Lead until the game is over; False when its host leaves before."""
        code, loop = self._game.code, asyncio.get_running_loop()
        channels = (f"live:{code}", f"host:{code}")
        stream = self._client.realtime(options=Options(channels=channels))
        stream.subscribe("live:*", self._news)
        stream.observe(change=self._changed, resync=self._news, joined=self._news)

        def hear(typed: str) -> None:
            loop.call_soon_threadsafe(self._happened.put_nowait, typed)

        with listening(hear), _drawing(self._out) as screen:
            async with stream:
                self._take(self._game)
                while self._game.status in {"LOBBY", "ACTIVE"}:
                    screen.show(self._game, self._seconds())
                    if not await self._step(await self._next()):
                        return False
        await self._tell_results()
        return True

    def _seconds(self) -> float | None:
        return None if self._due_at is None else self._due_at - time.monotonic()

    async def _next(self) -> str:
        """What happens next, the end of a question's time included."""
        left = self._seconds()
        try:
            async with asyncio.timeout(None if left is None else max(0.0, left)):
                return await self._happened.get()
        except TimeoutError:
            return _DUE

    async def _step(self, what: str) -> bool:
        """Do what it demands; False when the host leaves."""
        from stunity.api.errors import ConflictError

        if what == _GONE:
            fail(NOT_SIGNED_IN, "the session is over: sign in again, and `stunity live resume`")
        if what == keys.LEAVE:
            notice(f"the game goes on: stunity live resume {self._game.code}")
            return False
        try:
            self._take(await self._answer(what))
        except ConflictError as error:
            notice(error.title)  # somebody else was faster, on another screen
            self._take(await self._live.live_state(self._game.code))
        return True

    async def _answer(self, what: str) -> GameRead:
        from stunity.api.models.live import GameLock

        code, game = self._game.code, self._game
        again, self._asked_to_end = self._asked_to_end, what == keys.END
        if what == _NEWS:
            await asyncio.sleep(_BREATH)
            self._told = False
            return await self._live.live_state(code)
        if what == keys.LOCK:
            return await self._live.live_lock(code, GameLock(locked=not game.locked))
        # One wrong key must not end a game of forty; a word is no wrong key.
        if what == keys.END and sys.stdin.isatty() and not again:
            notice("press e again to end the game")
            return game
        return await self._step_of(what)(code)

    def _step_of(self, what: str) -> Callable[[str], Awaitable[GameRead]]:
        """What leads the game on from where it is."""
        if what == _DUE:
            return self._live.live_advance
        if what == keys.END:
            return self._live.live_end
        if self._game.status == "LOBBY":
            return self._live.live_start
        return self._live.live_next if self._game.phase == "revealed" else self._live.live_reveal

    def _take(self, game: GameRead) -> None:
        """Take a state; its moments are the server's, and only their distance counts."""
        ends = game.next_at if game.phase == "revealed" else game.ends_at
        left = None if ends is None else (ends - game.server_time).total_seconds()
        self._game = game
        # A little late, so that the server's own clock has come there.
        self._due_at = None if left is None else time.monotonic() + max(_BREATH, left + _BREATH)

    async def _tell_results(self) -> None:
        results = await self._live.live_results(self._game.code)
        self._out.value(results, "\n".join(result_lines(results)))

    def _news(self, _: object) -> None:
        if not self._told:
            self._told = True
            self._happened.put_nowait(_NEWS)

    def _changed(self, change: Change) -> None:
        if change.state is State.FAILED and change.reason.startswith("refused"):
            self._happened.put_nowait(_GONE)


class _Screen(Protocol):
    def show(self, game: GameRead, seconds: float | None) -> None:
        """Show a state of the game."""


@contextmanager
def _drawing(out: Out) -> Iterator[_Screen]:
    """Where the game is shown: drawn in place at a terminal, told line by line elsewhere."""
    if out.as_json:
        yield _JsonScreen()
    elif not sys.stdout.isatty():
        yield _LineScreen()
    else:
        from rich.live import Live

        drawn = _DrawnScreen()
        with Live(get_renderable=drawn.picture, refresh_per_second=4):
            yield drawn


class _DrawnScreen:
    def __init__(self) -> None:
        self._game: GameRead | None = None
        self._ends = 0.0
        self._counts = False

    def show(self, game: GameRead, seconds: float | None) -> None:
        """Keep it; the picture is drawn again and again, with the seconds that are left."""
        self._game, self._counts = game, seconds is not None
        self._ends = time.monotonic() + (seconds or 0.0)

    def picture(self) -> str:
        """The game as it is now."""
        if self._game is None:
            return ""
        left = max(0, round(self._ends - time.monotonic())) if self._counts else None
        # Rich reads brackets as markup, and people write brackets.
        return "\n".join(game_lines(self._game, left)).replace("[", "\\[")


class _LineScreen:
    def __init__(self) -> None:
        self._shown: list[str] = []

    def show(self, game: GameRead, seconds: float | None) -> None:
        """Print the lines that were not there before."""
        del seconds  # nobody wants to read a line for each
        lines = game_lines(game, None)
        for line in lines:
            if line and line not in self._shown:
                print(line, flush=True)
        self._shown = lines


class _JsonScreen:
    def __init__(self) -> None:
        self._shown = ""

    def show(self, game: GameRead, seconds: float | None) -> None:
        """Print the state as one line, where it is another one."""
        del seconds
        text = game.model_dump_json(exclude={"join_qr", "server_time"})
        if text != self._shown:
            print(text, flush=True)
        self._shown = text
