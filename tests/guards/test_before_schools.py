"""A platform that is new, or whose last school was removed: nobody is there, and nothing breaks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from functions.runtime.catalogue import all_jobs
from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.engine import create_engine_for
from shared.http.route import Route
from tests.guards.routes import ROUTES, path_of, schema_of
from tests.support.api import Api
from tests.support.postgres import make_database

PUBLIC = tuple(route for route in ROUTES if route.public)
JOBS = tuple(job.name for job in all_jobs())
# By its form each could be one; none is.
CODES = {"live_join": "234567", "certificates_verify": "A" * 12, "report_cards_verify": "A" * 12}


@pytest.fixture(scope="module")
def platform(served: Api, postgres: EmbeddedPostgres) -> Iterator[Api]:
    """The API over a database that is migrated and holds nothing."""
    database = make_database(postgres, f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    engine = create_engine_for(database.admin, pool_size=2, application_name="tests")
    with (
        served.with_few_schools(database, engine),
        served.environment(DATABASE_OWNER_URL=database.owner),
    ):
        yield served
    engine.dispose()


@pytest.mark.parametrize("route", PUBLIC, ids=lambda route: route.name)
def test_whoever_knocks_is_answered(platform: Api, route: Route) -> None:
    path = {
        "code": CODES.get(route.name, ""),
        "digest": "0" * 64,
        "provider": "01920000-0000-7000-8000-000000000000",
    }
    example = None if route.body is None else schema_of(route.body)["examples"][0]
    asked = {"token": "A" * 43} if route.name == "calendar_ics" else None
    named = {name: path[name] for name in route.path_variables}
    answer = platform.anonymous().request(
        route.method, path_of(route, named), json=example, query=asked
    )
    assert answer.status_code < 500
    assert answer.status_code != 422, answer.text


@pytest.mark.parametrize("name", JOBS)
def test_a_job_finds_nothing_to_do(platform: Api, name: str) -> None:
    platform.run_job(name)
