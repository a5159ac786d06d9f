"""A relay whose Pub/Sub goes away keeps its place, and says what it lacks."""

from __future__ import annotations

import json
import time

from shared.telemetry.signals import Signal
from tests.integration.relay.conftest import School, Start
from tests.support.pubsub import start_broker
from tests.support.relay_process import PATIENCE, RelayProcess


def said(relay: RelayProcess) -> tuple[int, str]:
    response = relay.get("/readyz")
    return response.status, json.loads(response.body)["status"]


def wait_until(relay: RelayProcess, wanted: tuple[int, str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while (found := said(relay)) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_a_relay_that_loses_the_bus_stays_ready_and_serves(school: School, start: Start) -> None:
    broker = start_broker()
    relay = start(
        PUBSUB_EMULATOR_HOST=broker.host,
        PUBSUB_CREATE_TOPIC="true",
        RELAY_READY_BUS_SECONDS="0.1",
    )
    wait_until(relay, (200, "ready"))

    broker.kill()

    wait_until(relay, (200, "degraded"))
    stream = relay.open(school.sign_in()).connected()
    school.write(publish=False)
    stream.until(lambda checked: checked.events)


def test_a_new_relay_without_the_bus_is_not_ready_yet(start: Start) -> None:
    relay = start(bus=False, PUBSUB_PROJECT="none", PUBSUB_EMULATOR_HOST="127.0.0.1:1")
    relay.wait_for(Signal.RELAY_STARTED)
    assert said(relay) == (503, "not_ready")
    assert relay.get("/healthz").status == 200
