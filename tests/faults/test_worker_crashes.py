"""F2: a request whose worker dies has no effect or its whole effect, and its key makes it one."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest

from tests.chaos.accounts import Account
from tests.chaos.crashing_gateway import AFTER_COMMIT, BEFORE_COMMIT, HEADER, MID_HANDLER, POINTS
from tests.chaos.scenario import Scene
from tests.chaos.world import TENANT_ID, World
from tests.chaos.writers import ApiWriter, Tally

pytestmark = pytest.mark.fault

CALLERS = 8


def effects(world: World, key: str) -> tuple[int, int]:
    """Posts and events that a key's request made."""
    posts = world.rows("SELECT id FROM app.posts WHERE content = :c", c=f"chaos {key}")
    events = world.rows(
        "SELECT 1 FROM app.event WHERE tenant_id = :tenant AND type = 'post:created'"
        " AND payload -> 'data' ->> 'preview' = :c",
        tenant=TENANT_ID,
        c=f"chaos {key}",
    )
    return len(posts), len(events)


async def post(
    api: httpx.AsyncClient, account: Account, key: str, crash: str = ""
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {account.access}", "Idempotency-Key": key}
    if crash:
        headers[HEADER] = crash
    return await api.post("/v1/posts", json={"content": f"chaos {key}"}, headers=headers)


async def post_until_answered(api: httpx.AsyncClient, account: Account, key: str) -> httpx.Response:
    while True:
        try:
            return await post(api, account, key)
        except httpx.TransportError:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("point", [MID_HANDLER, BEFORE_COMMIT])
def test_nothing_of_a_request_is_visible_when_its_worker_died_before_the_commit(
    runner: asyncio.Runner, scene: Scene, point: str
) -> None:
    async def crash_and_repeat() -> None:
        key = f"lost-{point}"
        async with scene.client(scene.world) as api:
            with pytest.raises(httpx.TransportError):
                await post(api, scene.accounts[0], key, crash=point)
            assert effects(scene.world, key) == (0, 0)
            answer = await post_until_answered(api, scene.accounts[0], key)
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer.headers
        assert effects(scene.world, key) == (1, 1)

    runner.run(crash_and_repeat())


def test_the_answer_of_a_request_whose_worker_died_after_the_commit_is_replayed(
    runner: asyncio.Runner, scene: Scene
) -> None:
    async def crash_and_repeat() -> None:
        key = "kept"
        async with scene.client(scene.world) as api:
            with pytest.raises(httpx.TransportError):
                await post(api, scene.accounts[1], key, crash=AFTER_COMMIT)
            assert effects(scene.world, key) == (1, 1)
            answer = await post_until_answered(api, scene.accounts[1], key)
        assert answer.status_code == 201
        assert answer.headers["Idempotency-Replayed"] == "true"
        assert effects(scene.world, key) == (1, 1)

    runner.run(crash_and_repeat())


def test_f2_parallel_callers_of_one_key_share_one_effect_whatever_dies(
    runner: asyncio.Runner, scene: Scene
) -> None:
    dice = random.Random(2)
    tally = Tally()

    async def call(account: Account, api: httpx.AsyncClient, number: int) -> None:
        key = f"shared-{number}"
        dying = dice.randrange(CALLERS)
        callers = [
            ApiWriter(account, api, [], tally=tally, seed=f"{key}/{n}") for n in range(CALLERS)
        ]
        body = {"content": f"chaos {key}"}
        await asyncio.gather(
            *(
                caller.send(
                    "post",
                    "/v1/posts",
                    key,
                    body=body,
                    crash=POINTS[number % len(POINTS)] if n == dying else "",
                )
                for n, caller in enumerate(callers)
            )
        )

    async def call_all() -> None:
        async with scene.client(scene.world) as api:
            await asyncio.gather(
                *(call(account, api, n) for n, account in enumerate(scene.accounts[4:16]))
            )

    runner.run(call_all())
    answers: dict[str, set[tuple[int, str]]] = {}
    for answer in tally.answers:
        answers.setdefault(answer.key, set()).add((answer.status, answer.effect))
    assert len(tally.answers) == 12 * CALLERS
    assert {len(distinct) for distinct in answers.values()} == {1}
    assert {status for ((status, _),) in answers.values()} == {201}
    assert {key: effects(scene.world, key) for key in answers} == dict.fromkeys(answers, (1, 1))
    assert tally.failures[0] > 0, "somebody's worker died"
