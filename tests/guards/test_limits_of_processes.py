"""Eight processes count in one store: together they let through what the limit says."""

from __future__ import annotations

import secrets

import pytest

from functions.runtime.counting import Counter
from shared.http.limits import LIMIT_CLASSES, Window
from shared.http.rate_limit import Bucket
from tests.support.api import Api
from tests.support.counting import allowed

PROCESSES, LIMIT, TRIES = 8, 40, 20
QUARTER_OF_AN_HOUR = 900


def counter_of(name: str) -> Counter:
    """A counter by the rules of a class, whose window does not end while the test runs."""
    window = Window(LIMIT, QUARTER_OF_AN_HOUR)
    bucket = Bucket(f"ratelimit:{secrets.token_hex(8)}:{name}", LIMIT, QUARTER_OF_AN_HOUR * 1000)
    return Counter(bucket, window, LIMIT_CLASSES[name])


@pytest.mark.parametrize("name", ["posts", "read", "auth.password"])
def test_processes_share_a_limit_in_redis(with_redis: Api, name: str) -> None:
    """Also where a process takes several places at once: it gives out none that it has not."""
    with_redis.claim()
    passed = allowed(counter_of(name), processes=PROCESSES, tries=TRIES)
    assert len(passed) == PROCESSES
    assert abs(sum(passed) - LIMIT) <= 1


def test_processes_share_a_limit_in_postgres_while_redis_is_away(api: Api) -> None:
    with api.environment(UPSTASH_REDIS_REST_URL="http://127.0.0.1:9", UPSTASH_REDIS_REST_TOKEN="x"):
        passed = allowed(counter_of("auth.password"), processes=PROCESSES, tries=TRIES)
    assert abs(sum(passed) - LIMIT) <= 1
