from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from functions.boards import reactions
from tests.support.api import Api, shared_api
from tests.support.postgres import Database
from tests.support.redis import running_redis


@pytest.fixture(scope="session")
def served(database: Database, admin_engine: Engine) -> Iterator[Api]:
    """The API of this worker; tests take ``api``."""
    with shared_api(database, admin_engine) as api:
        yield api


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the end of a second of reactions: guards are about other things."""
    monkeypatch.setattr(reactions, "WINDOW_SECONDS", 0.0)


@pytest.fixture
def api(served: Api) -> Api:
    """The API with the real time, and without Redis."""
    served.claim()
    return served


@pytest.fixture(scope="module")
def with_redis(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API with a real Redis behind its REST front, for the tests of one module."""
    with (
        running_redis(tmp_path_factory.mktemp("redis")) as redis,
        served.environment(**redis.variables),
    ):
        yield served


@pytest.fixture
def randomly_seed(request: pytest.FixtureRequest) -> int:
    """What the run's choices follow from; printed at its beginning."""
    seed: int = request.config.getoption("randomly_seed")
    return seed
