"""Several workers behind one port: what they share, how they are replaced and how they leave."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.telemetry.signals import Signal
from tests.integration.relay.conftest import School, Start
from tests.support.relay_process import LiveStream, RelayProcess

OPERATOR = "Authorization: Bearer operator"
PATIENCE = 60.0


@pytest.fixture
def two(start: Start) -> RelayProcess:
    relay = start(RELAY_WORKERS="2", RELAY_INSTANCE_STREAMS="6", RELAY_DRAIN_SPREAD_SECONDS="1")
    relay.wait_for(Signal.RELAY_SUBSCRIBED, count=2)
    until(lambda: [body["status"] for body in readiness(relay)["each"].values()] == ["ready"] * 2)
    return relay


def readiness(relay: RelayProcess) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(relay.get("/readyz").body)
    return body


def workers_of(relay: RelayProcess) -> dict[str, int]:
    """Process ids by the worker's number."""
    pid = relay.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {}
    for child in children:
        environment = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        (number,) = (e.partition(b"=")[2] for e in environment if e.startswith(b"RELAY_WORKER="))
        found[number.decode()] = int(child)
    return found


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def carried(relay: RelayProcess) -> dict[str, float]:
    """Open streams by worker, as Prometheus reads it."""
    text = relay.get("/metrics", OPERATOR).body.decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    counts = {str(n): 0.0 for n in (1, 2)}
    for sample in families["stunity_relay_connections"].samples:
        counts[sample.labels["worker"]] += sample.value
    return counts


def listed(relay: RelayProcess) -> tuple[int, int]:
    """How many streams there are, and how many are named."""
    found = json.loads(relay.get("/debug/connections", OPERATOR).body)
    return found["connections"], len(found["listed"])


def test_workers_share_the_port_the_limits_and_what_they_say(
    school: School, two: RelayProcess
) -> None:
    streams = [two.open(school.sign_in()).connected() for _ in range(6)]

    # A worker that is busy for a second is left out of what the other says.
    until(lambda: sum(carried(two).values()) == 6)
    until(lambda: listed(two) == (6, 6))
    # Whichever worker the kernel chooses, the instance is full.
    for _ in range(6):
        refused = two.open(school.sign_in()).until_closed()
        assert refused.response is not None
        assert refused.response.status == 503

    school.write(3)
    for stream in streams:
        stream.until(lambda checked: len(checked.events) == 3)

    streams[0].hang_up()
    until(lambda: sum(carried(two).values()) == 5)
    two.open(school.sign_in()).connected()


def test_a_worker_that_dies_is_replaced_and_its_seats_are_free(
    school: School, two: RelayProcess
) -> None:
    claims = [school.sign_in() for _ in range(6)]
    streams = [two.open(claim).connected() for claim in claims]
    until(lambda: sum(carried(two).values()) == 6)
    busiest = max(carried(two).items(), key=lambda item: item[1])[0]
    school.write(2)
    for stream in streams:
        stream.until(lambda checked: len(checked.events) == 2)

    os.kill(workers_of(two)[busiest], signal.SIGKILL)
    two.wait_for(Signal.RELAY_PROCESS_ENDED)
    (other,) = {"1", "2"} - {busiest}
    body: dict[str, Any] = {}

    def answers() -> bool:
        body.update(readiness(two))
        return other in body["each"]

    until(answers)
    checks = body["each"][other]["checks"]
    assert checks["accepting"], f"the other one serves: {body}"
    assert checks["database"], f"the other one serves: {body}"
    # A machine may be slow for a moment, and a relay must say so: nothing else keeps it away.
    assert body["status"] == "ready" or not checks["loop"], f"the other one serves: {body}"
    until(lambda: readiness(two)["workers"]["missing"] == [])

    school.write(2)
    lost = [n for n, stream in enumerate(streams) if is_cut(stream)]
    assert lost
    for n in lost:
        resumed = two.open(claims[n], cursor=streams[n].vector())
        resumed.until(lambda checked: len(checked.events) == 2)
        assert resumed.numbers() == [3, 4]
    until(lambda: sum(carried(two).values()) == 6)


def is_cut(stream: LiveStream) -> bool:
    """Whether the stream ends instead of bringing the last two events."""
    try:
        stream.until(lambda checked: len(checked.events) == 4)
    except AssertionError:
        return stream.closed
    return False


def test_all_workers_drain_when_told_and_leave_nothing(school: School, two: RelayProcess) -> None:
    streams = [two.open(school.sign_in()).connected() for _ in range(6)]
    pids = workers_of(two).values()

    assert two.terminate() < 8
    for stream in streams:
        stream.until_closed()
        assert stream.checked.reconnects == ["drain"]
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_workers_whose_parent_was_killed_drain_by_themselves(
    school: School, two: RelayProcess
) -> None:
    stream = two.open(school.sign_in()).connected()
    pids = workers_of(two).values()

    os.kill(two.pid, signal.SIGKILL)

    stream.until_closed()
    assert stream.checked.reconnects == ["drain"]
    until(lambda: not [pid for pid in pids if Path(f"/proc/{pid}").exists()])
