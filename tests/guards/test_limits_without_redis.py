"""Without Redis: approximate where nothing is at stake, exact where secrets could be guessed."""

from __future__ import annotations

import pytest

from shared.http.limits import LIMIT_CLASSES
from shared.http.route import Route
from tests.guards.examples import ROUTES, example
from tests.support.api import Api, in_one_window, in_parallel

LIMITED = tuple(route for route in ROUTES if route.limits != ("none",))
SENSITIVE = tuple(r for r in LIMITED if any(LIMIT_CLASSES[name].sensitive for name in r.limits))


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_without_redis_the_answer_says_so(api: Api, route: Route) -> None:
    answer = example(api, route).send()
    assert answer.status_code == route.status
    degraded = set(answer.headers["X-Degraded"].split(", "))
    assert {"ratelimit"} <= degraded <= {"ratelimit", "redis"}
    assert answer.headers["RateLimit"]


@pytest.mark.parametrize("route", SENSITIVE, ids=lambda route: route.name)
def test_without_redis_a_sensitive_class_is_exact(api: Api, route: Route) -> None:
    """Counted in Postgres, however many ask at once: refused requests roll back and still count."""
    limit, seconds = min(LIMIT_CLASSES[name].windows[0] for name in route.limits)

    def ask_three_times_too_often() -> list[int]:
        valid = example(api, route)
        body = dict(valid.body or {})
        if route.name == "auth_login":
            body["password"] = "not the password"
        return in_parallel([lambda: valid.send(json=body).status_code] * (limit + 3))

    answers = in_one_window(api, seconds, ask_three_times_too_often)
    assert answers.count(429) == 3, answers
    assert not {500, 503} & set(answers)


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_without_redis_a_class_still_ends(api: Api, route: Route) -> None:
    """The local counter refuses too. The shortest window is enough to see it."""
    limit, seconds = min(window for name in route.limits for window in LIMIT_CLASSES[name].windows)
    if limit > 12:
        return

    def ask_once_too_often() -> list[int]:
        valid = example(api, route)
        return [valid.send().status_code for _ in range(limit + 1)]

    statuses = in_one_window(api, seconds, ask_once_too_often)
    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]
