"""Every function stands on its own under functions-framework, as it is deployed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import functions_framework
import pytest
from flask.testing import FlaskClient
from functions_framework.exceptions import MissingTargetException

from functions.runtime.catalogue import all_jobs, all_workers
from functions.runtime.service import Job, Worker
from infra.local.process import PROJECT_ROOT
from shared.http.route import Route
from tests.guards.routes import ROUTES, example, one_of_each_kind, some
from tests.support.api import ORIGIN, Api

REPRESENTATIVES = one_of_each_kind(ROUTES)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
EVIL_ORIGINS = (
    "null",
    "http://app.example.test",
    "https://app.example.test.evil.test",
    "https://evil-app.example.test",
    "https://app.example.test:8443",
    "https://APP.example.test",
    "https://app.example.test/",
)


@pytest.fixture(autouse=True)
def _import_state() -> Iterator[None]:
    """The framework appends to the path and leaves a module ``main``; later tests want neither."""
    before = list(sys.path)
    yield
    sys.path[:] = before
    sys.modules.pop("main", None)


def served_alone(name: str) -> FlaskClient:
    create_app: Callable[..., Any] = functions_framework.create_app
    app = create_app(target=name, source=str(PROJECT_ROOT / "functions" / "main.py"))
    client: FlaskClient = app.test_client(use_cookies=False)
    return client


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_function_answers_its_own_path_and_no_other(api: Api, route: Route) -> None:
    client, valid = served_alone(route.name), example(api, route)
    answer = valid.send(client=client, headers={"Origin": ORIGIN})
    assert answer.status_code == route.status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    for path in ("/", "/v1", f"{valid.path}/more", "/v1/nothing"):
        wrong = valid.caller.request(route.method, path, client=client)
        assert (wrong.status_code, wrong.mimetype) == (404, "application/problem+json")
    for method in METHODS:
        if method == route.method:
            continue
        refused = valid.caller.request(method, valid.path, client=client)
        assert refused.status_code == 405
        assert route.method in refused.headers["Allow"]


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_preflight_admits_the_listed_origins_only(api: Api, route: Route) -> None:
    client, path = served_alone(route.name), route.template.replace("{id}", "x")
    asked = {"Access-Control-Request-Method": route.method}
    answer = api.anonymous().request(
        "OPTIONS", path, headers={**asked, "Origin": ORIGIN}, client=client
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == route.method
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    for origin in EVIL_ORIGINS:
        answer = api.anonymous().request(
            "OPTIONS", path, headers={**asked, "Origin": origin}, client=client
        )
        assert "Access-Control-Allow-Origin" not in answer.headers, origin
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("service", [*all_workers(), *all_jobs()], ids=lambda s: s.name)
def test_a_service_is_for_the_platform_alone(api: Api, service: Worker | Job) -> None:
    client = served_alone(service.name)
    tokens = (
        None,
        "garbage",
        api.member("ADMIN").token,
        api.service_token(email="somebody@else.iam.gserviceaccount.com"),
        api.service_token(audience="https://elsewhere.test"),
    )
    for token in tokens:
        with api.nothing_written(service.name):
            answer = api.with_token(token).post(service.template, json={}, client=client)
        assert answer.status_code == 401
    known = api.with_token(api.service_token())
    assert known.post("/v1/internal/nothing", json={}, client=client).status_code == 404
    assert known.get(service.template, client=client).status_code == 404


def test_a_service_that_cannot_read_the_keys_asks_for_another_try(api: Api) -> None:
    token = api.service_token()
    templates = [worker.template for worker in all_workers()] + [job.template for job in all_jobs()]
    with api.environment(PUSH_JWKS_URL="http://127.0.0.1:9/certs"):
        for template in templates:
            with api.nothing_written(template):
                answer = api.with_token(token).post(template, json={})
            assert answer.json is not None
            assert (answer.status_code, answer.json["code"]) == (503, "dependency_unavailable")


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_the_gateway_serves_the_route_under_both_prefixes(api: Api, route: Route) -> None:
    """AT-S1-1."""
    valid = example(api, route)
    path = valid.path.replace("/v1/", "/api/", 1)
    answer = valid.caller.request(route.method, path, json=valid.body)
    assert answer.status_code == route.status


@pytest.mark.parametrize("area", sorted({route.unit for route in ROUTES}))
def test_an_area_serves_its_routes_and_no_other(api: Api, area: str) -> None:
    client = served_alone(f"area_{area}")
    # That every route is served is shown in a process of its own; here, that it is found.
    route = some(route for route in ROUTES if route.unit == area)[0]
    assert example(api, route).send(client=client).status_code == route.status
    foreign = next(r for r in ROUTES if r.unit not in {area, "users", "social"})
    answer = example(api, foreign).send(client=client, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize("name", ["area_workers", "area_jobs", "area_runtime", "area_nothing"])
def test_what_is_no_area_has_no_entry_point(name: str) -> None:
    with pytest.raises(MissingTargetException):
        served_alone(name)
