"""Without Redis: approximate where nothing is at stake, exact where secrets could be guessed."""

from __future__ import annotations

import pytest

from shared.http.limits import LIMIT_CLASSES, Beyond, Counts
from shared.http.route import Route
from tests.guards.routes import LIMITED, example, one_of_each_kind
from tests.support.api import Api, in_one_window

REPRESENTATIVES = one_of_each_kind(LIMITED)
SHORT = tuple(
    next(route for route in LIMITED if name in route.limits)
    for name, rules in LIMIT_CLASSES.items()
    if rules.counts is Counts.REQUESTS
    and any(w.limit <= 12 and w.seconds >= 60 and w.beyond is Beyond.REFUSE for w in rules.windows)
)
"""A route of each class whose limit is low enough to meet, and whose window does not end first."""


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_without_redis_the_answer_says_so(api: Api, route: Route) -> None:
    answer = example(api, route).send()
    assert answer.status_code == route.status
    degraded = set(answer.headers["X-Degraded"].split(", "))
    assert {"ratelimit"} <= degraded <= {"ratelimit", "redis"}
    assert answer.headers["RateLimit"]


@pytest.mark.parametrize("route", SHORT, ids=lambda route: route.name)
def test_without_redis_a_class_still_ends(api: Api, route: Route) -> None:
    """The local counter refuses too."""
    windows = [w for name in route.limits for w in LIMIT_CLASSES[name].windows]
    limit, seconds = min((w.limit, w.seconds) for w in windows if w.beyond is Beyond.REFUSE)

    def ask_once_too_often() -> list[int]:
        valid = example(api, route)
        return [valid.send().status_code for _ in range(limit + 1)]

    statuses = in_one_window(api, seconds, ask_once_too_often)
    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]
