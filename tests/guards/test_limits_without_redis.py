"""Without Redis: approximate where nothing is at stake, exact where secrets could be guessed."""

from __future__ import annotations

import pytest

from shared.http.limits import LIMIT_CLASSES, Beyond, Counts
from shared.http.route import Route
from tests.guards.examples import ROUTES, example
from tests.support.api import Api, in_one_window

LIMITED = tuple(route for route in ROUTES if route.limits != ("none",))


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_without_redis_the_answer_says_so(api: Api, route: Route) -> None:
    answer = example(api, route).send()
    assert answer.status_code == route.status
    degraded = set(answer.headers["X-Degraded"].split(", "))
    assert {"ratelimit"} <= degraded <= {"ratelimit", "redis"}
    assert answer.headers["RateLimit"]


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_without_redis_a_class_still_ends(api: Api, route: Route) -> None:
    """The local counter refuses too. The shortest window is enough to see it."""
    windows = [w for name in route.limits for w in LIMIT_CLASSES[name].windows]
    limit, seconds = min((w.limit, w.seconds) for w in windows if w.beyond is Beyond.REFUSE)
    if limit > 12 or any(LIMIT_CLASSES[n].counts is not Counts.REQUESTS for n in route.limits):
        return

    def ask_once_too_often() -> list[int]:
        valid = example(api, route)
        return [valid.send().status_code for _ in range(limit + 1)]

    statuses = in_one_window(api, seconds, ask_once_too_often)
    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]
