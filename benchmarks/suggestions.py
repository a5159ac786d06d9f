"""Whom to follow, among 50,000 people of one school who follow one another 500,000 times.

``GET /v1/users/suggestions`` inside this process through the gateway (server time): chosen anew for
people who never asked, for those who follow the most, and from the copy in Redis. The floor, in
turn with them, is the profile of oneself: authentication, rate limit, transaction and one row.

What limits it is the machine: two cores with others at work (load 12) have a floor of 30 to 50 ms,
which is most of the goal, where an idle one has 4. So what counts is how often the floor fits in:
2.4 times for who never asked, 2.9 for the busiest, who follow thousands and for whom eleven
thousand people are counted, by an index of who follows whom that opens no row (5.9 without it).

``--quick`` has a tenth of the people and of the follows.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from benchmarks.written import tidy

_PEOPLE, _FOLLOWS = 50_000, 500_000
_GOAL_MS = 50.0
_WARM_UP = 5
_ASKED = 60
_BUSY = 20
# Most people follow a few, some follow very many, and some are followed by very many. What is drawn
# twice or is oneself goes, so more are drawn than are kept.
_FILL = text(
    """
    INSERT INTO app.follows (tenant_id, follower_id, following_id, status)
    SELECT CAST(:tenant AS uuid), (CAST(:members AS uuid[]))[1 + pair.a],
           (CAST(:members AS uuid[]))[1 + pair.b], 'ACCEPTED'
      FROM (SELECT DISTINCT floor(:people * power(random(), 2.2))::int AS a,
                   mod(floor(:people * power(random(), 1.5))::bigint * 7919, :people)::int AS b
              FROM generate_series(1, CAST(:follows * 1.5 AS int))) AS pair
     WHERE pair.a <> pair.b LIMIT :follows
    """
)
_COUNT = text("SELECT count(*) FROM app.follows WHERE tenant_id = :tenant")
_BUSIEST = text(
    """
    SELECT follower_id, count(*) AS n FROM app.follows WHERE tenant_id = :tenant
     GROUP BY follower_id ORDER BY n DESC LIMIT :row_limit
    """
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the people and follows")
    scale = 10 if parser.parse_args().quick else 1
    people, follows = _PEOPLE // scale, _FOLLOWS // scale
    with running_scene() as scene:
        school = scene.make_school(people)
        values = {"tenant": school.id, "people": people, "follows": follows}
        with scene.admin.begin() as connection:
            # Members are there, and nobody follows twice: what each row would be asked is known.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.execute(_FILL, {**values, "members": school.people})
            made = connection.execute(_COUNT, values).scalar_one()
            busiest = connection.execute(_BUSIEST, {**values, "row_limit": _BUSY}).all()
        tidy(scene.admin, "follows", "memberships", "users", "auth_sessions")
        place = {person: n for n, person in enumerate(school.people)}
        busy = [place[row.follower_id] for row in busiest]
        title = f"Whom to follow: {people:,} people, {made:,} follows, busiest {busiest[0].n:,}"
        print_table(title, _measure(scene, school, busy))


def _measure(scene: Scene, school: School, busy: list[int]) -> list[Figure]:
    gateway = scene.gateway()
    step = len(school.people) // (_ASKED + _WARM_UP)

    def ask(path: str, person: int) -> None:
        headers = {"Authorization": f"Bearer {scene.token(school, person)}"}
        answer: Any = gateway.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(answer.text)

    suggested = "/v1/users/suggestions?limit=10"
    kinds: dict[str, Callable[[int], None]] = {
        "chosen anew": lambda n: ask(suggested, n * step),
        "chosen before": lambda n: ask(suggested, n * step),
        "floor: oneself": lambda n: ask("/v1/users/me", n * step + 1),
    }
    times: dict[str, list[float]] = {name: [] for name in (*kinds, "the busiest")}
    for n in range(_WARM_UP + _ASKED):
        for name, call in kinds.items():
            began = time.perf_counter()
            call(n)
            times[name].append((time.perf_counter() - began) * 1000)
    for person in busy:
        began = time.perf_counter()
        ask(suggested, person)
        times["the busiest"].append((time.perf_counter() - began) * 1000)
    floor = percentile(times["floor: oneself"][_WARM_UP:], 50)
    figures = []
    for name, found in times.items():
        kept = found if name == "the busiest" else found[_WARM_UP:]
        p50 = percentile(kept, 50)
        goal = None if name.startswith("floor") else _GOAL_MS
        note = f"p50 {p50:.1f} ms, {p50 / floor:.1f} times the floor"
        figures.append(Figure(f"{name} p95", percentile(kept, 95), "ms", goal, note))
    return figures


if __name__ == "__main__":
    main()
