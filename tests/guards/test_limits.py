"""Every class of a route's limits holds; these tests have a Redis, which counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from functions.runtime.counting import Counter, process_buckets
from functions.runtime.limits import LimitSubjects, counters_of
from shared.auth.roles import Role
from shared.http.limits import LIMIT_CLASSES, Beyond, Window
from shared.http.rate_limit import Bucket
from shared.http.route import Route
from tests.guards.routes import LIMITED, ROUTES, Example, example, one_of_each_kind, reviewed, some
from tests.support.api import Api, refused

COUNTED_BEFORE_THE_BODY = tuple(
    route
    for route in LIMITED
    if route.body is not None and not all(LIMIT_CLASSES[name].needs_body for name in route.limits)
)
UNLIMITED = {"meta_healthz"}


@pytest.fixture
def redis(with_redis: Api) -> Api:
    with_redis.claim()
    assert with_redis.deps.redis is not None
    return with_redis


def model_of(valid: Example) -> BaseModel | None:
    """The body as the route reads it, from JSON."""
    kind = valid.route.body
    return None if kind is None else kind.model_validate_json(json.dumps(valid.body))


def counters_for_request(valid: Example) -> list[Counter]:
    """What refuses the request when it is full. A slow window lets one through, and then waits."""
    process_buckets.clear()
    member = valid.member
    body = model_of(valid)
    subjects = LimitSubjects(
        user_id=member.id if member else None,
        session_id=member.session_id if member else None,
        cookie=None,
        ip=valid.caller.network,
        role=Role(member.role) if member else None,
    )
    return [
        counter
        for with_body in (False, True)
        for counter in counters_of(valid.route, subjects, body, with_body=with_body)
        if counter.window.beyond is Beyond.REFUSE
    ]


def _limit(window: Window, valid: Example) -> int:
    if window.allowance is None or valid.member is None:
        return window.limit
    return window.allowance(Role(valid.member.role), {})


def fill(api: Api, bucket: Bucket, count: int) -> None:
    redis: Any = api.deps.redis
    redis.execute("SET", bucket.key, count, "PX", bucket.window_ms)


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_the_last_request_of_a_window_passes_and_the_next_does_not(
    redis: Api, route: Route
) -> None:
    """AT-S1-4 and AT-S3-1.5: the 31st post of a minute is refused, and says when to come back."""
    with redis.scene():
        valid = example(redis, route)
    windows = {
        (_limit(window, valid), window.seconds)
        for name in reviewed()[route.name]["limits"]
        for window in LIMIT_CLASSES[name].windows
        if window.beyond is Beyond.REFUSE
    }
    with redis.scene():
        late = [(place, example(redis, route)) for place in range(len(windows))]
    buckets = [counter.bucket for counter in counters_for_request(valid)]
    assert {(b.limit, b.window_ms // 1000) for b in buckets} == windows
    tightest = min(buckets, key=lambda bucket: bucket.limit)
    fill(redis, tightest, tightest.limit - 1)
    last = valid.send()
    assert last.status_code == route.status, last.text
    assert "X-Degraded" not in last.headers
    for place, one in some(late):
        bucket = counters_for_request(one)[place].bucket
        fill(redis, bucket, bucket.limit)
        answer = one.send()
        refused(answer, 429, "rate_limited")
        assert 1 <= int(answer.headers["Retry-After"]) <= bucket.window_ms // 1000
        assert answer.headers["X-RateLimit-Remaining"] == "0"
        assert answer.headers["X-RateLimit-Limit"] == str(bucket.limit)


@pytest.mark.parametrize(
    ("name", "windows"),
    [
        ("posts_create", {(30, 60), (100, 900)}),
        ("messages_send", {(50, 60)}),
        ("uploads_create", {(10, 3600)}),
    ],
)
def test_the_limits_that_were_asked_for_are_those(name: str, windows: set[tuple[int, int]]) -> None:
    """AT-S1-4 and AT-S3-1.5, with the test above, which sends the last request and the next."""
    (route,) = [route for route in LIMITED if route.name == name]
    declared = [window for one in route.limits for window in LIMIT_CLASSES[one].windows]
    pupil = {
        (w.limit if w.allowance is None else w.allowance(Role.STUDENT, {}), w.seconds)
        for w in declared
    }
    assert pupil == windows


@pytest.mark.parametrize("route", one_of_each_kind(LIMITED), ids=lambda route: route.name)
def test_who_is_refused_changes_nothing(redis: Api, route: Route) -> None:
    late = example(redis, route)
    bucket = counters_for_request(late)[0].bucket
    fill(redis, bucket, bucket.limit)
    with redis.nothing_written(route.name):
        refused(late.send(), 429, "rate_limited")


def test_what_is_not_limited_was_reviewed() -> None:
    """Leaving the limit off is a decision: it is made here too."""
    assert {route.name for route in ROUTES if route.limits == ("none",)} == UNLIMITED
    for route in some(ROUTES):
        assert reviewed()[route.name]["limits"] == list(route.limits), route.name


@pytest.mark.parametrize("route", one_of_each_kind(LIMITED), ids=lambda route: route.name)
def test_a_neighbour_is_not_counted(redis: Api, route: Route) -> None:
    valid, neighbour = example(redis, route), example(redis, route)
    for counter in some(counters_for_request(valid)):
        fill(redis, counter.bucket, counter.bucket.limit)
    assert valid.send().status_code == 429
    assert neighbour.send().status_code == route.status


@pytest.mark.parametrize(
    "route", one_of_each_kind(COUNTED_BEFORE_THE_BODY), ids=lambda route: route.name
)
def test_an_invalid_request_counts_too(redis: Api, route: Route) -> None:
    """Rubbish is not free: it counts in the classes that need no body."""
    valid = example(redis, route)
    first = some(c for c in counters_for_request(valid) if not c.rules.needs_body)[0]
    fill(redis, first.bucket, first.bucket.limit)
    assert valid.send(json={"surprise": 1}).status_code == 429


def test_a_redis_that_dies_is_replaced_at_once(redis: Api) -> None:
    """An outage costs a header, not an answer; a sensitive class goes on counting in Postgres."""
    with redis.environment(
        UPSTASH_REDIS_REST_URL="http://127.0.0.1:9", UPSTASH_REDIS_REST_TOKEN="x"
    ):
        for name in ("posts_feed", "auth_login"):
            route = next(r for r in ROUTES if r.name == name)
            answer = example(redis, route).send()
            assert answer.status_code == 200
            assert answer.headers["X-Degraded"] == "ratelimit"
        assert redis.anonymous().get("/v1/meta").json == {
            **(redis.anonymous().get("/v1/meta").json or {}),
            "degraded": ["redis"],
        }
