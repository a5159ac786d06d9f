"""One broker for all tests that leave it as they found it, and one for each that does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.pubsub.launch import RunningBroker
from tests.support.pubsub import Api, start_broker, start_googles


@pytest.fixture(scope="session")
def shared_broker() -> Iterator[RunningBroker]:
    running = start_broker()
    yield running
    running.kill()


@pytest.fixture
def broker(
    shared_broker: RunningBroker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningBroker]:
    """A broker that may be frozen, and is thawed afterwards."""
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", shared_broker.host)
    yield shared_broker
    shared_broker.thaw()


@pytest.fixture(scope="session")
def googles() -> Iterator[RunningBroker]:
    """Google's emulator."""
    running = start_googles()
    yield running
    running.kill()


@pytest.fixture
def googles_api(googles: RunningBroker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", googles.host)
    client = Api(googles.host)
    yield client
    client.close()


@pytest.fixture
def mortal_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningBroker]:
    """A broker that may be killed."""
    running = start_broker()
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", running.host)
    yield running
    running.kill()


@pytest.fixture
def api(broker: RunningBroker) -> Iterator[Api]:
    client = Api(broker.host)
    client.create_topic()
    yield client
    client.close()


@pytest.fixture
def mortal_api(mortal_broker: RunningBroker) -> Iterator[Api]:
    client = Api(mortal_broker.host)
    client.create_topic()
    yield client
    client.close()
