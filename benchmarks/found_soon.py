"""How soon a post is found after its answer: in Postgres at once, in the search server soon.

A real local stack with a search server (``make typesense``; else that is said). People of one
school post evenly over HTTP. Every tenth post is searched for as soon as it was answered: it is
there, as its row is written with it. A watch asks the server fifty times a second what it has: the
figure is the time from the answer of a post to the first look that saw it, at 20 posts a second and
at the hundred that are the goal. Whatever the whole way costs (gateway, event, broker, worker,
server) shares the cores of this machine with those who post and look, so the rate that was reached
is a figure too.

That limits the goal: on two cores where others work (load 15), 46 of the hundred a second were
answered, and at 20 a second the broker's pushes to all workers were five seconds behind; nothing
was lost. The worker's own part is a transaction and two requests over connections that stay open.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import typesense

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School
from infra.build.typesense_server import server
from infra.typesense.engine import SearchEngine
from shared.search.types import Collection
from tests.support.stack import Stack
from tests.support.typesense import KEY, Server, running_server

_RATES = (20, 100)
_GOAL_RATE, _GOAL_MS = 100, 1_000.0
_PEOPLE = 240
_THREADS = 24
_EVERY = 10
_LOOKS_A_SECOND = 50
_PAGE = 250
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Posted:
    """A post: when it was answered, and whether a search had it at once, where one was made."""

    id: str
    answered: float
    found: bool | None


class Watch:
    """When the server was first seen to have a post."""

    def __init__(self, port: int, school: School) -> None:
        node = {"host": "127.0.0.1", "port": str(port), "protocol": "http"}
        settings: Any = {"nodes": [node], "api_key": KEY, "connection_timeout_seconds": 10}
        self._client = typesense.Client(settings)
        self._asked = {
            "q": "*",
            "filter_by": f"tenantId:={school.id}",
            "sort_by": "createdAt:desc",
            "include_fields": "id",
            "per_page": _PAGE,
        }
        self.seen = dict[str, float]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look until the end of the block."""
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()
            self._client.api_call.close()

    def wait_for(self, posts: int) -> None:
        """Return when so many were seen, or when nobody waits any longer."""
        until = time.monotonic() + _PATIENCE
        while len(self.seen) < posts and time.monotonic() < until:
            time.sleep(0.1)

    def _look_on(self) -> None:
        while not self._over.wait(1 / _LOOKS_A_SECOND):
            page = 1
            # What came last stands first: further back is looked only for what is missing.
            while self._look(page) > max(len(self.seen), page * _PAGE):
                page += 1

    def _look(self, page: int) -> int:
        asked: Any = {**self._asked, "page": page}
        found: Any = self._client.collections["posts"].documents.search(asked)
        now = time.perf_counter()
        for hit in found["hits"]:
            self.seen.setdefault(hit["document"]["id"], now)
        return int(found["found"])


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
        with _scene(running.environment) as scene:
            figures = [one for rate in _RATES for one in _measure(scene, running, rate, seconds)]
    print_table("Found soon: from the answer of a post until it is found", figures)


@contextmanager
def _scene(environment: Mapping[str, str]) -> Iterator[Scene]:
    stack = Stack(env=dict(environment))
    try:
        yield Scene(stack.app_url, stack.relay_url, stack.data_dir)
    finally:
        stack.close()


def _measure(scene: Scene, running: Server, rate: int, seconds: int) -> list[Figure]:
    school = scene.make_school(_PEOPLE)
    watch = Watch(running.port, school)
    with watch.looking():
        began = time.perf_counter()
        posted = _post(scene, school, rate, rate * seconds)
        reached = len(posted) / (time.perf_counter() - began)
        watch.wait_for(len(posted))
    waits = [
        max(watch.seen[post.id] - post.answered, 0.0) * 1000
        for post in posted
        if post.id in watch.seen
    ]
    asked = [post.found for post in posted if post.found is not None]
    goal = _GOAL_MS if rate == _GOAL_RATE else None
    return [
        Figure(f"{rate} a second: posts that were answered a second", reached, ""),
        Figure(f"{rate} a second: not found at once", asked.count(False), "", 0, _of(asked)),
        Figure(f"{rate} a second: in the search server p50", percentile(waits or [0.0], 50)),
        Figure(f"{rate} a second: in the search server p99", _p99(waits), "ms", goal),
        Figure(f"{rate} a second: never seen there", len(posted) - len(waits), "", 0),
    ]


def _of(asked: Sequence[object]) -> str:
    return f"of {len(asked)}"


def _p99(waits: Sequence[float]) -> float:
    return percentile(waits, 99) if waits else float("inf")


def _post(scene: Scene, school: School, rate: int, posts: int) -> list[Posted]:
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
        futures = [threads.submit(post, number, start + number / rate) for number in range(posts)]
        return [future.result() for future in futures]


if __name__ == "__main__":
    main()
