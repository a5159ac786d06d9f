"""Views are counted once each, whatever dies between a client and the tables of their day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.chaos.accounts import Account
from tests.chaos.crashing_gateway import HEADER, POINTS
from tests.chaos.scenario import Scene
from tests.chaos.world import WORKER_KILLED, World

pytestmark = pytest.mark.fault

POSTS, READERS, HOURS = 50, 6, 5
PATIENCE = 180.0


def test_no_batch_is_lost_and_none_counts_twice(runner: asyncio.Runner, scene: Scene) -> None:
    """Batches of fifty while workers of the gateway die: those that take them, and that count."""
    world = scene.world
    posts = world.add_posts(scene.accounts[-1].user_id, POSTS)
    readers = scene.accounts[:READERS]
    marks = world.log_marks()

    async def send_all() -> None:
        async with scene.client(world) as api:
            await asyncio.gather(*(read(api, n, one, posts) for n, one in enumerate(readers)))

    runner.run(send_all())
    expected = READERS * HOURS * POSTS
    until = time.monotonic() + PATIENCE
    while counted(world, posts) != (expected, expected) and time.monotonic() < until:
        time.sleep(0.1)
    assert counted(world, posts) == (expected, expected)
    assert world.count_logged(marks, "gateway", WORKER_KILLED) >= len(POINTS)


async def read(api: httpx.AsyncClient, number: int, reader: Account, posts: Sequence[UUID]) -> None:
    """All posts, hour after hour; whatever was not answered is sent again."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in range(1, HOURS + 1):
        at = (now - timedelta(hours=hour)).isoformat()
        views = [{"postId": str(post), "source": "feed", "at": at} for post in posts]
        # One of them dies in each hour, and with it whatever else its process is doing.
        dies = POINTS[hour % len(POINTS)] if number == hour % READERS else ""
        while not await taken(api, reader, {"views": views}, dies):
            dies = ""
            await asyncio.sleep(0.05)


async def taken(api: httpx.AsyncClient, reader: Account, body: Any, dies: str) -> bool:
    """Whether a batch was answered."""
    headers = {"Authorization": f"Bearer {await reader.token(api)}"}
    if dies:
        headers[HEADER] = dies
    try:
        answer = await api.post("/v1/analytics/events", json=body, headers=headers)
    except httpx.TransportError:
        return False
    if answer.status_code != 202:
        # The gateway answers so while a worker of it is away.
        assert answer.status_code >= 500, answer.text
        return False
    assert answer.json() == {"taken": POSTS, "ignored": 0}
    return True


def counted(world: World, posts: Sequence[UUID]) -> tuple[int, int]:
    """Raw views of the posts, and what their totals say."""
    (row,) = world.rows(
        "SELECT (SELECT count(*) FROM app.post_views_ts WHERE post_id = ANY(:posts)) AS raw,"
        " (SELECT coalesce(sum(views_count), 0) FROM app.post_view_counts"
        "   WHERE post_id = ANY(:posts)) AS total",
        posts=list(posts),
    )
    return row.raw, int(row.total)
