"""Fixtures that every test may use. Postgres is real, and starts when the first test asks."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

    from infra.local.postgres import EmbeddedPostgres
    from tests.support.postgres import Database
    from tests.support.stack import Stack

_DIRECTORY = "STUNITY_TEST_DIRECTORY"
_RUN = "STUNITY_TEST_RUN"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_addoption(parser: pytest.Parser) -> None:
    from tests.support.seen import OPTION

    parser.addoption(OPTION, action="append", metavar="NAME", help="a function that must show all")


def pytest_configure(config: pytest.Config) -> None:
    from tests.support.seen import SeenInRun

    config.pluginmanager.register(SeenInRun(config))
    _give_properties_time()
    # The workers of xdist inherit the environment, and with it the place where they meet.
    if not _is_worker(config):
        from tests.support.scratch import scratch_directory

        directory = scratch_directory("stunity-tests-")
        directory.chmod(0o711)  # Postgres may run as another user, who must pass through
        os.environ[_DIRECTORY] = str(directory)
        os.environ[_RUN] = str(os.getpid())


def _give_properties_time() -> None:
    """A machine with other things to do is no fault of an example, nor of what makes it."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("tests")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        from tests.support.postgres import stop_server

        stop_server(Path(os.environ[_DIRECTORY]))


def pytest_collectstart() -> None:
    gc.disable()  # until pytest_collection_finish: what collection makes stays


def pytest_collection_finish() -> None:
    # What was loaded stays: no collection has to look at these half a million objects again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 10, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from tests.support.scheduling import rank_of

    items.sort(key=lambda item: rank_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Keep tests that share processes on one worker."""
    from tests.support.scheduling import GroupScheduling

    return GroupScheduling(config, log)


@pytest.fixture(scope="session")
def postgres() -> EmbeddedPostgres:
    """The server of this run."""
    from tests.support.postgres import shared_server

    return shared_server(Path(os.environ[_DIRECTORY]), int(os.environ[_RUN]))


@pytest.fixture(scope="session")
def database(postgres: EmbeddedPostgres) -> Database:
    """This worker's database, migrated. Tests share it: each takes a tenant of its own."""
    from tests.support.postgres import make_database

    return make_database(postgres, f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


@pytest.fixture(scope="session")
def few_schools(postgres: EmbeddedPostgres) -> Iterator[tuple[Database, Engine]]:
    """This worker's database for tests of jobs, and a superuser's engine for it."""
    from infra.postgres.core.engine import create_engine_for
    from tests.support.postgres import make_database

    database = make_database(postgres, f"jobs_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    engine = create_engine_for(database.admin, pool_size=8, application_name="tests")
    yield database, engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _every_school(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that are marked so call jobs, each in a database where a job is soon done."""
    if request.node.get_closest_marker("every_school") is None:
        yield
        return
    with request.getfixturevalue("served").with_few_schools(
        *request.getfixturevalue("few_schools")
    ):
        yield


@pytest.fixture(scope="session")
def engine(database: Database) -> Iterator[Engine]:
    """Connects as the functions do."""
    from infra.postgres.core.engine import create_engine_for

    engine = create_engine_for(database.app, pool_size=24, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def relay_engine(database: Database) -> Iterator[Engine]:
    """Connects as the relay does."""
    from infra.postgres.core.engine import create_engine_for

    engine = create_engine_for(database.relay, pool_size=4, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def owner_engine(database: Database) -> Engine:
    """Connects as migrations and maintenance do. Row security binds this role too."""
    from infra.postgres.core.engine import create_patient_engine

    return create_patient_engine(database.owner, application_name="tests")


@pytest.fixture(scope="session")
def admin_engine(database: Database) -> Iterator[Engine]:
    """Connects as a superuser: sets the scene, and sees every row."""
    from infra.postgres.core.engine import create_engine_for

    engine = create_engine_for(database.admin, pool_size=8, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole product as real processes, with demo data; shared by the tests of a worker."""
    from tests.support.stack import Stack

    stack = Stack()
    yield stack
    stack.close()


@pytest.fixture(autouse=True)
def _own_minute(request: pytest.FixtureRequest) -> None:
    """Nobody is told to be slower for what the same person did in the tests before."""
    if "stack" not in request.fixturenames:
        return
    from tests.support.stack import Stack

    stack = request.getfixturevalue("stack")
    if isinstance(stack, Stack):  # a contract has one of its own, which counts nothing
        stack.empty_redis()
