"""Whether an answer is one that was promised, and what the answers of a run have shown so far."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from functions.runtime.catalogue import all_jobs, all_routes, all_workers
from functions.runtime.openapi import document, problems_of_steps
from functions.runtime.request import template_pattern
from infra.announcer import Announcer
from infra.postgres.core.records import Appended
from shared.http.problem import MethodNotAllowed, NotFound, Problem
from shared.http.route import Route
from shared.realtime.envelope import Envelope
from tests.support.seen import SEEN, Sight
from tests.support.tenancy import unfiltered

SECURITY_HEADERS = (
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
    "X-Request-Id",
    "Cache-Control",
)
# Answers of the fixed steps before a route's own: wrong path, wrong method.
_MATCHING = (NotFound, MethodNotAllowed)
_MATCHING_CODES = frozenset(problem.code for problem in _MATCHING)
_current = threading.local()


@dataclass
class Told:
    """What a request led to that its answer does not spell out."""

    problems: list[type[Problem]] = field(default_factory=list)
    statements: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)


@contextmanager
def told() -> Iterator[Told]:
    """Gathers what this thread's request raises and announces."""
    _current.told = found = Told()
    try:
        yield found
    finally:
        _current.told = None


def listen(patch: pytest.MonkeyPatch) -> None:
    """Hear of each problem that becomes an answer, and of each event after its commit."""
    body, announce = Problem.body, Announcer.announce

    def heard_body(self: Problem, request_id: str) -> dict[str, Any]:
        if (now := getattr(_current, "told", None)) is not None:
            now.problems.append(type(self))
        return body(self, request_id)

    def heard_announce(
        self: Announcer, appended: Sequence[Appended], ephemeral: Sequence[Envelope]
    ) -> None:
        if (now := getattr(_current, "told", None)) is not None:
            now.events |= {one.pending.type for one in appended}
            now.events |= {envelope.type for envelope in ephemeral}
        announce(self, appended, ephemeral)

    def heard_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (now := getattr(_current, "told", None)) is not None:
            now.statements.add(statement)

    event.listen(Engine, "before_cursor_execute", heard_statement)
    patch.setattr(Problem, "body", heard_body)
    patch.setattr(Announcer, "announce", heard_announce)


class Conformance:
    """Compares answers with the OpenAPI document and with what every answer carries."""

    def __init__(self) -> None:
        self.document = json.loads(json.dumps(document(all_routes(), "test")))
        self._problems = {r.name: {*r.raises, *problems_of_steps(r)} for r in all_routes()}
        self._services = {
            **{worker.template: worker.name for worker in all_workers()},
            **{job.template: job.name for job in all_jobs()},
        }
        self._read: set[str] = set()
        # By the text of their schemas: hundreds of answers are promised with the same few.
        self._validators: dict[str, Draft202012Validator] = {}
        templates = [(t, route) for route in all_routes() for t in (route.template, *route.aliases)]
        templates.sort(key=lambda pair: pair[0].count("{"))
        self._patterns = [(route.method, template_pattern(t), route) for t, route in templates]

    def route_of(self, method: str, path: str) -> Route | None:
        """The route that answers; literal segments win over variables."""
        path = re.sub(r"^/api/", "/v1/", path)
        method = "GET" if method == "HEAD" else method
        fitting = (
            route
            for route_method, pattern, route in self._patterns
            if route_method == method and pattern.fullmatch(path)
        )
        return next(fitting, None)

    def check(self, route: Route | None, answer: TestResponse, told: Told) -> None:
        """Raise AssertionError where the answer is not one that was promised."""
        name = route.name if route else self._services.get(answer.request.path)
        if name is not None:
            SEEN.update(Sight(name, event) for event in told.events)
            SEEN.update(Sight(name, problem.__name__) for problem in told.problems)
            self._check_statements(name, told)
        said = f"{answer.request.method} {answer.request.path}: {answer.status} "
        said += answer.data[:300].decode(errors="replace")
        missing = [header for header in SECURITY_HEADERS if header not in answer.headers]
        assert not missing, f"{missing} are missing; {said}"
        assert answer.status_code not in {500, 502, 504}, said
        if answer.status_code in {204, 304}:
            assert answer.data == b"", said
        elif answer.status_code >= 400:
            self._check_problem(route, answer, said)
            undeclared = set(told.problems) - self._problems[route.name] if route else set()
            assert undeclared <= set(_MATCHING), f"{undeclared} is not in raises; {said}"
        if route is None or answer.request.method == "OPTIONS":
            return
        documented = self.document["paths"][route.template][route.method.lower()]["responses"]
        status = str(answer.status_code)
        if status in {"404", "405"} and answer.json and answer.json["code"] in _MATCHING_CODES:
            return
        assert status in documented, f"undocumented; {said}"
        content = documented[status].get("content", {})
        if content and answer.request.method != "HEAD":
            assert answer.mimetype in content, said
            if answer.is_json:
                self._check_schema(content[answer.mimetype]["schema"], answer, said)

    def _check_statements(self, name: str, told: Told) -> None:
        for statement in told.statements - self._read:
            tables = unfiltered(statement)
            assert not tables, f"{name} does not say of which school: {tables} in {statement}"
        self._read |= told.statements

    def _check_problem(self, route: Route | None, answer: TestResponse, said: str) -> None:
        assert answer.mimetype == "application/problem+json", said
        if answer.request.method == "HEAD":
            return
        body = answer.json
        assert isinstance(body, dict), said
        allowed = {"type", "title", "status", "code", "requestId", "detail", "errors"}
        assert {"type", "title", "status", "code", "requestId"} <= set(body) <= allowed, said
        assert body["status"] == answer.status_code, said
        assert body["requestId"] == answer.headers["X-Request-Id"], said
        assert re.fullmatch(r"[a-z_]+", body["code"]), said
        if route is not None:
            codes = {problem.code for problem in self._problems[route.name]} | _MATCHING_CODES
            assert body["code"] in codes, f"undeclared code; {said}"

    def refusals(self, route: Route, body: Any) -> list[str]:
        """What the published schema has against a body."""
        operation = self.document["paths"][route.template][route.method.lower()]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return [error.message for error in self._validator(schema).iter_errors(body)]

    def _check_schema(self, schema: Any, answer: TestResponse, said: str) -> None:
        said_in = answer.json if answer.is_json else answer.text
        errors = [error.message for error in self._validator(schema).iter_errors(said_in)]
        assert not errors, f"{errors[:3]}; {said}"

    def _validator(self, schema: Any) -> Draft202012Validator:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {**schema, "components": self.document["components"]}
            self._validators[key] = Draft202012Validator(whole, validate_formats=True)
        return self._validators[key]
