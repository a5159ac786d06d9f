"""Views on their way from a client through the worker to the tables of their days."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from functions.jobs.analytics import roll_up
from shared.analytics.events import ViewRecorded
from shared.analytics.types import Rollup
from tests.support.api import Caller, ok, refused
from tests.support.school import School

BATCH = "/v1/analytics/events"
_HOLD = text(
    "SELECT pg_backend_pid() FROM app.post_view_counts"
    " WHERE tenant_id = :tenant AND post_id = :post FOR UPDATE"
)
_KILL = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
    " WHERE NOT granted AND :pid = ANY (pg_blocking_pids(pid))"
)


def seen(post: Any, at: datetime, source: str = "feed", **more: Any) -> dict[str, Any]:
    return {"postId": str(post), "source": source, "at": at.isoformat(), **more}


def send(caller: Caller, *views: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.post(BATCH, json={"views": list(views)}), 202)
    return found


def deliver(school: School) -> None:
    school.api.deliver("worker_views", school.author.tenant)


def raw(school: School) -> list[Any]:
    return school.api.rows(
        "SELECT post_id, hour, viewer_id, source, seen_at, duration_ms FROM app.post_views_ts"
        " WHERE tenant_id = :tenant ORDER BY seen_at",
        tenant=school.author.tenant.id,
    )


def total(school: School) -> int:
    found: int = school.api.rows(
        "SELECT coalesce(sum(views_count), 0) FROM app.post_view_counts WHERE tenant_id = :tenant",
        tenant=school.author.tenant.id,
    )[0][0]
    return found


def test_the_same_view_twice_is_one_row(school: School) -> None:
    post, reader = school.post()["id"], school.caller("a reader")
    hour = school.api.clock().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    batch = [seen(post, hour + timedelta(minutes=n), "feed", durationMs=2_000) for n in (1, 1, 40)]
    assert send(reader, *batch) == {"taken": 3, "ignored": 0}
    # The answer was lost, and the client sends it again; then the bus repeats both.
    send(reader, *batch)
    deliver(school)
    deliver(school)
    (row,) = raw(school)
    assert (str(row.post_id), row.hour, row.source, row.duration_ms) == (post, hour, "feed", 2_000)
    assert total(school) == 1
    # In the next hour it is another.
    send(reader, seen(post, hour + timedelta(minutes=61)))
    deliver(school)
    assert total(school) == len(raw(school)) == 2


def test_a_batch_that_is_killed_in_the_middle_counts_whole_and_once(school: School) -> None:
    """Its statement waits for the total of the third post when its backend dies."""
    posts = sorted(school.post(content=f"number {n}")["id"] for n in range(4))
    tenant, at = school.author.tenant, school.api.clock() - timedelta(hours=5)
    send(school.caller("another"), seen(posts[2], at))
    deliver(school)
    for hour in range(3):
        there = at + timedelta(hours=hour)
        send(school.caller("a reader"), *(seen(post, there) for post in posts))
    _, first, cut_off, _ = school.api.events(tenant, ViewRecorded.wire_name)
    assert school.api.push("worker_views", first.body).status_code == 204
    with ThreadPoolExecutor(1) as pool, school.api.admin.connect() as holder:
        given = {"tenant": tenant.id, "post": posts[2]}
        held = holder.execute(_HOLD, given).scalar_one()
        counting = pool.submit(school.api.push, "worker_views", cut_off.body)
        killed = 0
        while not killed and not counting.done():
            killed = holder.execute(_KILL, {"pid": held}).scalar_one()
        assert counting.result().status_code >= 500
        holder.rollback()
    assert killed == 1
    assert total(school) == len(raw(school)) == 1 + 4, "nothing of half a batch"
    for _ in range(2):
        deliver(school)
    assert total(school) == len(raw(school)) == 1 + 3 * 4


def test_a_view_dated_2030_is_clamped_and_its_batch_survives(school: School) -> None:
    one, other, third = (school.post(content=f"number {n}")["id"] for n in range(3))
    before = school.api.clock()
    right = before - timedelta(hours=5)
    answer = send(
        school.caller("a reader"),
        seen(one, datetime(2030, 1, 1, tzinfo=UTC)),
        seen(other, right),
        seen(third, datetime(2001, 1, 1, tzinfo=UTC)),
    )
    assert answer == {"taken": 3, "ignored": 0}
    deliver(school)
    found = {str(row.post_id): row for row in raw(school)}
    assert found[other].seen_at == right
    assert before <= found[one].seen_at <= school.api.clock()
    assert before - timedelta(hours=48, minutes=30) < found[third].seen_at < right
    assert total(school) == 3


def test_only_what_the_viewer_may_read_counts_and_nothing_of_their_own(school: School) -> None:
    closed = school.post(visibility="PRIVATE", content="for me")["id"]
    opened = school.post(content="for all")["id"]
    now, reader = school.api.clock(), school.caller("a reader")
    batch = [seen(closed, now), seen(uuid4(), now), seen(opened, now)]
    assert send(reader, *batch) == {"taken": 1, "ignored": 2}
    assert send(school.as_author, seen(opened, now)) == {"taken": 0, "ignored": 1}
    stranger = school.api.as_(school.api.member())
    assert send(stranger, seen(opened, now)) == {"taken": 0, "ignored": 1}
    deliver(school)
    assert [str(row.post_id) for row in raw(school)] == [opened]


def test_one_post_that_was_opened(school: School) -> None:
    post, reader = school.post()["id"], school.caller("a reader")
    body = {"source": "direct", "durationMs": 900}
    assert ok(reader.post(f"/v1/posts/{post}/view", json=body), 202)["taken"] == 1
    assert ok(school.as_author.post(f"/v1/posts/{post}/view", json={}), 202)["taken"] == 0
    closed = school.post(visibility="PRIVATE")["id"]
    for missing in (closed, uuid4()):
        refused(reader.post(f"/v1/posts/{missing}/view", json={}), 404, "not_found")
    deliver(school)
    (row,) = raw(school)
    assert (row.viewer_id, row.source) == (school.member("a reader").id, "direct")


def test_what_was_seen_is_told_to_no_stream(school: School) -> None:
    post = school.post()["id"]
    send(school.caller("a reader"), seen(post, school.api.clock()))
    (event,) = school.api.events(school.author.tenant, ViewRecorded.wire_name)
    assert event.channel == f"domain:{school.member('a reader').id}"


def test_a_batch_is_bounded(school: School) -> None:
    view = seen(uuid4(), school.api.clock())
    for views in ([], [view] * 51):
        answer = school.caller("a reader").post(BATCH, json={"views": views})
        refused(answer, 422, "validation_failed")


@pytest.mark.every_school
def test_counters_never_lose_views_that_retention_dropped(school: School) -> None:
    """AT-S3-4.2: what the partition of a day held is in its day, and in the total."""
    post, api, tenant = school.post()["id"], school.api, school.author.tenant
    now = api.clock()
    for name, hours in (("one", 47), ("two", 30), ("three", 1)):
        send(school.caller(name), seen(post, now - timedelta(hours=hours)))
    deliver(school)
    roll_up(api.deps, tenant.id, Rollup.VIEWS)
    # Months go by: what was raw is dropped, and what was rolled up is final.
    final = (now + timedelta(days=1)).date()
    with api.scene() as connection:
        for statement in (
            "UPDATE app.rollup_marks SET final_day = :final WHERE tenant_id = :tenant",
            "UPDATE app.rollup_marks SET final_from = :final WHERE tenant_id = :tenant",
            "DELETE FROM app.post_views_ts WHERE tenant_id = :tenant",
            "UPDATE app.post_view_counts SET views_count = 90 WHERE tenant_id = :tenant",
        ):
            given = {"tenant": tenant.id} | ({"final": final} if ":final" in statement else {})
            connection.execute(text(statement), given)
    send(school.caller("four"), seen(post, api.clock()))
    in_hour = api.rows(
        "SELECT sum(view_count) FROM app.post_views_daily WHERE tenant_id = :id", id=tenant.id
    )[0][0]
    assert in_hour >= 2
    result = api.run_job("job_counter_reconcile")
    assert result["post_view_counts.views_count"] >= 1
    assert total(school) == in_hour
    deliver(school)
    assert total(school) == in_hour + 1
