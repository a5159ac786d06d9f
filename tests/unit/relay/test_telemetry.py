"""What a relay logs can be followed to the request that opened a stream or made an event."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from shared.telemetry.cause import HEADER, Trace
from shared.telemetry.signals import Signal
from tests.support.logs import PROJECT, entries, logged
from tests.support.otlp import attributes, collector
from tests.support.relay import World, make_claims

TRACE = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
TRACE_FIELD = "logging.googleapis.com/trace"


def test_a_stream_is_logged_under_the_request_that_opened_it(world: World) -> None:
    claims = make_claims()
    world.log.admit(claims)
    with logged() as lines:
        client = world.connect(claims, headers=(f"traceparent: {TRACE}",))
        world.pass_time(1)
        client.transport.lose()
        world.pass_time()
        other = world.connect(claims)
        other.transport.lose()
    opened, closed, _, untraced = entries(
        lines, Signal.RELAY_STREAM_OPENED, Signal.RELAY_STREAM_CLOSED
    )

    assert opened["event"] == "relay.stream_opened"
    assert closed["event"] == "relay.stream_closed"
    assert (
        opened[TRACE_FIELD] == closed[TRACE_FIELD] == f"projects/{PROJECT}/traces/{TRACE.trace_id}"
    )
    assert opened["requestId"] == closed["requestId"] != untraced["requestId"]
    assert TRACE_FIELD not in untraced


def test_a_request_that_fails_is_logged_under_the_id_of_its_answer(world: World) -> None:
    claims = make_claims()
    world.log.admit(claims)

    async def fail(*_: object) -> None:
        raise RuntimeError("not foreseen")

    world.log.read_principal = fail  # type: ignore[assignment, method-assign]
    with logged() as lines:
        client = world.connect(claims, headers=(f"traceparent: {TRACE}",))
    (entry,) = entries(lines, Signal.RELAY_REQUEST_FAILED)
    assert client.response is not None

    assert entry["requestId"] == client.response.headers["x-request-id"]
    assert entry[TRACE_FIELD].endswith(TRACE.trace_id)
    assert entry["stack_trace"].rstrip().endswith("RuntimeError: not foreseen")


def test_an_event_that_is_late_is_logged_under_the_request_that_made_it(world: World) -> None:
    claims = make_claims()
    world.log.admit(claims)
    world.connect(claims)
    channel = f"tenant:{claims.tenant_id}"
    with logged() as lines:
        data, carried = world.log.append(claims.tenant_id, channel)
        world.deliver((data, carried))
        late = {**json.loads(world.log.append(claims.tenant_id, channel)[0]), "seq": 2}
        late |= {"timestamp": late["timestamp"] - 60_000, "requestId": "request-0001"}
        spelled = json.dumps(late, separators=(",", ":")).encode()
        world.deliver((spelled, {**carried, "seq": "2", HEADER: str(TRACE)}))
    (entry,) = entries(lines, Signal.RELAY_EVENT_LATE)

    assert (entry["type"], entry["way"]) == ("post:created", "bus")
    assert 55 < entry["lagSeconds"] < 65
    assert entry["requestId"] == "request-0001"
    assert entry[TRACE_FIELD].endswith(TRACE.trace_id)


@pytest.mark.parametrize("sampled", [True, False])
def test_a_recorded_trace_ends_in_a_span_of_the_delivery(
    make_world: Callable[..., World], sampled: bool
) -> None:
    trace = Trace(TRACE.trace_id, TRACE.span_id, sampled)
    with collector() as collected:
        world = make_world(otel_exporter_otlp_endpoint=collected.endpoint)
        claims = make_claims()
        world.log.admit(claims)
        world.connect(claims)
        data, carried = world.log.append(claims.tenant_id, f"tenant:{claims.tenant_id}")
        world.deliver((data, {**carried, HEADER: str(trace)}))
        world.relay.feed.latency.close()
    if not sampled:
        assert not collected.spans
        return
    span = collected.span("relay delivery")

    assert span.trace_id.hex() == TRACE.trace_id
    assert span.parent_span_id.hex() == TRACE.span_id
    assert attributes(span)["stunity.event"] == "post:created"
    assert collected.resources[0]["service.name"] == "relay"
