"""What Prometheus reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from sse_relay.log.latency import BOUNDS_SECONDS, Histogram, made_at, quantile
from sse_relay.operations.report import MAX_LISTED, MAX_TENANTS
from sse_relay.wire.frames import StreamEvent
from tests.support.relay import World, make_claims

MakeWorld = Callable[..., World]


def families(world: World) -> dict[str, Any]:
    _, text, _ = world.relay.metrics.answer()
    return {family.name: family for family in text_string_to_metric_families(text.decode())}


def value(world: World, name: str, **labels: str) -> float:
    family = name.removesuffix("_total").removesuffix("_count").removesuffix("_bucket")
    found = [
        sample.value
        for sample in families(world)[f"stunity_relay_{family}"].samples
        if sample.name == f"stunity_relay_{name}" and labels.items() <= sample.labels.items()
    ]
    assert len(found) == 1, (name, found)
    return float(found[0])


def test_every_family_is_typed_and_explained(make_world: MakeWorld) -> None:
    found = families(make_world())
    assert len(found) >= 25
    for family in found.values():
        assert family.type in {"counter", "gauge", "histogram"}, family.name
        assert family.documentation.endswith("."), family.name


def test_streams_are_counted_by_school_and_the_smallest_together(make_world: MakeWorld) -> None:
    world = make_world()
    seats = world.relay.seats
    large = make_claims()
    for _ in range(3):
        seats.take(large)
    for _ in range(MAX_TENANTS + 4):
        seats.take(make_claims())

    assert value(world, "connections", tenant=str(large.tenant_id)) == 3
    assert value(world, "connections", tenant="other") == 5
    assert len(families(world)["stunity_relay_connections"].samples) == MAX_TENANTS + 1


def test_the_list_of_streams_is_bounded(make_world: MakeWorld) -> None:
    assert MAX_LISTED <= 1000
    status, body, _ = make_world().relay.report.debug()
    assert (status, body) == (200, b'{"connections": 0, "listed": []}')


def test_a_histogram_counts_each_observation_once_and_cumulates() -> None:
    spread = Histogram()
    assert quantile([spread], 0.5) is None
    for seconds in (-1.0, 0.005, 0.006, 0.3, 99.0):
        spread.observe(seconds)

    assert sum(spread.counts) == 5
    assert spread.counts[0] == 2
    assert spread.counts[-1] == 1
    assert quantile([spread, Histogram()], 0.5) == 0.01
    assert quantile([spread], 1.0) == BOUNDS_SECONDS[-1]


def test_the_stamp_of_the_envelope_counts_and_not_one_in_the_payload() -> None:
    body = '{"id":"a","data":{"timestamp":1111111111111},"timestamp":1765432100123,"durable":true}'
    assert made_at(StreamEvent.from_log(1, "post:created", body)) == 1765432100.123
    assert made_at(StreamEvent.from_log(1, "post:created", '{"id":"a"}')) is None


def test_heartbeats_and_their_lateness_are_counted(make_world: MakeWorld) -> None:
    world = make_world(relay_heartbeat_min_seconds=10, relay_heartbeat_max_seconds=12)
    claims = make_claims()
    world.log.admit(claims)
    world.connect(claims)

    world.pass_time(37)
    assert value(world, "heartbeats_total") == 3
    before = value(world, "heartbeat_late_seconds_total")
    assert before < 1.0, "a tick or less each"
    # The loop hangs: no timer runs, and the next heartbeat comes late.
    world.loop.stall(30)
    world.pass_time(1)

    assert value(world, "heartbeats_total") == 4
    assert value(world, "heartbeat_late_seconds_total") - before > 15
