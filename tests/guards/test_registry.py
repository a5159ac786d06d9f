"""The declarations, and what is derived from them, agree with one another."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from jsonschema_rs import ValidationError, meta
from pydantic import BaseModel

from functions.index import MODULES
from functions.runtime.catalogue import all_jobs, all_routes, all_workers
from functions.runtime.openapi import document
from infra.build.manifest import GOLDEN, MANIFEST, derived_files, index_source, push_filter
from infra.local.process import PROJECT_ROOT
from infra.local.pubsub.filters import parse_filter
from shared.auth.permissions import Permission
from shared.events.registry import all_events
from shared.http.limits import LIMIT_CLASSES
from shared.http.problem import Problem
from shared.http.route import Access, RouteError, route
from shared.http.schema import RequestModel, ResponseModel
from shared.learning.assignments.events import AssignmentDueSoon, AssignmentMissed
from shared.notifications.events import DigestQueued, PushesReleased
from shared.realtime.bus import BusAttributes

MAX_NAME = 63  # of a Cloud Function (v2), which is a Cloud Run service


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(document(all_routes(), "v1")))
    return found


def manifest(name: str) -> Any:
    return json.loads((PROJECT_ROOT / MANIFEST / name).read_text(encoding="utf-8"))


def test_committed_files_are_what_the_declarations_say() -> None:
    stale = [
        str(path)
        for path, content in derived_files().items()
        if (PROJECT_ROOT / path).read_text(encoding="utf-8") != content
    ]
    assert not stale, "run: make manifest"
    assert (PROJECT_ROOT / "functions/index.py").read_text(encoding="utf-8") == index_source()


def test_every_event_has_a_golden_schema_and_no_schema_is_left_over() -> None:
    expected = {f"{name.replace(':', '.')}.v{e.version}.json" for name, e in all_events().items()}
    assert {path.name for path in (PROJECT_ROOT / GOLDEN).glob("*.json")} == expected
    for path in (PROJECT_ROOT / GOLDEN).glob("*.json"):
        meta.validate(json.loads(path.read_text(encoding="utf-8")))


def test_deployed_names_are_unique_and_short_enough() -> None:
    declared = [r.name for r in all_routes()] + [w.name for w in all_workers()]
    names = [n.replace("_", "-") for n in (*declared, *(j.name for j in all_jobs()))]
    assert len(names) == len(MODULES)
    assert not [name for name, count in Counter(names).items() if count > 1]
    for name in names:
        assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", name)
        assert len(name) <= MAX_NAME


def test_no_two_routes_claim_one_address() -> None:
    claimed = Counter(
        (r.method, re.sub(r"\{\w+\}", "{}", template))
        for r in all_routes()
        for template in (r.template, *r.aliases)
    )
    assert not [place for place, count in claimed.items() if count > 1]


def test_the_manifest_names_all_that_is_deployed() -> None:
    """AT-X-6. The format that the coverage of the specification is read from."""
    routes = manifest("routes.json")["routes"]
    assert {(r["method"], r["path"]) for r in routes} == {
        (r.method, r.template) for r in all_routes()
    }
    assert {e["type"] for e in manifest("events.json")["events"]} == set(all_events())
    assert {w["name"] for w in manifest("workers.json")["workers"]} == {
        w.name for w in all_workers()
    }
    assert {j["name"] for j in manifest("jobs.json")["jobs"]} == {j.name for j in all_jobs()}


def test_public_routes_are_the_ones_that_were_reviewed() -> None:
    """Opening a route to everybody is a decision: it is made here too."""
    assert {r.name for r in all_routes() if r.public} == {
        # A program asks by a code of its own, which somebody who is signed in has to let in.
        "auth_device_start",
        "auth_device_token",
        "auth_login",
        # Whom a provider knows comes in by its signature, in the browser that began.
        "auth_oidc_callback",
        "auth_oidc_providers",
        "auth_oidc_start",
        # The code on a pupil's paper opens one account, once.
        "auth_code_check",
        "auth_code_use",
        # The second step asks for the ticket of the first; a passkey proves itself.
        "auth_mfa_challenge",
        "auth_passkeys_sign_in",
        "auth_passkeys_sign_in_options",
        "auth_refresh",
        # Says what anybody may know who has the cookie that it is asked with.
        "auth_csrf",
        "auth_register",
        # Whoever was shown the code of a certificate may read what it says.
        "certificates_verify",
        # Whoever has the link was invited by it.
        "invitations_preview",
        # What is mailed opens one thing, once; asking for it tells nothing of an address.
        "auth_confirm",
        "auth_forgot_password",
        "auth_reset_password",
        "auth_verify_email",
        "auth_verify_email_resend",
        # Whoever holds a report card may ask whether it is the school's.
        "report_cards_verify",
        # The address of a calendar is a secret: programs that show calendars do not sign in.
        "calendar_ics",
        # Guests come in by a code, and get a pass for that game.
        "live_join",
        "boards_join",
        "meta_event_schema",
        "meta_healthz",
        "meta_info",
        "meta_openapi",
    }


def test_no_address_carries_a_secret(openapi: dict[str, Any]) -> None:
    """Balancers, proxies and browsers keep addresses. A calendar has nothing but its address."""
    secret = re.compile("token|secret|password", re.IGNORECASE)
    named = {
        (operation["operationId"], parameter["name"])
        for operations in openapi["paths"].values()
        for operation in operations.values()
        for parameter in operation["parameters"]
        if parameter["in"] in {"path", "query"} and secret.search(parameter["name"])
    }
    assert named == {("calendar_ics", "token")}


def test_every_route_that_takes_secrets_of_strangers_is_limited_exactly() -> None:
    for declared in all_routes():
        if declared.public and declared.body is not None:
            assert any(LIMIT_CLASSES[name].sensitive for name in declared.limits), declared.name


OF_JOBS = {AssignmentDueSoon, AssignmentMissed, DigestQueued, PushesReleased}
"""What only a job announces."""


def test_every_declared_event_is_emitted_by_somebody_or_said_by_the_relay() -> None:
    emitted = {e for r in all_routes() for e in r.emits} | OF_JOBS
    emitted |= {e for w in all_workers() for e in w.emits}
    silent = {name for name, e in all_events().items() if e not in emitted and e.audience}
    assert not silent


def test_workers_subscribe_to_durable_events_that_somebody_announces() -> None:
    emitted = {e for r in all_routes() for e in r.emits} | OF_JOBS
    emitted |= {e for w in all_workers() for e in w.emits}
    for worker in all_workers():
        assert set(worker.subscribes) <= emitted, worker.name
        assert all(event.durable for event in worker.subscribes), worker.name


def test_a_filter_passes_the_first_copy_of_exactly_what_a_worker_subscribes_to() -> None:
    for worker in all_workers():
        passes = parse_filter(push_filter(worker.name))
        for name, event in all_events().items():
            for copy in (0, 1):
                message = BusAttributes(7, 1, name, str(UUID(int=1)), "tenant:1", copy).encode()
                assert passes(message) == (copy == 0 and event in worker.subscribes), worker.name


# The OpenAPI document.


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_every_reference_of_the_document_resolves(openapi: dict[str, Any]) -> None:
    found = set(references(openapi))
    assert found
    for reference in found:
        target: Any = openapi
        for part in reference.removeprefix("#/").split("/"):
            assert part in target, reference
            target = target[part]


def test_every_schema_of_the_document_is_a_json_schema(openapi: dict[str, Any]) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        try:
            meta.validate(schema)
        except ValidationError as error:
            raise AssertionError(f"{name}: {error.message}") from error
    for operation in operations(openapi):
        for parameter in operation["parameters"]:
            meta.validate(parameter["schema"])


def operations(openapi: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in openapi["paths"].values():
        yield from methods.values()


def test_the_document_describes_every_route_completely(openapi: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d", openapi["openapi"])
    assert {"title", "version"} <= set(openapi["info"])
    identifiers = [operation["operationId"] for operation in operations(openapi)]
    assert sorted(identifiers) == sorted(r.name for r in all_routes())
    for declared in all_routes():
        operation = openapi["paths"][declared.template][declared.method.lower()]
        assert operation["summary"]
        bearer: list[dict[str, list[str]]] = [{"bearer": []}]
        without_token = [{}, *bearer] if declared.anonymous else []
        assert operation["security"] == (without_token if declared.public else bearer)
        in_path = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
        assert in_path == list(declared.path_variables)
        assert all(p["required"] for p in operation["parameters"] if p["in"] == "path")
        assert ("requestBody" in operation) == (declared.body is not None)
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[2345]\d\d", status)
            assert response["description"]
        documented = set(operation["responses"])
        expected = {str(declared.status), "400", "422", "431", "503"}
        expected |= set() if declared.public else {"401", "403"}
        expected |= {"404"} if declared.path_variables else set()
        expected |= {"413", "415"} if declared.body is not None else set()
        expected |= {str(problem.status) for problem in declared.raises}
        assert expected <= documented, declared.name


def test_requests_take_and_responses_give_declared_fields_only(openapi: dict[str, Any]) -> None:
    for declared in all_routes():
        for model in (declared.body, declared.path, declared.query):
            if model is not None:
                assert issubclass(model, RequestModel), model
                assert model.model_json_schema()["additionalProperties"] is False, model
        if isinstance(declared.response, type) and issubclass(declared.response, BaseModel):
            assert issubclass(declared.response, ResponseModel), declared.name
    for name, schema in openapi["components"]["schemas"].items():
        if schema.get("type") == "object" and name != "Problem":
            assert schema.get("additionalProperties") is False, name


def problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for found in kind.__subclasses__():
        yield found
        yield from problems(found)


def test_a_code_means_one_thing() -> None:
    """A class that says less than its base may share the code; a code is introduced once."""
    introduced: Counter[str] = Counter()
    for problem in problems():
        assert re.fullmatch(r"[a-z_]+", problem.code)
        assert problem.title
        assert not problem.title.endswith(".")
        introduced[problem.code] += "code" in vars(problem)
        owner = next(base for base in problem.__mro__ if "code" in vars(base))
        assert issubclass(owner, Problem)
        assert problem.status == owner.status, problem
    assert introduced.total() > 0
    assert not {code for code, count in introduced.items() if count != 1}


def test_a_public_schema_has_a_name_of_its_own(openapi: dict[str, Any]) -> None:
    """Where two models have one name, the document tells them apart by their modules."""
    names = openapi["components"]["schemas"]
    assert not [name for name in names if "__" in name]


def test_every_right_that_a_route_asks_for_is_one() -> None:
    for declared in all_routes():
        assert isinstance(declared.permission, Permission | Access)


# Controls: a declaration that contradicts itself does not get as far as these tests.


class _Path(RequestModel):
    other: str


def _handler(ctx: Any) -> None:
    """A summary."""


def test_a_wrong_declaration_fails_at_import() -> None:
    public = Access.PUBLIC

    def undocumented(ctx: Any) -> None: ...

    def without_ctx(path: _Path) -> None:
        """A summary."""

    def unknown_input(ctx: Any, form: str) -> None:
        """A summary."""

    def body_of_a_get(ctx: Any, body: _Path) -> None:
        """A summary."""

    def other_variable(ctx: Any, path: _Path) -> None:
        """A summary."""

    wrong: list[tuple[Any, str, str, tuple[str, ...]]] = [
        (undocumented, "GET", "/v1/x", ("read",)),
        (without_ctx, "GET", "/v1/x/{other}", ("read",)),
        (unknown_input, "GET", "/v1/x", ("read",)),
        (body_of_a_get, "GET", "/v1/x", ("read",)),
        (other_variable, "GET", "/v1/x/{id}", ("read",)),
        (_handler, "GET", "/v1/x/{id}", ("read",)),
        (_handler, "GET", "/v1/x", ("no such class",)),
        (_handler, "GET", "/v1/x", ()),
    ]
    for handler, method, template, limits in wrong:
        with pytest.raises(RouteError):
            route(method, template, permission=public, limits=limits)(handler)
