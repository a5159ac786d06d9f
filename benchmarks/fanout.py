"""A person with 50,000 followers posts to connections: the answer, and until each is told.

The author and the followers follow one another. The answer is timed at the API; the fan-out runs in
its worker behind Pub/Sub, piece by piece, and is over when the last follower's channel holds the
event. The floor beside it is one bare ``INSERT`` of as many rows of the same size into a table
without an index, in the same Postgres: what the log adds are numbers, keys and the queue of what is
to be published.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from statistics import median
from uuid import UUID

import httpx
from sqlalchemy import text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene

_POSTS = 3
_ANSWERS = 10
"""Answers that are timed to posts that nobody but the author reads, for comparison."""
_GOAL_ANSWER_MS = 250.0
_PATIENCE = timedelta(minutes=10)
_FOLLOW = text(
    "INSERT INTO app.follows (tenant_id, follower_id, following_id)"
    " SELECT m.tenant_id, pair.one, pair.other FROM app.memberships AS m CROSS JOIN LATERAL"
    " (VALUES (m.user_id, CAST(:author AS uuid)), (CAST(:author AS uuid), m.user_id))"
    " AS pair (one, other) WHERE m.tenant_id = :school AND m.user_id <> :author"
)
_TOLD = text(
    "SELECT count(*) AS told, avg(octet_length(payload::text))::integer AS size"
    " FROM app.event WHERE event_id IN (SELECT event_id"
    " FROM app.event WHERE tenant_id = :school AND copy = 0 AND type = 'post:created'"
    " AND payload -> 'data' ->> 'postId' = :post)"
)
_TABLE = text("CREATE TABLE public.fanout_floor (id bigint, payload json)")
_FLOOR = text(
    "INSERT INTO public.fanout_floor SELECT n, to_json(repeat('x', :size))"
    " FROM generate_series(1, :rows) AS n"
)
_DROP = text("DROP TABLE public.fanout_floor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 followers")
    followers = 5_000 if parser.parse_args().quick else 50_000
    with running_scene() as scene:
        school = scene.make_school(followers + 1)
        with scene.admin.begin() as connection:
            connection.execute(_FOLLOW, {"school": school.id, "author": school.people[0]})
        with scene.admin.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("ANALYZE app.follows, app.memberships")
            )
        plain = [_post(scene, school, "PRIVATE")[1] for _ in range(_ANSWERS)]
        answers, rates, size = [], [], 0
        for _ in range(_POSTS):
            post_id, answer = _post(scene, school, "CONNECTIONS")
            seconds, size = _wait_told(scene, school, post_id, followers + 2)
            answers.append(answer)
            rates.append((followers + 1) / seconds)
        floor = [_floor(scene, followers + 1, size) for _ in range(_POSTS)]
    ratio = median(floor) / median(rates)
    print_table(
        f"Fan-out: a post for {followers:,} connections, {_POSTS} posts",
        [
            Figure("answer to a private post p50", median(plain)),
            Figure("answer to a post for connections", max(answers), goal=_GOAL_ANSWER_MS),
            Figure("told a second", median(rates), "", note="from the answer to the last channel"),
            Figure("floor: rows a second", median(floor), "", note=f"one INSERT, {size} B a row"),
            Figure("floor / told", ratio, "x", note="numbers, keys, queue, and the way there"),
            Figure("private post p95", percentile(plain, 95)),
        ],
    )


def _post(scene: Scene, school: School, visibility: str) -> tuple[UUID, float]:
    """Post as the author; returns the post and the milliseconds until the answer."""
    headers = {"Authorization": f"Bearer {scene.token(school, 0)}"}
    body = {"content": "A word to all who know me.", "visibility": visibility}
    with httpx.Client(base_url=scene.app_url, headers=headers, timeout=60) as http:
        start = time.perf_counter()
        answer = http.post("/v1/posts", json=body).raise_for_status()
        taken = (time.perf_counter() - start) * 1000
    return UUID(answer.json()["id"]), taken


def _wait_told(scene: Scene, school: School, post_id: UUID, wanted: int) -> tuple[float, int]:
    """Seconds until every channel holds the event, and how large it is in one."""
    start = time.monotonic()
    values = {"school": school.id, "post": str(post_id)}
    while time.monotonic() - start < _PATIENCE.total_seconds():
        with scene.admin.connect() as connection:
            found = connection.execute(_TOLD, values).one()
        if found.told >= wanted:
            assert found.told == wanted, f"{found.told} copies for {wanted} channels"
            return time.monotonic() - start, found.size
        time.sleep(0.05)
    raise TimeoutError(f"{found.told} of {wanted} were told")


def _floor(scene: Scene, rows: int, size: int) -> float:
    """Rows a second of one bare statement, with its commit."""
    with scene.admin.begin() as connection:
        connection.execute(_TABLE)
    start = time.perf_counter()
    with scene.admin.begin() as connection:
        connection.execute(_FLOOR, {"rows": rows, "size": size})
    rate = rows / (time.perf_counter() - start)
    with scene.admin.begin() as connection:
        connection.execute(_DROP)
    return rate


if __name__ == "__main__":
    main()
