"""Players of a live game, each with a stream and a connection of their own, as the app has them."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from typing_extensions import override

from tests.chaos.accounts import Account
from tests.chaos.clients import StreamClient
from tests.chaos.surroundings import Surroundings
from tests.chaos.wire import Message
from tests.live.http import Http, Unanswered
from tests.live.questions import choose

_AGAIN_SECONDS = 0.15
_LOOK_SECONDS = 2.0
_OK, _CONFLICT = 200, 409
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that the API has acknowledged. ``time_ms`` is the server's."""

    answer: dict[str, Any]
    right: bool
    time_ms: int
    took_ms: float
    tries: int


@dataclass(slots=True)
class Player:
    """One player: what they were shown, and what they said.

    ``degraded`` counts answers that said so, ``looked`` questions that were read and not streamed.
    """

    http: Http
    seat: UUID
    seed: str
    shown: dict[int, list[float]] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    refused: list[tuple[int, int, Any]] = field(default_factory=list)
    degraded: int = 0
    looked: int = 0

    async def answer(self, code: str, index: int, question: Mapping[str, Any]) -> None:
        """Answer until it is acknowledged or refused; a lost answer is sent again as it was."""
        answer, right = choose(question, random.Random(f"{self.seed}/{index}"))
        body, tries = {"index": index, "answer": answer}, 0
        while True:
            tries += 1
            try:
                found = await self.http.ask("POST", f"/v1/live/{code}/answer", body)
            except Unanswered:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self.degraded += "x-degraded" in found.headers
            if found.status >= _SERVER_ERROR:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if found.status == _OK:
                took = found.took_ms
                self.said[index] = Said(answer, right, found.body["timeMs"], took, tries)
            else:
                self.refused.append((index, found.status, found.body))
            return


class Stream(StreamClient):
    """A stream that comes back with its cursor, and tells what is new."""

    def __init__(
        self, name: str, token: str, around: Surroundings, told: asyncio.Queue[Any]
    ) -> None:
        account = Account(UUID(int=0), name, token, "", math.inf)
        super().__init__(name, account, around, seed=name)
        self._told = told

    @override
    def _take(self, message: Message) -> None:
        before = self.positions.get(message.channel, 0)
        super()._take(message)
        if self.positions.get(message.channel, 0) > before:
            self._told.put_nowait((time.perf_counter(), message))


class Seat:
    """A player at the table: hears the question on the stream, waits a little, and answers."""

    def __init__(self, player: Player, code: str, around: Surroundings, delay: float) -> None:
        self.player = player
        self._code = code
        self._delay = delay
        self._told: asyncio.Queue[tuple[float, Message]] = asyncio.Queue()
        assert player.http.token is not None
        self.stream = Stream(str(player.seat), player.http.token, around, self._told)
        self._known: set[int] = set()

    async def play(self) -> None:
        """Read and answer for ever."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.stream.run())
                while True:
                    await self._hear(tasks)
        finally:
            self.stream.close()

    async def _hear(self, tasks: asyncio.TaskGroup) -> None:
        try:
            async with asyncio.timeout(_LOOK_SECONDS if self.stream.opened.is_set() else 1.0):
                at, message = await self._told.get()
        except TimeoutError:
            await self._look(tasks)
            return
        if message.type == "live:question":
            self.player.shown.setdefault(message.data["index"], []).append(at)
            self._take(tasks, message.data["index"], message.data["question"])

    async def _look(self, tasks: asyncio.TaskGroup) -> None:
        """Read the game, as the app does when its stream is away for long."""
        if self.stream.opened.is_set():
            return
        try:
            found = await self.player.http.ask("GET", f"/v1/live/{self._code}")
        except Unanswered:
            return
        if found.status == _OK and found.body["phase"] == "question_open":
            self.player.looked += 1
            self._take(tasks, found.body["index"], found.body["question"])

    def _take(self, tasks: asyncio.TaskGroup, index: int, question: Mapping[str, Any]) -> None:
        if index not in self._known:
            self._known.add(index)
            tasks.create_task(self._after_a_while(index, question))

    async def _after_a_while(self, index: int, question: Mapping[str, Any]) -> None:
        await asyncio.sleep(self._delay)
        await self.player.answer(self._code, index, question)
