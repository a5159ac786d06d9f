"""Relays say that they live, and what the dead have left behind is removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from functions.jobs.subscriptions import YOUNG_SECONDS, job_relay_subscription_gc, orphans
from infra.redis.client import RedisClient
from infra.redis.relay_instances import (
    LIVE_SECONDS,
    forget_instance,
    read_instances,
    write_instance,
)
from tests.support.pubsub import Api
from tests.support.redis import RunningRedis, running_redis

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECONDS = NOW.timestamp()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with running_redis(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture
def redis(server: RunningRedis) -> Iterator[RedisClient]:
    server.server.flush()
    client = server.client()
    yield client
    client.close()


def name_of(age_seconds: float, tail: str = "0a0b0c0d") -> str:
    return f"rev-1-{int(SECONDS - age_seconds):08x}{tail}"


def collect(api: Api, redis: RedisClient | None) -> dict[str, Any]:
    settings = SimpleNamespace(pubsub_project=api.project)
    deps: Any = SimpleNamespace(settings=settings, redis=redis, clock=lambda: NOW)
    return job_relay_subscription_gc(deps)


def subscriptions(api: Api) -> set[str]:
    listed = api.subscriber.list_subscriptions(project=f"projects/{api.project}")
    return {found.name.rpartition("/")[2] for found in listed}


def test_an_instance_is_known_while_it_speaks(redis: RedisClient) -> None:
    assert read_instances(redis, now=SECONDS) == {}
    write_instance(redis, "one", {"connections": 3}, now=SECONDS)
    write_instance(redis, "two", {"connections": 4}, now=SECONDS - LIVE_SECONDS / 2)

    assert read_instances(redis, now=SECONDS) == {
        "one": {"connections": 3},
        "two": {"connections": 4},
    }
    later = SECONDS + LIVE_SECONDS * 0.75
    assert read_instances(redis, now=later) == {"one": {"connections": 3}}
    forget_instance(redis, "one")
    assert read_instances(redis, now=later) == {}


def test_what_is_written_ends_by_itself(redis: RedisClient) -> None:
    write_instance(redis, "one", {}, now=SECONDS)
    for key in ("relay:inst:one", "relay:instances"):
        assert 0 < int(redis.execute("TTL", key)) <= LIVE_SECONDS


def test_the_old_and_silent_are_orphans_and_nobody_else() -> None:
    old, young, living = name_of(7200), name_of(YOUNG_SECONDS - 1), name_of(7200, "11111111")
    names = [f"relay-{name}" for name in (old, young, living, "rev-1-abcd")]

    assert orphans(names, {living}, now=SECONDS) == [f"relay-{old}", "relay-rev-1-abcd"]


def check_collection(api: Api, redis: RedisClient) -> None:
    old, young, living = name_of(7200), name_of(60), name_of(7200, "22222222")
    for name in (old, young, living):
        api.subscribe(f"relay-{name}")
    api.subscribe("worker-email")
    everything = subscriptions(api)

    # Nobody has said that they live: that is a fault of the saying, not the end of all relays.
    assert collect(api, redis)["deleted"] == 0
    assert collect(api, None)["deleted"] == 0
    assert subscriptions(api) == everything

    write_instance(redis, living, {}, now=SECONDS)
    assert collect(api, redis) == {"deleted": 1, "living": 1}
    assert subscriptions(api) == everything - {f"relay-{old}"}
    assert collect(api, redis) == {"deleted": 0, "living": 1}


def test_the_subscriptions_of_the_dead_are_removed(api: Api, redis: RedisClient) -> None:
    check_collection(api, redis)


@pytest.mark.emulator
def test_they_are_removed_from_googles_emulator(redis: RedisClient, googles_api: Api) -> None:
    googles_api.create_topic()
    check_collection(googles_api, redis)


def test_while_redis_is_away_nothing_is_removed(api: Api) -> None:
    api.subscribe(f"relay-{name_of(7200, '33333333')}")
    nowhere = RedisClient("http://127.0.0.1:9", "token")

    assert collect(api, nowhere)["deleted"] == 0
    nowhere.close()
