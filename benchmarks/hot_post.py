"""A post that everybody likes at once: 100 likes a second over HTTP, 1,000 into the relay.

Each like is another person's, and one reader has the post open. The floor beside it are as many
likes a second of as many posts: what a like costs where no two meet in one row. Then counters of
the post are announced 1,000 times a second, as if that many people liked it. What counts: the
reader gets at most one counter a second, and the last one says what the rows say.

Totals (``post:stats``) keep that pace. A like does not, and misses its goal: it is told as
``post:liked``, which is durable and names who liked, so each of them reaches whoever has the post
open, with the count.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from infra.announcer import Announcer
from infra.postgres.core.engine import create_engine_for
from infra.settings import Settings
from shared.ids import uuid7
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope
from shared.social.events import PostLiked, PostStats

_RATE = 100
_INTO_THE_RELAY = 1_000
_AT_ONCE = 10
_LANES = 16
_PATIENCE_SECONDS = 60
_POSTS = text(
    "INSERT INTO app.posts (tenant_id, id, author_id, content, visibility, hashtags, status,"
    " created_at, updated_at) SELECT :school, uuidv7(), :author, 'Hello', 'SCHOOL',"
    " ARRAY[]::text[], 'PUBLISHED', now(), now() FROM generate_series(1, :count) RETURNING id"
)
_LIKES = text("SELECT count(*) FROM app.likes WHERE tenant_id = :school AND post_id = :post")


class Reader:
    """Somebody who has the post open: when which counter came."""

    def __init__(self, scene: Scene, token: str, post_id: UUID) -> None:
        self._url = f"{scene.relay_url}/v1/stream?channels=post:{post_id}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self.counters: list[tuple[float, int]] = []
        self.likes: list[int] = []
        self._open, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        """Returns once the stream is open."""
        self._thread.start()
        if not self._open.wait(_PATIENCE_SECONDS):
            raise TimeoutError("the stream did not open")

    def wait_for(self, likes: int) -> bool:
        """Whether a like or a counter with this number came in time."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            counted = [number for _, number in self.counters[-1:]]
            if likes in (*self.likes[-1:], *counted):
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Hang up with the next byte."""
        self._over.set()

    def _read(self) -> None:
        with httpx.stream("GET", self._url, headers=self._headers, timeout=60) as answer:
            for line in answer.iter_lines():
                if self._over.is_set():
                    return
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                if event["type"] == "connected":
                    self._open.set()
                elif event["type"] == PostStats.wire_name:
                    self.counters.append((time.monotonic(), event["data"]["likesCount"]))
                elif event["type"] == PostLiked.wire_name:
                    self.likes.append(event["data"]["likesCount"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    seconds = 5 if parser.parse_args().quick else 15
    likes = seconds * _RATE
    with running_scene() as scene:
        school = scene.make_school(likes + 1)
        apart, hot = _posts(scene, school, likes), _publish(scene, school)
        floor = _like(scene, school, apart.__getitem__, likes)
        with _reading(scene, school, hot) as reader:
            taken = _like(scene, school, lambda _: hot, likes)
            right = reader.wait_for(likes)
            told = len(reader.likes) / seconds
            with scene.admin.connect() as connection:
                rows = connection.execute(_LIKES, {"school": school.id, "post": hot}).scalar_one()
            reader.likes.clear()
            rate = _announce(scene, school, hot, seconds)
            last = reader.wait_for(seconds * _INTO_THE_RELAY)
            passed = _a_second(reader, seconds)
        print_table(
            f"Hot post: {_RATE} likes/s over HTTP, {_INTO_THE_RELAY:,} counters/s into the relay",
            [
                Figure("like of the hot post p50", percentile(taken, 50)),
                Figure("floor: likes of as many posts p50", percentile(floor, 50)),
                Figure("hot / floor", percentile(taken, 50) / percentile(floor, 50), "x"),
                Figure("like of the hot post p99", percentile(taken, 99)),
                Figure("likes that no row has", float(likes - rows), "", 0),
                Figure("the last count was wrong", float(not right), "", 0),
                Figure("likes told to a reader a second", told, "", 1, "each is an event"),
                Figure("announced a second", rate, "", least=0.95 * _INTO_THE_RELAY),
                Figure("of them passed on a second", passed, "", 1),
                Figure("the last of them was lost", float(not last), "", 0),
            ],
        )


@contextmanager
def _reading(scene: Scene, school: School, post_id: UUID) -> Iterator[Reader]:
    reader = Reader(scene, scene.token(school, 0), post_id)
    reader.start()
    yield reader
    reader.stop()


def _posts(scene: Scene, school: School, count: int) -> list[UUID]:
    """Posts that everybody of the school may like."""
    values = {"school": school.id, "author": school.people[0], "count": count}
    with scene.admin.begin() as connection:
        return list(connection.execute(_POSTS, values).scalars())


def _publish(scene: Scene, school: School) -> UUID:
    headers = {"Authorization": f"Bearer {scene.token(school, 0)}"}
    body = {"content": "Tomorrow is a holiday."}
    answer = httpx.post(f"{scene.app_url}/v1/posts", json=body, headers=headers, timeout=60)
    return UUID(answer.raise_for_status().json()["id"])


def _like(scene: Scene, school: School, which: Callable[[int], UUID], likes: int) -> list[float]:
    """Everybody but the author likes once, evenly; how long each answer took, in milliseconds."""
    start = time.monotonic() + 0.2

    def lane(first: int) -> list[float]:
        times = []
        with httpx.Client(base_url=scene.app_url, timeout=60) as http:
            for number in range(first, likes, _LANES):
                headers = {"Authorization": f"Bearer {scene.token(school, number + 1)}"}
                time.sleep(max(start + number / _RATE - time.monotonic(), 0))
                begun = time.perf_counter()
                answer = http.post(f"/v1/posts/{which(number)}/like", headers=headers)
                times.append((time.perf_counter() - begun) * 1000)
                answer.raise_for_status()
        return times

    with ThreadPoolExecutor(_LANES) as threads:
        return [taken for lane_ in threads.map(lane, range(_LANES)) for taken in lane_]


def _announce(scene: Scene, school: School, post_id: UUID, seconds: int) -> float:
    """Put counters on the bus, as functions do after their commits; how many a second went."""
    os.environ.update(scene.env)  # the publisher looks there for the stack's broker
    settings = Settings()
    engine = create_engine_for(
        settings.database_url.get_secret_value(), pool_size=1, application_name="bench"
    )
    announcer, channel = Announcer(engine, settings), Channel("post", str(post_id))
    start, total = time.monotonic(), seconds * _INTO_THE_RELAY

    def envelope(number: int) -> Envelope:
        now = datetime.now(UTC)
        event = PostStats(post_id=post_id, likes_count=number, comments_count=0)
        data: dict[str, Any] = event.model_dump(mode="json")
        return Envelope(
            id=uuid7(now),
            type=event.wire_name,
            version=event.version,
            tenant_id=school.id,
            channel=channel.name,
            actor_id=None,
            data=data,
            timestamp=int(now.timestamp() * 1000),
            durable=False,
            pace=event.pace(),
        )

    for first in range(0, total, _AT_ONCE):
        time.sleep(max(start + first / _INTO_THE_RELAY - time.monotonic(), 0))
        announcer.announce([], [envelope(first + more + 1) for more in range(_AT_ONCE)])
    rate = total / (time.monotonic() - start)
    engine.dispose()
    return rate


def _a_second(reader: Reader, seconds: int) -> float:
    """Counters that came, for each second of the run; the first and the last are not of a pace."""
    return max(len(reader.counters) - 2, 0) / seconds


if __name__ == "__main__":
    main()
