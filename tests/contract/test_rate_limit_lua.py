"""Rate limits are exact however many threads hit at once, and every counter ends by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from infra.redis.client import RedisClient
from infra.redis.rate_limit import give_back, hit
from shared.http.rate_limit import Bucket, BucketState, tightest


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedRedis, str]]:
    directory = tmp_path_factory.mktemp("redis")
    redis = EmbeddedRedis(directory)
    redis.start()
    child = redis_rest_child(redis.port, "token")
    with process.running(child, directory / "rest.log"):
        yield redis, f"http://127.0.0.1:{child.ports['http']}"
    redis.stop()


@pytest.fixture
def client(server: tuple[EmbeddedRedis, str]) -> Iterator[RedisClient]:
    redis, url = server
    redis.flush()
    client = RedisClient(url, "token", timeout_seconds=60.0)
    yield client
    client.close()


def test_exactly_the_limit_is_allowed(client: RedisClient) -> None:
    """8 threads, 800 hits, two windows: the narrow one lets 100 through, not 99 and not 101."""
    buckets = [Bucket("user-1", 100, 60_000), Bucket("user-1:900", 500, 900_000)]
    start = threading.Barrier(8)
    seen: list[list[BucketState]] = []

    def work() -> None:
        start.wait()
        for _ in range(100):
            seen.append(hit(client, buckets))  # noqa: PERF401 - shared by the threads

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(not states[0].exceeded for states in seen) == 100
    assert sum(not states[1].exceeded for states in seen) == 500
    assert sorted(states[0].count for states in seen) == list(range(1, 801))
    assert all(0 < states[0].reset_ms <= 60_000 for states in seen)
    assert all(0 < states[1].reset_ms <= 900_000 for states in seen)
    assert client.usage().commands == 800


def test_every_counter_has_a_lifetime(client: RedisClient) -> None:
    client.set("ratelimit:u:old", 3)  # a counter that never ends, from whatever accident
    states = hit(client, [Bucket("ratelimit:u:new", 2, 5_000), Bucket("ratelimit:u:old", 2, 7_000)])
    assert states == [BucketState(2, 1, 5_000), BucketState(2, 4, 7_000)]
    new, old = client.pipeline([["PTTL", "ratelimit:u:new"], ["PTTL", "ratelimit:u:old"]])
    assert 0 < new <= 5_000
    assert 0 < old <= 7_000


def test_a_later_hit_does_not_prolong_the_window(client: RedisClient) -> None:
    bucket = Bucket("ratelimit:u:c", 1, 60_000)
    hit(client, [bucket])
    client.execute("PEXPIRE", bucket.key, 1_000)
    (state,) = hit(client, [bucket])
    assert state.exceeded
    assert 0 < state.reset_ms <= 1_000


def test_an_ended_window_begins_anew(client: RedisClient) -> None:
    bucket = Bucket("ratelimit:u:c", 1, 60_000)
    hit(client, [bucket])
    client.execute("PEXPIRE", bucket.key, 0)
    assert hit(client, [bucket]) == [BucketState(1, 1, 60_000)]


def test_no_bucket_costs_no_call(client: RedisClient) -> None:
    assert hit(client, []) == []
    assert client.usage().calls == 0


def test_one_key_twice_is_a_mistake(client: RedisClient) -> None:
    bucket = Bucket("ratelimit:u:c", 1, 60_000)
    with pytest.raises(ValueError, match="twice"):
        hit(client, [bucket, bucket])


def test_several_places_are_taken_at_once_and_given_back_one_by_one(client: RedisClient) -> None:
    bucket, ended = Bucket("ratelimit:u:lease", 10, 60_000), Bucket("ratelimit:u:ended", 10, 60_000)
    (state,) = hit(client, [bucket], [5])
    assert (state.count, 0 < state.reset_ms <= 60_000) == (5, True)
    give_back(client, [bucket, ended])
    (state,) = hit(client, [bucket], [3])
    assert state.count == 7
    assert client.get(ended.key) is None


def test_the_tightest_state_is_told() -> None:
    roomy, close = BucketState(100, 10, 1_000), BucketState(5, 4, 500)
    last, over, longer = BucketState(5, 5, 9_000), BucketState(5, 6, 1), BucketState(5, 9, 1_001)
    assert tightest([roomy, close]) is close
    assert tightest([roomy, last, over]) is over
    assert tightest([over, longer]) is longer
    assert (longer.remaining, last.remaining, close.remaining) == (0, 0, 1)
    assert (longer.reset_seconds, over.reset_seconds, roomy.reset_seconds) == (2, 1, 1)
