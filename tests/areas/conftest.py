from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from infra.announcer import Announcer
from infra.local import process
from infra.local.children import s3_child, smtp_child
from infra.postgres.core.records import Appended
from shared.realtime.envelope import Envelope
from shared.realtime.events import AccessChanged
from tests.support.api import Api, shared_api
from tests.support.postgres import Database
from tests.support.school import School, make_school

_SECRET = "a-secret-of-the-store"


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


@pytest.fixture(scope="module")
def outbox(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the mails lie that the API sends; the directory is there once the first mail is."""
    directory = tmp_path_factory.mktemp("mail")
    child = smtp_child(directory / "outbox")
    url = f"smtp://127.0.0.1:{child.ports['smtp']}"
    with (
        process.running(child, directory / "smtp.log"),
        served.environment(SMTP_URL=url, PUBLIC_APP_URL="https://app.example.test"),
    ):
        yield directory / "outbox"


@pytest.fixture
def mailing(outbox: Path, api: Api) -> Api:
    """The API with a server for its mails."""
    assert outbox.name == "outbox"
    return api


@pytest.fixture(scope="module")
def stored(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API of this worker, with a store for its files; tests claim it."""
    directory = tmp_path_factory.mktemp("s3")
    child = s3_child(directory / "objects", "stunity", _SECRET)
    with (
        process.running(child, directory / "s3.log"),
        served.environment(
            S3_ENDPOINT=f"http://127.0.0.1:{child.ports['http']}", S3_SECRET_KEY=_SECRET
        ),
    ):
        yield served


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
