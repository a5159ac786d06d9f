"""What one request costs: time, statements, round trips to Postgres, calls of Redis.

Through the gateway inside this process, one client, on the stores of a real local stack, beside a
function of bare functions-framework that says hello. The four take turns, request by request, and
each request is another person's, so that no rate limit is met.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import functions_framework
import pg8000.core
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, running_scene
from infra.bootstrap import Dependencies, dependencies
from infra.local.process import PROJECT_ROOT

_PEOPLE = 60
_WARM_UP = 20
Send = Callable[[int], TestResponse]


@dataclass(slots=True)
class Counts:
    """What crossed the wires while one request ran."""

    statements: int = 0
    round_trips: int = 0
    redis_commands: int = 0


@dataclass(slots=True)
class Measured:
    """One kind of request."""

    send: Send
    redis_budget: int | None
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    requests = 100 if parser.parse_args().quick else 400
    with running_scene() as scene:
        kinds = _kinds(scene)
        for number in range(_WARM_UP + requests):
            for kind in kinds.values():
                _time(kind, number)
        figures: list[Figure] = []
        hello = percentile(kinds["hello"].wall_ms[_WARM_UP:], 50)
        for name, kind in kinds.items():
            wall = kind.wall_ms[_WARM_UP:]
            cpu = statistics.median(kind.cpu_ms[_WARM_UP:])
            note = f"p95 {percentile(wall, 95):.1f} ms, CPU {cpu:.1f} ms"
            if kind.redis_budget is not None:
                note += f", {percentile(wall, 50) / hello:.0f} x hello"
            figures.append(Figure(f"{name} p50", percentile(wall, 50), note=note))
        for name, kind in kinds.items():
            if kind.redis_budget is None:
                continue
            # The most of a few: a publish that came too late leaves its row to the sweeper.
            counts = max((_count(kind) for _ in range(5)), key=lambda found: found.statements)
            note = f"{counts.statements} statements, {counts.round_trips} round trips to Postgres"
            redis = f"{name} Redis commands"
            figures.append(Figure(redis, counts.redis_commands, "", kind.redis_budget, note))
        print_table(f"Requests: one client, {requests} of each", figures)


def _kinds(scene: Scene) -> dict[str, Measured]:
    school = scene.make_school(_PEOPLE)
    tokens = [scene.token(school, person) for person in range(_PEOPLE)]
    client, posts = scene.gateway(), list[str]()

    def headers(number: int) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens[number % _PEOPLE]}"}

    def create(number: int) -> TestResponse:
        body = {"content": "The library stays open until six.", "hashtags": ["library"]}
        answer = client.post("/v1/posts", json=body, headers=headers(number))
        posts.append(answer.json["id"] if answer.json else "")
        return answer

    def like(number: int) -> TestResponse:
        return client.post(f"/v1/posts/{posts[-1]}/like", headers=headers(number + 1))

    hello = _hello()
    return {
        "hello": Measured(lambda _: hello.get("/"), None),
        "users_me_get": Measured(lambda n: client.get("/v1/users/me", headers=headers(n)), 3),
        "posts_create": Measured(create, 6),
        "posts_like": Measured(like, 6),
    }


def _hello() -> FlaskClient:
    create_app: Any = functions_framework.create_app
    client: FlaskClient = create_app(
        "hello", str(PROJECT_ROOT / "benchmarks/hello.py")
    ).test_client()
    return client


def _time(kind: Measured, number: int) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = kind.send(number)
    kind.wall_ms.append((time.perf_counter() - wall) * 1000)
    kind.cpu_ms.append((time.process_time() - cpu) * 1000)
    if not answer.status_code < 300:
        raise RuntimeError(answer.text)


def _count(kind: Measured) -> Counts:
    number = len(kind.wall_ms)
    with _counting(dependencies()) as counts:
        _time(kind, number)
    return counts


@contextmanager
def _counting(deps: Dependencies) -> Iterator[Counts]:
    counts = Counts()
    assert deps.redis is not None
    before = deps.redis.usage().commands
    flush: Any = vars(pg8000.core)["_flush"]

    def count_statement(*_: Any) -> None:
        counts.statements += 1

    def count_round_trip(sock: Any) -> None:
        counts.round_trips += 1
        flush(sock)

    event.listen(deps.engine, "before_cursor_execute", count_statement)
    vars(pg8000.core)["_flush"] = count_round_trip
    try:
        yield counts
    finally:
        vars(pg8000.core)["_flush"] = flush
        event.remove(deps.engine, "before_cursor_execute", count_statement)
        counts.redis_commands = deps.redis.usage().commands - before


if __name__ == "__main__":
    main()
