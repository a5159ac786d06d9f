from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from infra.announcer import Announcer
from infra.postgres.core.records import Appended
from shared.realtime.envelope import Envelope
from shared.realtime.events import AccessChanged
from tests.support.api import Api, shared_api
from tests.support.postgres import Database
from tests.support.school import School, make_school


@pytest.fixture(scope="session")
def served(database: Database, admin_engine: Engine) -> Iterator[Api]:
    """The API of this worker; tests take ``api``."""
    with shared_api(database, admin_engine) as api:
        yield api


@pytest.fixture
def api(served: Api) -> Api:
    """The API with the real time."""
    served.claim()
    return served


@pytest.fixture
def school(api: Api) -> School:
    """A school with a teacher who writes."""
    return make_school(api)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[Envelope]:
    """Ephemeral events on their way to the bus, which no log keeps."""
    found: list[Envelope] = []
    original = Announcer.announce

    def announce(self: Announcer, appended: Sequence[Any], ephemeral: Sequence[Envelope]) -> None:
        found.extend(ephemeral)
        original(self, appended, ephemeral)

    monkeypatch.setattr(Announcer, "announce", announce)
    return found


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channels of people at whose streams relays are to look again."""
    found: list[str] = []
    original = Announcer.announce

    def announce(
        self: Announcer, appended: Sequence[Appended], ephemeral: Sequence[Envelope]
    ) -> None:
        pending = [one.pending for one in appended]
        found.extend(p.channel.name for p in pending if p.type == AccessChanged.wire_name)
        original(self, appended, ephemeral)

    monkeypatch.setattr(Announcer, "announce", announce)
    return found
