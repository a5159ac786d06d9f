"""What those who run a school see of the relays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from infra.redis.relay_instances import write_instance
from sse_relay.operations.registry import Registry
from tests.support.api import Api, ok
from tests.support.redis import running_redis
from tests.support.relay import World, make_claims


@pytest.fixture(scope="module")
def with_redis(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with (
        running_redis(tmp_path_factory.mktemp("redis")) as redis,
        served.environment(**redis.variables),
    ):
        yield served


def state_of(world: World) -> dict[str, Any]:
    """What a relay with these streams would say."""
    registry = Registry(
        instance="rev-1-a",
        revision="rev-1",
        shards=(),
        seconds=30,
        redis=lambda: pytest.fail("nothing is written here"),
        report=world.relay.report,
        wall=lambda: world.loop.time() + world.wall_offset,
    )
    world.pass_time(10)
    return registry.state()


def test_instances_are_added_up_and_other_schools_stay_unnamed(with_redis: Api) -> None:
    with_redis.claim()
    admin = with_redis.member("ADMIN")
    redis, now = with_redis.deps.redis, with_redis.deps.clock().timestamp()
    assert redis is not None
    with closing(World()) as world:
        world.relay.seats.take(make_claims(tenant_id=admin.tenant.id))
        world.relay.seats.take(make_claims())
        state = state_of(world)
    for name, connections in (("one", 5), ("two", 7)):
        write_instance(redis, name, {**state, "connections": connections}, now=now)

    answer = with_redis.as_(admin).get("/v1/admin/realtime/metrics")

    read = ok(answer)
    assert "X-Degraded" not in answer.headers
    assert read["connections"] == 12
    assert read["tenants"] == [{"tenantId": str(admin.tenant.id), "connections": 2}]
    assert [(i["id"], i["connections"], i["ownConnections"]) for i in read["instances"]] == [
        ("one", 5, 1),
        ("two", 7, 1),
    ]
    assert read["instances"][0]["bus"] == "none"
    assert read["connectionsLimit"] == 1800


def test_without_redis_the_answer_is_empty_and_says_why(served: Api) -> None:
    with served.environment():
        answer = served.as_(served.member("ADMIN")).get("/v1/admin/realtime/metrics")

    assert "redis" in answer.headers["X-Degraded"].split(", ")
    assert ok(answer)["instances"] == []
