"""How soon a post is found after its answer: in Postgres at once, in the search server soon.

A real local stack with a search server (``make typesense``; else that is said), and a watch that
asks the server twenty times a second what it has. The figure is the time from the answer of a post
to the first look that saw it, measured twice.

The whole product: people of one school post evenly over HTTP, ten a second. Every tenth post is
searched for as soon as it was answered: it is there, as its row is written with it. Each post goes
to six workers and the relay; what that takes of a core is a figure, and so is how many cores the
hundred posts a second would take that are the goal.

The way of a search alone: what other workers do has machines of its own in the cloud, and here the
same two cores. So their subscriptions are deleted, and a hundred posts a second are written with
their events as a function writes them, ten in a transaction; broker, worker and server follow.

On two idle cores: 0.1 s at p99 with all workers, 0.2 s for a search alone. The whole product takes
64 ms of a core for a post, so a hundred a second want six or seven cores.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import httpx
from sqlalchemy import text

from benchmarks.commit_to_browser import Writer, a_post
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, tree_seconds
from benchmarks.search_watch import Watch
from infra.build.typesense_server import server
from infra.pubsub.admin import PubSubAdmin
from infra.typesense.engine import SearchEngine
from shared.events.event import Event
from shared.search.types import Collection
from tests.support.stack import Stack
from tests.support.typesense import KEY, Server, running_server

_GOAL_MS = 1_000.0
_GOAL_RATE = 100
_HTTP_RATE = 10
_PEOPLE = 240
_THREADS = 24
_EVERY = 10
_AT_ONCE = 10
_WARM_UP = 20
_POSTS = text(
    "INSERT INTO app.posts (tenant_id, id, author_id, content, visibility, hashtags, status,"
    " created_at, updated_at) SELECT :school, uuidv7(), :author, 'Post ' || n, 'SCHOOL',"
    " ARRAY[]::text[], 'PUBLISHED', now(), now() FROM generate_series(1, :count) AS n RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A post: when it was answered, and whether a search had it at once, where one was made."""

    id: str
    answered: float
    found: bool | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    seconds = 5 if parser.parse_args().quick else 15
    if server() is None:
        print("\nFound soon: no search server is installed (make typesense), nothing to measure")
        return
    with TemporaryDirectory() as directory, running_server(Path(directory)) as running:
        address = ("127.0.0.1", running.port, "http")
        with closing(SearchEngine(address, KEY, running.search_key)) as engine:
            name = Collection.POSTS.value
            engine.swap(name, engine.begin(name))
        with _stack(running.environment) as stack:
            scene = Scene(stack.app_url, stack.relay_url, stack.data_dir)
            figures = _whole(scene, running, stack.pid, seconds) + _alone(scene, running, seconds)
    print_table("Found soon: from the answer of a post until it is found", figures)


@contextmanager
def _stack(environment: Mapping[str, str]) -> Iterator[Stack]:
    stack = Stack(env=dict(environment))
    try:
        yield stack
    finally:
        stack.close()


def _whole(scene: Scene, running: Server, root: int, seconds: int) -> list[Figure]:
    """People post over HTTP, and every worker does its part."""
    school, posts = scene.make_school(_PEOPLE), _HTTP_RATE * seconds
    _post(scene, scene.make_school(_PEOPLE), _WARM_UP)
    watch, used = Watch(running.port, school), tree_seconds(root)
    with watch.looking():
        posted = _post(scene, school, posts)
        watch.wait_for(posts)
    of_a_core = (tree_seconds(root) - used) / posts
    asked = [post.found for post in posted if post.found is not None]
    name = f"all workers, {_HTTP_RATE} posts a second"
    return [
        Figure(f"{name}: not found at once", asked.count(False), "", 0, f"of {len(asked)}"),
        *_waits(name, {post.id: post.answered for post in posted}, watch),
        Figure(f"{name}: of a core per post", of_a_core * 1000),
        Figure(f"cores that {_GOAL_RATE} posts a second would take", of_a_core * _GOAL_RATE, ""),
    ]


def _alone(scene: Scene, running: Server, seconds: int) -> list[Figure]:
    """Events of posts as functions commit and announce them, and only one worker listens."""
    school = scene.make_school(1)
    row = {"school": school.id, "author": school.people[0], "count": _GOAL_RATE * seconds}
    with scene.admin.begin() as connection:
        ids = iter(connection.execute(_POSTS, row).scalars().all())
    writer, begun = Writer(scene, school, rate=_GOAL_RATE, at_once=_AT_ONCE), dict[str, float]()
    watch = Watch(running.port, school)
    _only(scene, "worker-search")

    def announced(author: UUID, now: datetime, stamp: str) -> Event:
        post_id = next(ids)
        begun[str(post_id)] = time.perf_counter()
        return a_post(author, now, stamp).model_copy(update={"post_id": post_id})

    with watch.looking():
        writer.write(announced, seconds)
        watch.wait_for(len(begun))
    return _waits(f"the search worker alone, {_GOAL_RATE} posts a second", begun, watch)


def _only(scene: Scene, kept: str) -> None:
    with closing(PubSubAdmin(scene.env["PUBSUB_PROJECT"])) as admin:
        for name in admin.list_subscriptions("worker-"):
            if name != kept:
                admin.delete_subscription(name)


def _waits(name: str, begun: Mapping[str, float], watch: Watch) -> list[Figure]:
    waits = [
        max(watch.seen[post] - at, 0.0) * 1000 for post, at in begun.items() if post in watch.seen
    ]
    return [
        Figure(f"{name}: in the search server p50", percentile(waits or [0.0], 50)),
        Figure(f"{name}: in the search server p99", _p99(waits), "ms", _GOAL_MS),
        Figure(f"{name}: never seen there", len(begun) - len(waits), "", 0),
    ]


def _p99(waits: Sequence[float]) -> float:
    return percentile(waits, 99) if waits else float("inf")


def _post(scene: Scene, school: School, posts: int) -> list[Posted]:
    """Post evenly, whether or not earlier posts have been answered."""
    tokens = [scene.token(school, person) for person in range(_PEOPLE)]
    local = threading.local()

    def post(number: int, due: float) -> Posted:
        time.sleep(max(due - time.perf_counter(), 0))
        if not hasattr(local, "http"):
            local.http = httpx.Client(base_url=scene.app_url, timeout=30)
        # No other is spelled like it: the server would show that, and Postgres not be asked.
        word = f"word{uuid4().hex}"
        headers = {"Authorization": f"Bearer {tokens[number % _PEOPLE]}"}
        body = {"content": f"Post {word} of the benchmark."}
        answer = local.http.post("/v1/posts", json=body, headers=headers)
        answered = time.perf_counter()
        if answer.status_code != 201:
            raise RuntimeError(answer.text)
        found = None
        if number % _EVERY == 0:
            search = local.http.get("/v1/search/posts", params={"q": word}, headers=headers)
            found = answer.json()["id"] in [hit["id"] for hit in search.json()["data"]]
        return Posted(answer.json()["id"], answered, found)

    start = time.perf_counter() + 0.2
    with ThreadPoolExecutor(_THREADS) as threads:
        futures = [
            threads.submit(post, number, start + number / _HTTP_RATE) for number in range(posts)
        ]
        return [future.result() for future in futures]


if __name__ == "__main__":
    main()
