"""Views at scale: figures of a post that a million views were counted of, and intake by the worker.

The post was seen for ninety days by 50,000 people; the peer is the same answer made from the raw
rows alone, as one would write it without roll-ups. Intake takes batches of fifty, each in a
transaction of its own, as the worker does for each event; the peer inserts the same rows without
viewers and totals, which is the floor of the database.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from benchmarks.report import Figure, median_ratio, percentile, print_table
from benchmarks.scene import School, running_scene
from infra.bootstrap import dependencies
from infra.postgres import analytics
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.analytics.policy import hour_of, rebuilt, series_of, view_id
from shared.analytics.types import Period, Rollup, ViewSource

VIEWS = 1_000_000
PEOPLE = 50_000
BATCH = 50
WORKERS = 4
ROUNDS = 10
ZONE = ZoneInfo("Asia/Phnom_Penh")

_POST = text(
    """
    INSERT INTO app.posts (tenant_id, id, author_id, content, created_at, updated_at)
    VALUES (:tenant, uuidv7(), :author, 'seen by many', now(), now()) RETURNING id
    """
)
_PARTITIONS = text(
    "SELECT app.ensure_day_partitions('post_views_ts', d::date, d::date + 29)"
    " FROM generate_series(CAST(:first AS date), CAST(:last AS date), '30 days') AS d"
)
_FILL = text(
    """
    INSERT INTO app.post_views_ts
           (tenant_id, post_id, hour, view_id, viewer_id, source, duration_ms, seen_at)
    SELECT :tenant, :post, date_trunc('hour', v.at), gen_random_uuid(),
           (CAST(:people AS uuid[]))[1 + mod(v.n, cardinality(CAST(:people AS uuid[])))],
           (ARRAY['feed', 'search', 'profile', 'direct'])[1 + mod(v.n, 4)], 2000, v.at
      FROM (SELECT n, CAST(:now AS timestamptz) - n * (interval '89 days' / :views) AS at
              FROM generate_series(1, :views) AS n) AS v
    """
)
_VIEWERS = text(
    """
    INSERT INTO app.post_viewers (tenant_id, post_id, viewer_id, first_seen_at, last_seen_at)
    SELECT tenant_id, post_id, viewer_id, min(seen_at), max(seen_at)
      FROM app.post_views_ts WHERE tenant_id = :tenant AND post_id = :post GROUP BY 1, 2, 3
    """
)
_PLAIN = text(
    """
    SELECT (hour AT TIME ZONE 'Asia/Phnom_Penh')::date AS day, count(*),
           (SELECT count(DISTINCT viewer_id) FROM app.post_views_ts AS u
             WHERE u.tenant_id = :tenant AND u.post_id = :post AND u.hour >= :since)
      FROM app.post_views_ts
     WHERE tenant_id = :tenant AND post_id = :post AND hour >= :since GROUP BY 1
    """
)
_FLOOR = text(
    """
    INSERT INTO app.post_views_ts
           (tenant_id, post_id, hour, view_id, viewer_id, source, duration_ms, seen_at)
    SELECT :tenant, g.post_id, :hour, g.view_id, :viewer, 'feed', 2000, :hour
      FROM unnest(CAST(:post_ids AS uuid[]), CAST(:view_ids AS uuid[])) AS g (post_id, view_id)
        ON CONFLICT DO NOTHING
    """
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the views")
    quick = parser.parse_args().quick
    with running_scene() as scene:
        scene.gateway()  # its environment is that of this process from now on
        school, engine, now = scene.make_school(PEOPLE), dependencies().engine, datetime.now(UTC)
        posts = _posts(scene.admin, school, 200)
        figures = _viral(school, posts[0], scene.admin, now, VIEWS // 10 if quick else VIEWS)
        figures += _intake(school, posts[1:], engine, now, 200 if quick else 1_000)
    print_table("Views", figures)


def _posts(admin: Engine, school: School, number: int) -> list[UUID]:
    values = {"tenant": school.id, "author": school.people[0]}
    with admin.begin() as connection:
        return [connection.execute(_POST, values).scalar_one() for _ in range(number)]


def _viral(school: School, post_id: UUID, admin: Engine, now: datetime, views: int) -> list[Figure]:
    """Fill ninety days, roll them up, and ask for them."""
    given = {"tenant": school.id, "post": post_id}
    days = {"first": (now - timedelta(days=90)).date(), "last": now.date()}
    with admin.begin() as connection:
        connection.execute(_PARTITIONS, days)
        connection.execute(_FILL, {**given, "people": school.people, "now": now, "views": views})
        connection.execute(_VIEWERS, given)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE app.post_views_ts, app.post_viewers")
    with dependencies().unit_of_work() as unit:
        unit.as_tenant(school.id)
        rollups, window = unit(analytics.RollupRepository), rebuilt(now, None)
        began = time.perf_counter()
        rollups.roll_views(window, ZONE)
        rolled = time.perf_counter() - began
        rollups.put_mark(Rollup.VIEWS, window, ZONE, now)
        unit.commit()
    figures = [Figure("first roll-up of all ninety days", rolled, unit="s")]
    with dependencies().unit_of_work() as unit:
        unit.as_tenant(school.id)
        found = unit(analytics.FigureRepository)
        ours, plain = list[float](), list[float]()
        since = series_of(Period.QUARTER, now, ZONE).since
        for _ in range(ROUNDS):
            for period in Period:
                series = series_of(period, now, ZONE)
                span = analytics.Span([post_id], series.points, window.end, window.end)
                began = time.perf_counter()
                found.series(span)
                found.sources(span)
                found.viewers(span)
                found.total([post_id])
                if period is Period.QUARTER:
                    ours.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            unit.all(_PLAIN, {**given, "since": since})
            plain.append((time.perf_counter() - began) * 1000)
    return [
        *figures,
        Figure(f"figures of 90 days over {views:,} views, p95", percentile(ours, 95), goal=100.0),
        Figure("the same from raw rows, p50", percentile(plain, 50)),
        Figure("raw rows / figures", median_ratio(plain, ours), unit="x"),
    ]


def _intake(
    school: School, posts: Sequence[UUID], engine: Engine, now: datetime, batches: int
) -> list[Figure]:
    """Batches of fifty, each of another person: as the worker, and as the floor of the database."""
    hour = hour_of(now)

    def ours(number: int) -> None:
        viewer = school.people[1 + number]
        some = random.Random(number).sample(list(posts), BATCH)
        views = [
            analytics.View(one, hour, view_id(viewer, one, hour), ViewSource.FEED, 2_000, now)
            for one in some
        ]
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit(analytics.IntakeRepository).record(viewer, views)
            unit.commit()

    def floor(number: int) -> None:
        viewer = school.people[1 + batches + number]
        some = random.Random(number).sample(list(posts), BATCH)
        values = {"tenant": school.id, "viewer": viewer, "hour": hour, "post_ids": some}
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit.execute(_FLOOR, {**values, "view_ids": [uuid4() for _ in some]})
            unit.commit()

    rates = {}
    for name, one in (("worker", ours), ("floor", floor)):
        began = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(one, range(batches)))
        rates[name] = batches * BATCH / (time.perf_counter() - began)
    return [
        Figure("views a second into the worker's tables", rates["worker"], "", least=5_000.0),
        Figure("raw rows alone, the floor", rates["floor"], ""),
        Figure("floor / worker", rates["floor"] / rates["worker"], "x"),
    ]


if __name__ == "__main__":
    main()
