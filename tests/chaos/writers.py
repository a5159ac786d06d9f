"""Load through the real API: people who write, and repeat what was not answered."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.chaos.accounts import Account
from tests.chaos.crashing_gateway import HEADER

_IN_FLIGHT, _TOO_MANY, _FAULT = 409, 429, 500
_RETRY_SECONDS = (0.02, 0.3)
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of one logical request, after all its tries."""

    key: str
    kind: str
    status: int
    effect: str
    tries: int
    seconds: float
    at: float
    replayed: bool


@dataclass(slots=True)
class Tally:
    """What the writers saw. ``failures`` counts tries by status; 0 is a broken connection."""

    answers: list[Answer] = field(default_factory=list)
    failures: Counter[int] = field(default_factory=Counter)
    first_try_seconds: list[tuple[float, float]] = field(default_factory=list)
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What is written. ``crash_share`` of the requests ask to be killed at ``crash_point``."""

    pause_seconds: float = 0.05
    crash_point: str = ""
    crash_share: float = 0.0
    kinds: tuple[str, ...] = ("comment", "like", "post")
    weights: tuple[int, ...] = (6, 3, 1)


class ApiWriter:
    """One person who writes until told to stop."""

    def __init__(
        self,
        account: Account,
        api: httpx.AsyncClient,
        posts: Sequence[UUID],
        *,
        tally: Tally,
        seed: str,
    ) -> None:
        self._account = account
        self._api = api
        self._posts = list(posts)
        self._unliked = list(posts)
        self._tally = tally
        self._random = random.Random(seed)

    async def run(self, load: Load, over: asyncio.Event) -> None:
        """Write until ``over`` is set; what has begun is finished."""
        self._random.shuffle(self._unliked)
        while not over.is_set():
            await self.write_once(load)
            pause = self._random.expovariate(1 / load.pause_seconds)
            try:
                async with asyncio.timeout(pause):
                    await over.wait()
            except TimeoutError:
                continue

    async def write_once(self, load: Load) -> Answer | None:
        """One logical request, repeated under its key until it is answered."""
        kind = self._random.choices(load.kinds, load.weights)[0]
        crash = load.crash_point if self._random.random() < load.crash_share else ""
        # Never from the seed: the next run with it would get this one's stored answers.
        key = uuid.uuid4().hex
        if kind == "like" and self._unliked:
            return await self.send(kind, f"/v1/posts/{self._unliked.pop()}/like", key, crash=crash)
        if kind == "post":
            body = {"content": f"chaos {key}"}
            return await self.send(kind, "/v1/posts", key, body=body, crash=crash)
        path = f"/v1/posts/{self._random.choice(self._posts)}/comments"
        body = {"content": f"chaos {key}"}
        return await self.send("comment", path, key, body=body, crash=crash)

    async def send(
        self,
        kind: str,
        path: str,
        key: str,
        *,
        body: dict[str, Any] | None = None,
        crash: str = "",
    ) -> Answer | None:
        """Send one request until it has an answer below 500; None when it was given up or limited.

        Only the first try asks for a crash: a request that always kills its server ends nowhere.
        """
        began, tries = time.monotonic(), 0
        while time.monotonic() - began < _PATIENCE_SECONDS:
            tries += 1
            answer = await self._try(path, key, body, crash if tries == 1 else "")
            if tries == 1 and not crash:
                self._tally.first_try_seconds.append((time.time(), time.monotonic() - began))
            # A twin whose worker has just died may still hold the key: that is no answer either.
            done = answer is not None and answer.status_code < _FAULT
            if answer is not None and done and answer.status_code != _IN_FLIGHT:
                if answer.status_code == _TOO_MANY:
                    return None
                return self._note(kind, key, answer, tries, began)
            await asyncio.sleep(self._random.uniform(*_RETRY_SECONDS))
        self._tally.given_up += 1
        return None

    async def _try(
        self, path: str, key: str, body: dict[str, Any] | None, crash: str
    ) -> httpx.Response | None:
        headers = {
            "Authorization": f"Bearer {await self._account.token(self._api)}",
            "Idempotency-Key": key,
        }
        if crash:
            headers[HEADER] = crash
        try:
            answer = await self._api.post(path, json=body, headers=headers)
        except httpx.TransportError:
            self._tally.failures[0] += 1
            return None
        if not answer.is_success:
            self._tally.failures[answer.status_code] += 1
        return answer

    def _note(
        self, kind: str, key: str, answer: httpx.Response, tries: int, began: float
    ) -> Answer:
        effect = str(answer.json().get("id", "")) if answer.is_success else ""
        noted = Answer(
            key,
            kind,
            answer.status_code,
            effect,
            tries,
            time.monotonic() - began,
            time.time(),
            answer.headers.get("Idempotency-Replayed") == "true",
        )
        self._tally.answers.append(noted)
        return noted


class Crowd:
    """Several writers at once: ``async with Crowd(…) as tally``; at the end each finishes."""

    def __init__(
        self,
        accounts: Sequence[Account],
        api: httpx.AsyncClient,
        posts: Sequence[UUID],
        load: Load,
        *,
        seed: int = 0,
    ) -> None:
        self._tally = Tally()
        self._load = load
        self._over = asyncio.Event()
        self._writers = [
            ApiWriter(account, api, posts, tally=self._tally, seed=f"{seed}/{number}")
            for number, account in enumerate(accounts)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Tally:
        self._tasks = [
            asyncio.create_task(writer.run(self._load, self._over)) for writer in self._writers
        ]
        return self._tally

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await asyncio.gather(*self._tasks)
