"""The first page of the feed among 100,000 posts of one school, beside its floors.

``GET /v1/posts`` by one client: inside this process through the gateway (server time, which has the
goal) and over HTTP through gunicorn. The floors, in turn with it: the page's own SQL through the
driver alone, and ``SELECT 1`` in a route of its own, which is what authentication, rate limit and
transaction cost. Each request is another person's, so that no rate limit is met.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from flask import request
from sqlalchemy import event, text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from functions.runtime.context import Ctx
from functions.runtime.entry_point import entry_point
from infra.bootstrap import dependencies
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.posts import PostRepository
from shared.http.paging import Position
from shared.http.route import Access, route
from tests.areas.social.factories.feed import fill_feed

_AUTHORS = 300
_POSTS = 100_000
_GOAL_MS = 25.0
_WARM_UP = 10


@route("GET", "/v1/benchmark/floor", permission=Access.SIGNED_IN, limits=("read",))
def benchmark_floor(ctx: Ctx) -> dict[str, Any]:
    """Do nothing but ask the database for a number."""
    return {"number": ctx.db.execute(text("SELECT 1")).scalar_one()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    rounds = 60 if parser.parse_args().quick else 250
    with running_scene() as scene:
        school = scene.make_school(_AUTHORS)
        with scene.admin.begin() as connection:
            fill_feed(connection, tenant_id=school.id, posts=_POSTS, likes=_POSTS)
        print_table(f"Feed: {_POSTS:,} posts, one client", _measure(scene, school, rounds))


def _measure(scene: Scene, school: School, rounds: int) -> list[Figure]:
    far = Position(datetime.now(UTC) - timedelta(days=800), school.people[0]).encode()
    paths = {
        "latest": "/v1/posts",
        "following": "/v1/posts?mode=following",
        "deep page": f"/v1/posts?cursor={far}",
    }
    tokens = [scene.token(school, person) for person in range(_AUTHORS)]
    gateway = scene.gateway()
    floor = entry_point(benchmark_floor)
    gateway.application.add_url_rule("/v1/benchmark/floor", view_func=lambda: floor(request))

    def inside(path: str) -> Callable[[int], object]:
        return lambda n: _checked(gateway.get(path, headers=_as(tokens[n])))

    with httpx.Client(base_url=scene.app_url) as http, _page_sql(school) as run_sql:

        def over_http(path: str) -> Callable[[int], object]:
            return lambda n: _checked(http.get(path, headers=_as(tokens[n])))

        kinds: dict[str, Callable[[int], object]] = {
            **{f"{name}, in process": inside(path) for name, path in paths.items()},
            "floor: SELECT 1, in process": inside("/v1/benchmark/floor"),
            "floor: SQL of latest alone": lambda _: run_sql(),
            **{f"{name}, over HTTP": over_http(path) for name, path in paths.items()},
        }
        times: dict[str, list[float]] = {name: [] for name in kinds}
        cpu: dict[str, list[float]] = {name: [] for name in kinds}
        for number in range(_WARM_UP + rounds):
            # Not one person for all kinds: five reads a round would meet the limit.
            for place, (name, call) in enumerate(kinds.items()):
                start, used = time.perf_counter(), time.process_time()
                call((number + place * 37) % _AUTHORS)
                times[name].append((time.perf_counter() - start) * 1000)
                cpu[name].append((time.process_time() - used) * 1000)
    figures = []
    for name, found in times.items():
        kept = found[_WARM_UP:]
        goal = _GOAL_MS if name.endswith("in process") and "floor" not in name else None
        note = f"p50 {percentile(kept, 50):.1f} ms"
        if "HTTP" not in name:
            note += f", CPU {percentile(cpu[name][_WARM_UP:], 50):.1f} ms"
        figures.append(Figure(f"{name} p95", percentile(kept, 95), "ms", goal, note))
    return figures


def _as(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _checked(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(answer.text)


@contextmanager
def _page_sql(school: School) -> Iterator[Callable[[], object]]:
    """What runs the statement of the latest page and fetches its rows, by the driver alone."""
    engine, viewer, sent = dependencies().engine, school.people[0], list[tuple[str, Any]]()

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    with UnitOfWork(engine) as unit:
        unit.begin_request(
            tenant_id=school.id, user_id=viewer, session_id=school.sessions[0], token_id=viewer
        )
        event.listen(engine, "before_cursor_execute", record)
        unit(PostRepository).find_feed(viewer, following=False, before=None, limit=20)
        event.remove(engine, "before_cursor_execute", record)
    statement, parameters = sent[0]
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        # The floor sees the same rows, so it acts for the same person.
        scope = f"SELECT app.open_transaction('{school.id}', '{viewer}')"
        driver.cursor().execute(scope)

        def run() -> object:
            cursor = driver.cursor()
            cursor.execute(statement, parameters)
            return cursor.fetchall()

        yield run


if __name__ == "__main__":
    main()
