"""What those who run a school see of the relays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from infra.redis.relay_instances import write_instance
from sse_relay.operations.registry import Registry
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Api, ok
from tests.support.redis import running_redis
from tests.support.relay import World, make_claims
from tests.support.scene import Member


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


def test_a_school_sees_its_own_streams_and_an_operator_the_sum(with_redis: Api) -> None:
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
    assert read["tenants"] == [{"tenantId": str(admin.tenant.id), "connections": 2}]
    assert [(i["id"], i["ownConnections"]) for i in read["instances"]] == [("one", 1), ("two", 1)]
    assert read["instances"][0]["bus"] == "none"
    # What all schools make together is not for one of them.
    of_all = ("connections", "connectionsLimit", "eventsPerSecond", "bytesPerSecond")
    for figures in (read, *read["instances"]):
        assert [figures[name] for name in of_all] == [None] * 4

    operate(with_redis, admin)
    read = ok(with_redis.as_(admin).get("/v1/admin/realtime/metrics"))

    assert (read["connections"], read["connectionsLimit"]) == (12, 1800)
    assert [(i["id"], i["connections"]) for i in read["instances"]] == [("one", 5), ("two", 7)]
    assert read["tenants"] == [{"tenantId": str(admin.tenant.id), "connections": 2}]


def operate(api: Api, member: Member) -> None:
    """Let a person operate the platform."""
    with api.scene() as connection:
        make_assignment(
            connection, tenant_id=member.tenant.id, user_id=member.id, role="PLATFORM_ADMIN"
        )


def test_without_redis_the_answer_is_empty_and_says_why(served: Api) -> None:
    with served.environment():
        answer = served.as_(served.member("ADMIN")).get("/v1/admin/realtime/metrics")

    assert "redis" in answer.headers["X-Degraded"].split(", ")
    assert ok(answer)["instances"] == []
