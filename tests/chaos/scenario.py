"""One run: readers open, writers write, faults strike; then calm, and the histories are checked."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import httpx
from sqlalchemy.exc import DBAPIError

from tests.chaos.accounts import Account, sign_in
from tests.chaos.checker import Verdict, check
from tests.chaos.clients import Fleet
from tests.chaos.faults import Fault, Record
from tests.chaos.history import ELSEWHERE, Truth
from tests.chaos.hot import HotProcess
from tests.chaos.surroundings import Surroundings
from tests.chaos.switches import CALM, Switches
from tests.chaos.world import WORKER_KILLED, World
from tests.chaos.writers import Crowd, Load, Tally

_OUTBOX_PATIENCE = 60.0
_QUIET_SECONDS = 0.3
_API_SECONDS = 15.0
_PROBE_SECONDS = 0.02
_POSTS = 4
_LIBRARY_READERS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run. ``load`` None writes through the hot writer alone; ``unsettled`` is how many
    readers drop their connection or doze per second.
    """

    seconds: float
    streams: int = 2
    load: Load | None = field(default_factory=lambda: Load(pause_seconds=1.0))
    hot_rate: float = 0.0
    switches: Switches = CALM
    faults: tuple[Fault, ...] = ()
    unsettled: float = 0.0
    level_seconds: float = 60.0
    seed: int = 0


@dataclass(slots=True)
class Outcome:
    """What came of it. ``library`` is the verdict on the readers that are the client for Python.

    ``polled``: how often these turned to polling, because streams did not get through.
    """

    verdict: Verdict
    library: Verdict
    polled: int
    tally: Tally
    record: Record
    outbox_seconds: float
    dropped: int
    refusals: int
    committed: int
    seconds: float
    stall_seconds: float
    logged_errors: list[str]
    wrong_effects: list[str]


class StallProbe:
    """How late a task runs that only wanted to sleep: the part of a delay that is the machine's."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + _PROBE_SECONDS
            await asyncio.sleep(_PROBE_SECONDS)
            self.longest = max(self.longest, clock() - due)


class Scene:
    """A world with signed-in people, posts to write about, and a hot writer that waits."""

    def __init__(self, world: World, accounts: Sequence[Account], posts: Sequence[UUID]) -> None:
        self.world = world
        self.accounts = accounts
        self._hot_posts = posts
        self._author_id = accounts[0].user_id
        self.hot = HotProcess(world, self._author_id, posts, seed=0)

    @classmethod
    async def open(cls, world: World, *, people: int) -> Scene:
        """Make people and posts, and sign everybody in."""
        added = world.add_people(people)
        async with cls.client(world) as api:
            accounts = await sign_in(api, added)
        return cls(world, accounts, world.add_posts(added[0][0], _POSTS))

    @staticmethod
    def client(world: World) -> httpx.AsyncClient:
        """A client of the API."""
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        return httpx.AsyncClient(
            base_url=world.stack.app_url, timeout=_API_SECONDS, limits=limits, trust_env=False
        )

    def close(self) -> None:
        """End the hot writer."""
        self.hot.close()

    async def run(self, plan: Plan) -> Outcome:
        """Carry the plan out."""
        # At its first use: other harnesses have no need of the client for Python.
        from tests.chaos.library import LibraryReader

        began = time.monotonic()
        record = Record()
        logs = self.world.log_marks()
        # Each person likes a post once, so each run has posts of its own for the API's writers.
        posts = await asyncio.to_thread(self.world.add_posts, self._author_id, _POSTS)
        channels = [f"post:{post}" for post in (*self._hot_posts, *posts)]
        async with AsyncExitStack() as stack:
            api = await stack.enter_async_context(self.client(self.world))
            stack.enter_context(self.world.switched(plan.switches))
            probe = await stack.enter_async_context(StallProbe())
            around = Surroundings(api, self.world.relays, channels)
            library = [
                LibraryReader(account, around, f"{plan.seed}/library/{account.email}")
                for account in self.accounts[:_LIBRARY_READERS]
            ]
            fleet = Fleet(
                self.accounts, around, streams=plan.streams, seed=plan.seed, library=library
            )
            await stack.enter_async_context(fleet)
            before, _ = await asyncio.to_thread(self.hot.set_rate, plan.hot_rate)
            try:
                tally = await self._write(plan, api, posts, fleet, record)
            finally:
                after, _ = await asyncio.to_thread(self.hot.set_rate, 0.0)
            await asyncio.to_thread(self.world.wait_relays)
            drained = await asyncio.to_thread(
                self.world.seconds_until_outbox_is_empty, _OUTBOX_PATIENCE
            )
            truth = await self._truth(fleet, plan.level_seconds)
            verdict = await asyncio.to_thread(check, fleet.histories, truth)
            judged = [reader.judged_by(truth) for reader in library]
            by_library = check(judged, truth, provoked_resets=frozenset({ELSEWHERE}))
        record.counts["worker kills"] = self.world.count_logged(logs, "gateway", WORKER_KILLED)
        return Outcome(
            verdict=verdict,
            library=by_library,
            polled=sum(reader.polled for reader in library),
            tally=tally,
            record=record,
            outbox_seconds=drained,
            dropped=sum(history.dropped for history in fleet.histories),
            refusals=sum(len(history.refusals) for history in fleet.histories),
            committed=after - before,
            seconds=time.monotonic() - began,
            stall_seconds=probe.longest,
            logged_errors=self.world.logged_errors(logs),
            wrong_effects=await asyncio.to_thread(self._wrong_effects, tally),
        )

    async def judge(self, fleet: Fleet, level_seconds: float) -> Verdict:
        """Let running readers become level with the log, stop them, and hold them against it."""
        truth = await self._truth(fleet, level_seconds)
        return await asyncio.to_thread(check, fleet.histories, truth)

    async def _truth(self, fleet: Fleet, level_seconds: float) -> Truth:
        """The log, once running readers are level with it and have stopped."""
        heads = await self._settled_heads(fleet)
        await fleet.wait_level(heads, level_seconds)
        # A late event must not reach a reader after the log was read.
        await fleet.stop()
        rows = await asyncio.to_thread(self.world.rows_after, fleet.channels())
        return Truth(heads, rows)

    async def newcomers(self, count: int) -> list[Account]:
        """More people, signed in, whom nobody else uses."""
        added = await asyncio.to_thread(self.world.add_people, count)
        async with self.client(self.world) as api:
            return await sign_in(api, added)

    def surroundings(self, api: httpx.AsyncClient) -> Surroundings:
        """Readers of the posts that the hot writer likes."""
        return Surroundings(api, self.world.relays, [f"post:{post}" for post in self._hot_posts])

    async def _write(
        self,
        plan: Plan,
        api: httpx.AsyncClient,
        posts: Sequence[UUID],
        fleet: Fleet,
        record: Record,
    ) -> Tally:
        faults = [
            asyncio.create_task(fault(self.world, random.Random(f"{plan.seed}/{n}"), record))
            for n, fault in enumerate(plan.faults)
        ]
        if plan.unsettled:
            dice = random.Random(f"{plan.seed}/unsettled")
            faults.append(asyncio.create_task(fleet.unsettle(plan.unsettled, dice)))
        load = plan.load or Load()
        writers = self.accounts if plan.load else ()
        try:
            async with Crowd(writers, api, posts, load, seed=plan.seed) as tally:
                await asyncio.sleep(plan.seconds)
                for task in faults:
                    task.cancel()
                ends = await asyncio.gather(*faults, return_exceptions=True)
        finally:
            for task in faults:
                task.cancel()
        for end in ends:
            if isinstance(end, Exception):
                raise end
        return tally

    def _wrong_effects(self, tally: Tally) -> list[str]:
        """Keys that were answered and do not have exactly one effect."""
        keys = {a.key for a in tally.answers if a.kind != "like" and a.effect}
        found = self.world.effects(keys)
        return [key for key in keys if found.get(key, 0) != 1]

    async def _settled_heads(self, fleet: Fleet) -> Mapping[str, int]:
        """The heads when they no longer move: workers answer events with events of their own."""
        heads: Mapping[str, int] = {}
        while True:
            try:
                found = await asyncio.to_thread(self.world.heads, fleet.channels())
            except DBAPIError:
                found = {}  # it is just coming back
            if found and found == heads:
                return heads
            heads = found
            await asyncio.sleep(_QUIET_SECONDS)
