"""A whole game against a running stack: its host, its players, and what they say it did."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any
from uuid import UUID

import httpx

from benchmarks.scene import Scene, School
from tests.chaos.surroundings import Surroundings
from tests.live.checker import Stored, expected_scores
from tests.live.http import Answer, Http, Unanswered
from tests.live.players import Player, Seat
from tests.live.questions import questions

FULL_POINTS, MULTIPLIER = 1000, 0.5
JOINS_A_MINUTE = 10
_JOINS_AT_ONCE = 16
_OPEN_SECONDS = 60.0
_AGAIN_SECONDS = 0.2
_SERVER_ERROR = 500
_CREATED = 201
_ADDRESSES = (f"127.1.{third}.{fourth}" for third in count() for fourth in range(1, 251))


@dataclass(frozen=True, slots=True)
class Plan:
    """A game: half of the players are guests. They answer evenly within ``window`` seconds."""

    players: int
    questions: int
    window: float
    question_seconds: int = 60
    patience: float = 50.0


@dataclass(slots=True)
class Played:
    """What happened, as the host and the players saw it."""

    plan: Plan
    code: str
    players: list[Player]
    stored: Stored | None = None
    opened_at: dict[int, float] = field(default_factory=dict)
    asked_at: dict[int, float] = field(default_factory=dict)
    ranks_ms: list[float] = field(default_factory=list)
    host_degraded: int = 0
    scores: dict[UUID, int] = field(default_factory=dict)
    boards: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Host:
    """Leads the game; a command whose answer is lost is asked for again until its effect shows."""

    def __init__(self, scene: Scene, school: School) -> None:
        self.http = Http(scene.app_url)
        self.http.token = scene.token(school, 0)
        self.code = ""
        self.degraded = 0

    async def make(self, plan: Plan) -> str:
        """Make the game; returns its code."""
        settings = {
            "guests": True,
            "questionTime": plan.question_seconds,
            "pointsPerQuestion": FULL_POINTS,
            "speedBonusMultiplier": MULTIPLIER,
            "maxParticipants": max(plan.players, 1),
        }
        body = {"title": "Game", "questions": questions(plan.questions), "settings": settings}
        answer = await self.http.ask("POST", "/v1/live", body)
        assert answer.status == _CREATED, answer
        self.code = answer.body["code"]
        return self.code

    async def command(self, name: str, done: Callable[[Any], bool]) -> Answer:
        """Send a command until the game is as it makes it; returns the answer that showed it."""
        while True:
            for method, path in (("POST", f"/{name}"), ("GET", "")):
                try:
                    answer = await self.http.ask(method, f"/v1/live/{self.code}{path}")
                except Unanswered:
                    await asyncio.sleep(_AGAIN_SECONDS)
                    break
                self.degraded += "x-degraded" in answer.headers
                if answer.status < 300 and done(answer.body):
                    return answer
                if answer.status >= _SERVER_ERROR:
                    await asyncio.sleep(_AGAIN_SECONDS)
                    break

    async def read(self, path: str) -> Any:
        """Read something of the game, however often it takes."""
        while True:
            try:
                answer = await self.http.ask("GET", f"/v1/live/{self.code}{path}")
            except Unanswered:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self.degraded += "x-degraded" in answer.headers
            if answer.status < 300:
                return answer.body
            assert answer.status >= _SERVER_ERROR, answer
            await asyncio.sleep(_AGAIN_SECONDS)


During = Callable[[int], Awaitable[None]]


async def nothing(_index: int) -> None:
    """No fault."""


async def play(
    scene: Scene, plan: Plan, relays: Sequence[str], *, during: During = nothing
) -> Played:
    """Play a game to its end, with ``during`` beside each question, and check all of it."""
    school = scene.make_school(plan.players // 2 + 1)
    host = Host(scene, school)
    code = await host.make(plan)
    players = await _join(scene, school, plan, code)
    played = Played(plan, code, players)
    async with _seated(played, list(relays)):
        for index in range(plan.questions):
            await _ask(host, played, index, during)
        await host.command("next", lambda game: game["status"] == "COMPLETED")
        results, board = await host.read("/results"), await host.read("/leaderboard?top=100")
    played.host_degraded = host.degraded
    await _close(host, players)
    played.scores = expected_scores(
        players, full=FULL_POINTS, multiplier=MULTIPLIER, limit_ms=plan.question_seconds * 1000
    )
    played.stored = Stored(scene.admin, school.id, code)
    played.boards = {"results": results["places"], "leaderboard": board["top"]}
    played.faults = played.stored.faults(players, played.scores, plan.questions, played.boards)
    if len(results["places"]) != plan.players:
        played.faults.append("the results leave somebody out")
    return played


async def _ask(host: Host, played: Played, index: int, during: During) -> None:
    """Open a question, wait until everybody has answered, and reveal it."""
    name = "next" if index else "start"
    played.asked_at[index] = time.perf_counter()
    answer = await host.command(
        name, lambda game: game["index"] == index and game["phase"] == "question_open"
    )
    played.opened_at[index] = answer.at
    fault = asyncio.ensure_future(during(index))
    deadline = time.monotonic() + played.plan.patience
    while time.monotonic() < deadline:
        if all(index in p.said or _refused(p, index) for p in played.players):
            break
        await asyncio.sleep(0.02)
    await fault
    await host.command("reveal", lambda game: game["phase"] == "revealed")
    for player in played.players[:: max(len(played.players) // 20, 1)]:
        try:
            rank = await player.http.ask("GET", f"/v1/live/{played.code}/rank")
        except Unanswered:
            continue
        if rank.status < 300:
            played.ranks_ms.append(rank.took_ms)


def _refused(player: Player, index: int) -> bool:
    return any(at == index for at, _, _ in player.refused)


async def _join(scene: Scene, school: School, plan: Plan, code: str) -> list[Player]:
    """Let everybody in: members with their token, guests from addresses that many may share."""
    places = asyncio.Semaphore(_JOINS_AT_ONCE)
    members = len(school.people) - 1

    # Of this game alone: another may be played within the minute in which joins are counted.
    shared_by = JOINS_A_MINUTE // 2
    addresses = list(islice(_ADDRESSES, plan.players // shared_by + 1))

    async def one(number: int) -> Player:
        http = Http(scene.app_url, addresses[number // shared_by])
        body: dict[str, Any] = {}
        if number < members:
            http.token = scene.token(school, number + 1)
            body = {"nickname": f"Member {number}"}
        async with places:
            answer = await http.ask("POST", f"/v1/live/{code}/join", body)
            while answer.status >= _SERVER_ERROR:
                await asyncio.sleep(_AGAIN_SECONDS)
                answer = await http.ask("POST", f"/v1/live/{code}/join", body)
        assert answer.status < 300, answer
        if answer.body["guest"] is not None:
            http.token = answer.body["guest"]["token"]
        return Player(http, UUID(answer.body["participantId"]), f"{code}/{number}")

    return list(await asyncio.gather(*(one(number) for number in range(plan.players))))


@asynccontextmanager
async def _seated(played: Played, relays: list[str]) -> AsyncIterator[None]:
    plan = played.plan
    # No token of these is renewed: they outlive the game.
    around = Surroundings(httpx.AsyncClient(), relays, (f"live:{played.code}",))
    seats = [
        Seat(player, played.code, around, plan.window * number / plan.players)
        for number, player in enumerate(played.players)
    ]
    tasks = [asyncio.create_task(seat.play()) for seat in seats]
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            await asyncio.gather(*(seat.stream.opened.wait() for seat in seats))
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await around.api.aclose()
    errors = [end for end in ends if isinstance(end, Exception)]
    if errors:
        raise ExceptionGroup("players failed", errors)


async def _close(host: Host, players: Sequence[Player]) -> None:
    host.http.close()
    for player in players:
        player.http.close()
