from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from tests.support.api import Api, shared_api
from tests.support.postgres import Database

REDIS_TOKEN = "guards"


@pytest.fixture(scope="session")
def served(database: Database, admin_engine: Engine) -> Iterator[Api]:
    """The API of this worker; tests take ``api``."""
    with shared_api(database, admin_engine) as api:
        yield api


@pytest.fixture
def api(served: Api) -> Api:
    """The API with the real time, and without Redis."""
    served.claim()
    return served


@pytest.fixture(scope="module")
def with_redis(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API with a real Redis behind its REST front, for the tests of one module."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        variables = {"UPSTASH_REDIS_REST_URL": url, "UPSTASH_REDIS_REST_TOKEN": REDIS_TOKEN}
        with served.environment(**variables):
            yield served


@contextmanager
def running_redis(directory: Path) -> Iterator[str]:
    redis = EmbeddedRedis(directory)
    redis.start()
    try:
        child = redis_rest_child(redis.port, REDIS_TOKEN)
        with process.running(child, directory / "rest.log"):
            yield f"http://127.0.0.1:{child.ports['http']}"
    finally:
        redis.stop()
