"""Two people write to each other while relays, functions and Pub/Sub die.

Each message is tried under its own id until there is an answer, as the outbox of the app does. At
the end the conversation holds each of them once, in the order in which it was committed, and both
people's streams have told all of them, once and in that order.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.areas.people.factories.people import act_for
from tests.areas.social.factories.posts import make_follow
from tests.chaos.accounts import Account
from tests.chaos.checker import Verdict
from tests.chaos.clients import Fleet
from tests.chaos.crashing_gateway import AFTER_COMMIT, BEFORE_COMMIT, HEADER, MID_HANDLER
from tests.chaos.faults import Fault, Record, freeze_broker, kill_relays, lose_broker
from tests.chaos.goals import Figure, promises
from tests.chaos.report import Report
from tests.chaos.scenario import Scene
from tests.chaos.surroundings import Surroundings
from tests.chaos.world import TENANT_ID, WORKER_KILLED

MESSAGES = 2_000
_CRASHES = (AFTER_COMMIT, BEFORE_COMMIT, MID_HANDLER)
_LIMITED, _FAULT = 429, 500
_PATIENCE_SECONDS = 120.0
_LEVEL_SECONDS = 60.0
_OUTBOX_PATIENCE = 60.0
_PAGE = 100
_STREAMS = 2


@dataclass(slots=True)
class Talked:
    """What came of it: the ids in the order in which each person sent them, and what is there."""

    verdict: Verdict
    record: Record
    sent: list[list[str]]
    stored: list[dict[str, Any]]
    tries: int
    seconds: float
    wrong: Counter[str] = field(default_factory=Counter)


async def converse(
    scene: Scene, *, messages: int, seed: int, faults: Sequence[Fault], crash_share: float
) -> Talked:
    """Let two new people write so many messages between them, and hold what came of it."""
    began, record, logs = time.monotonic(), Record(), scene.world.log_marks()
    people = await scene.newcomers(2)
    await asyncio.to_thread(_connect, scene, people)
    async with scene.client(scene.world) as api:
        conversation = await _begin(api, people)
        around = Surroundings(api, scene.world.relays, ())
        async with Fleet(people, around, streams=_STREAMS, seed=seed) as fleet:
            striking = [
                asyncio.create_task(fault(scene.world, random.Random(f"{seed}/{n}"), record))
                for n, fault in enumerate(faults)
            ]
            writers = [
                _Writer(scene, api, one, conversation, random.Random(f"{seed}/{n}/writer"))
                for n, one in enumerate(people)
            ]
            try:
                await asyncio.gather(*(w.write(messages // 2, crash_share) for w in writers))
            finally:
                for task in striking:
                    task.cancel()
                await asyncio.gather(*striking, return_exceptions=True)
            await asyncio.to_thread(scene.world.wait_relays)
            await asyncio.to_thread(scene.world.seconds_until_outbox_is_empty, _OUTBOX_PATIENCE)
            verdict = await scene.judge(fleet, _LEVEL_SECONDS)
        stored = await _stored(api, people[0], conversation)
    record.counts["worker kills"] = scene.world.count_logged(logs, "gateway", WORKER_KILLED)
    talked = Talked(
        verdict,
        record,
        [writer.sent for writer in writers],
        stored,
        sum(writer.tries for writer in writers),
        time.monotonic() - began,
    )
    talked.wrong = _wrong(talked, fleet)
    return talked


def figures(talked: Talked) -> list[Figure]:
    """What must hold of the conversation and of both people's streams."""
    return [
        Figure("sent", sum(map(len, talked.sent)), least=1),
        *(Figure(name, talked.wrong[name], most=0) for name in _WRONGS),
        *promises(talked.verdict),
    ]


async def talk(scene: Scene, _seconds: float, seed: int) -> Report:
    """The whole of it: 2,000 messages, and everything dies again and again."""
    faults = (
        kill_relays(9.0),
        freeze_broker(12.0, 2.0, repeat=True),
        lose_broker(25.0, 2.0, repeat=True),
    )
    talked = await converse(scene, messages=MESSAGES, seed=seed, faults=faults, crash_share=0.02)
    done = ", ".join(f"{n} {name}" for name, n in talked.record.counts.items() if n)
    said = f"{talked.seconds:.0f} s, {talked.tries:,} tries · {done}"
    kills = Figure("worker kills", talked.record.counts["worker kills"], least=1)
    return Report([*figures(talked), kills], talked.verdict.delivered, [said])


_WRONGS = ("messages lost", "messages twice", "numbers missing", "out of order", "untold")


def _wrong(talked: Talked, fleet: Fleet) -> Counter[str]:
    """Every way in which the conversation is not what was sent, with how often."""
    found = Counter[str]()
    ids = [message["clientId"] or message["id"] for message in talked.stored]
    own = set(talked.sent[0])
    # One's own id is told to oneself alone: of the other's messages the number is what counts.
    mine = [one for one in ids if one in own]
    found["messages lost"] = sum(map(len, talked.sent)) - len(ids)
    found["messages twice"] = max(len(ids) - sum(map(len, talked.sent)), 0)
    numbers = [message["number"] for message in talked.stored]
    found["numbers missing"] = sum(n != want for want, n in enumerate(numbers, start=1))
    found["out of order"] = sum(a != b for a, b in zip(mine, talked.sent[0], strict=False))
    expected = len(talked.stored)
    for history in fleet.histories:
        told = [d.version for d in history.deliveries if d.document and "messages" in d.document]
        found["untold"] += told != list(range(1, expected + 1))
    return found


class _Writer:
    """One of the two, who sends one message after the other."""

    def __init__(
        self,
        scene: Scene,
        api: httpx.AsyncClient,
        account: Account,
        conversation: str,
        dice: random.Random,
    ) -> None:
        self._scene = scene
        self._api = api
        self._account = account
        self._path = f"/v1/messages/{conversation}"
        self._dice = dice
        self.sent: list[str] = []
        self.tries = 0

    async def write(self, count: int, crash_share: float) -> None:
        for _ in range(count):
            crash = self._dice.choice(_CRASHES) if self._dice.random() < crash_share else ""
            await self._send(str(uuid.uuid4()), crash)

    async def _send(self, client_id: str, crash: str) -> None:
        """Try until there is an answer; only the first try asks for a crash."""
        body = {"content": f"message {len(self.sent) + 1}", "clientId": client_id}
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            answer = await self._try(body, crash)
            crash = ""
            if answer is not None and answer.status_code == _LIMITED:
                # Two people write more in a minute than they may: the counters are forgiven.
                await asyncio.to_thread(self._scene.world.stack.empty_redis)
            elif answer is not None and answer.status_code < _FAULT:
                answer.raise_for_status()
                self.sent.append(client_id)
                return
            await asyncio.sleep(self._dice.uniform(0.02, 0.3))
        raise TimeoutError(f"message {client_id} was not taken in {_PATIENCE_SECONDS:g} s")

    async def _try(self, body: dict[str, str], crash: str) -> httpx.Response | None:
        self.tries += 1
        headers = {"Authorization": f"Bearer {await self._account.token(self._api)}"}
        if crash:
            headers[HEADER] = crash
        try:
            return await self._api.post(self._path, json=body, headers=headers)
        except httpx.TransportError:
            return None


def _connect(scene: Scene, people: Sequence[Account]) -> None:
    """Pupils who follow each other may write to each other."""
    one, other = (person.user_id for person in people)
    with scene.world.admin.begin() as connection:
        act_for(connection, TENANT_ID)
        for follower, following in ((one, other), (other, one)):
            make_follow(
                connection, tenant_id=TENANT_ID, follower_id=follower, following_id=following
            )


async def _begin(api: httpx.AsyncClient, people: Sequence[Account]) -> str:
    one, other = people
    answer = await api.post(
        "/v1/messages/conversations",
        json={"participantIds": [str(other.user_id)]},
        headers={"Authorization": f"Bearer {one.access}"},
    )
    answer.raise_for_status()
    return str(answer.json()["id"])


async def _stored(
    api: httpx.AsyncClient, account: Account, conversation: str
) -> list[dict[str, Any]]:
    """Everything that the conversation holds, the oldest first."""
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"after": 0, "limit": _PAGE}
    while True:
        answer = await api.get(
            f"/v1/messages/{conversation}",
            params=query,
            headers={"Authorization": f"Bearer {await account.token(api)}"},
        )
        answer.raise_for_status()
        page = answer.json()
        found += page["data"]
        if not page["pageInfo"]["hasMore"]:
            return found
        query = {"cursor": page["pageInfo"]["nextCursor"], "limit": _PAGE}
