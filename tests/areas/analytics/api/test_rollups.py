"""Roll-ups: equal to counting anew, of whole hours, by the clock of the school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from functions.jobs.analytics import roll_up
from functions.runtime.schools import in_school
from infra.postgres import analytics
from infra.postgres.core.maintenance import VIEWS, create_partitions_of_views, retire_partitions
from shared.analytics.policy import RAW_KEPT_DAYS, hour_of, view_id
from shared.analytics.types import Rollup, ViewSource
from tests.support.api import ok
from tests.support.school import School

ZONE = ZoneInfo("Asia/Phnom_Penh")
WHO = ("ann", "bob", "cat", "dan")
ROLL = "roll"
# Views by (who, which post, minutes ago, where), with roll-ups at any moment in between.
STEPS = st.lists(
    st.one_of(
        st.just(ROLL),
        st.tuples(
            st.sampled_from(WHO),
            st.integers(0, 1),
            st.integers(0, 47 * 60),
            st.sampled_from(list(ViewSource)),
        ),
    ),
    max_size=25,
)


def count(school: School, who: str, post_id: UUID, at: datetime, source: ViewSource) -> bool:
    """Count a view, as the worker does."""
    viewer, hour = school.member(who).id, hour_of(at)
    view = analytics.View(post_id, hour, view_id(viewer, post_id, hour), source, None, at)
    with in_school(school.api.deps, school.author.tenant.id) as unit:
        return unit(analytics.IntakeRepository).record(viewer, [view]) == 1


def in_phnom_penh(school: School) -> None:
    with school.api.scene() as connection:
        connection.execute(
            text("UPDATE app.tenants SET timezone = :zone WHERE id = :id"),
            {"zone": ZONE.key, "id": school.author.tenant.id},
        )


def stored(school: School, table: str, posts: Sequence[UUID]) -> dict[Any, tuple[int, int, Any]]:
    at = "day" if table.endswith("daily") else "hour"
    rows = school.api.rows(
        f"SELECT post_id, {at} AS at, view_count, unique_viewers, by_source FROM app.{table}"  # noqa: S608 - names of this module
        " WHERE post_id = ANY(:posts)",
        posts=list(posts),
    )
    return {(r.post_id, r.at): (r.view_count, r.unique_viewers, r.by_source) for r in rows}


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_roll_ups_equal_counting_anew(school: School, steps: list[Any]) -> None:
    """AT-S3-4.3."""
    in_phnom_penh(school)
    api, tenant = school.api, school.author.tenant
    api.clock.stop()  # no hour ends between the last roll-up and the count
    posts = [UUID(school.post(content=f"number {n}")["id"]) for n in range(2)]
    now, seen = api.clock(), set[tuple[str, UUID, datetime, ViewSource]]()
    taken = set[tuple[str, UUID, datetime]]()
    for step in steps:
        if step == ROLL:
            roll_up(api.deps, tenant.id, Rollup.VIEWS)
            continue
        who, which, minutes, source = step
        at = now - timedelta(minutes=minutes)
        once = (who, posts[which], hour_of(at))
        assert count(school, who, posts[which], at, source) is (once not in taken)
        if once not in taken:
            seen.add((*once, source))
        taken.add(once)
    roll_up(api.deps, tenant.id, Rollup.VIEWS)
    hours, days = defaultdict[Any, list[Any]](list), defaultdict[Any, list[Any]](list)
    whole = hour_of(api.clock())
    for who, post, hour, source in seen:
        if hour < whole:
            hours[post, hour].append((who, source))
            days[post, hour.astimezone(ZONE).date()].append((who, source))

    def anew(views: dict[Any, list[Any]]) -> dict[Any, tuple[int, int, Any]]:
        return {
            at: (
                len(these),
                len({who for who, _ in these}),
                {s.value: n for s in ViewSource if (n := sum(s is found for _, found in these))},
            )
            for at, these in views.items()
        }

    assert stored(school, "post_views_hourly", posts) == anew(hours)
    assert stored(school, "post_views_daily", posts) == anew(days)


def test_the_roll_up_at_five_past_makes_whole_hours_only(school: School) -> None:
    api, tenant, post = school.api, school.author.tenant, UUID(school.post()["id"])
    noon = hour_of(api.clock()) + timedelta(hours=1)
    api.clock.offset += noon + timedelta(minutes=5) - api.clock()
    count(school, "ann", post, noon - timedelta(minutes=1), ViewSource.FEED)
    count(school, "ann", post, noon + timedelta(minutes=1), ViewSource.FEED)
    roll_up(api.deps, tenant.id, Rollup.VIEWS)
    found = stored(school, "post_views_hourly", [post])
    assert {at for _, at in found} == {noon - timedelta(hours=1)}
    # Again changes nothing; the next hour brings the rest.
    assert roll_up(api.deps, tenant.id, Rollup.VIEWS) == 0
    api.clock.advance(hours=1)
    roll_up(api.deps, tenant.id, Rollup.VIEWS)
    assert len(stored(school, "post_views_hourly", [post])) == 2


def test_reactions_comments_and_shares_by_the_hour(school: School) -> None:
    api, tenant, post = school.api, school.author.tenant, school.post()["id"]
    reader, other = school.caller("a reader"), school.caller("another")
    ok(reader.post(f"/v1/posts/{post}/like"))
    ok(other.put(f"/v1/posts/{post}/reaction", json={"type": "LOVE"}))
    ok(reader.post(f"/v1/posts/{post}/comments", json={"content": "Thanks"}), 201)
    ok(other.post(f"/v1/posts/{post}/share", json={}))
    for _ in range(2):
        api.deliver("worker_engagement", tenant)
    api.clock.advance(hours=1)
    roll_up(api.deps, tenant.id, Rollup.ENGAGEMENT)
    (row,) = api.rows(
        "SELECT sum(likes) AS likes, sum(comments) AS comments, sum(shares) AS shares"
        " FROM app.engagement_hourly WHERE tenant_id = :id",
        id=tenant.id,
    )
    assert (row.likes, row.comments, row.shares) == (2, 1, 1)


@pytest.mark.every_school
def test_both_jobs_roll_schools_up(school: School) -> None:
    post = UUID(school.post()["id"])
    count(school, "ann", post, school.api.clock() - timedelta(hours=2), ViewSource.PROFILE)
    assert school.api.run_job("job_post_views_rollup")["rows"] >= 2
    assert school.api.run_job("job_engagement_rollup")["status"] == "done"
    assert len(stored(school, "post_views_daily", [post])) == 1


def partitions(school: School, table: str) -> set[date]:
    rows = school.api.rows(
        "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = CAST(:parent AS regclass)",
        parent=f"app.{table}",
    )
    return {datetime.strptime(row.relname[-8:], "%Y%m%d").date() for row in rows}  # noqa: DTZ007


def test_partitions_exist_a_week_ahead_and_go_after_ninety_days(
    school: School, owner_engine: Engine
) -> None:
    """AT-S3-4.1."""
    owner, today = owner_engine, school.api.clock().date()
    old = today - timedelta(days=RAW_KEPT_DAYS + 3)
    for day in (old, today):  # the run may have begun before midnight
        create_partitions_of_views(owner, today=day)
    for table in VIEWS:
        found = partitions(school, table)
        assert {today + timedelta(days=n) for n in range(-3, 8)} <= found
        assert old in found
        gone = retire_partitions(owner, today=today, days_kept=RAW_KEPT_DAYS, parent=table)
        assert f"{table}_{old:%Y%m%d}" in gone
        kept = partitions(school, table)
        assert min(kept) >= today - timedelta(days=RAW_KEPT_DAYS)
        assert today in kept
        # Of a second run nothing is left to do.
        assert retire_partitions(owner, today=today, days_kept=RAW_KEPT_DAYS, parent=table) == []
