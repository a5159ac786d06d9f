"""Every route passes the same entry point, in the same order."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import pytest

from functions import main
from functions.index import MODULES
from functions.runtime import authenticate, limits, request, response
from functions.runtime.idempotency import KeyClaim
from infra.announcer import Announcer
from infra.local.process import PROJECT_ROOT
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.http.limits import LIMIT_CLASSES, Counts
from shared.http.route import DECLARATION, Route
from tests.guards.routes import ROUTES, example, some
from tests.support.api import Api

STEPS: dict[CodeType, str] = {
    step.__code__: name
    for name, step in {
        "match": request.match_path,
        "headers": request.check_headers,
        "authenticate": authenticate.verify_access_token,
        "admit": authenticate.admit,
        "permission": authenticate.check_permission,
        "limit": limits.enforce,
        "path": request.read_path,
        "query": request.read_query,
        "body": request.read_body,
        "replay": KeyClaim.replay,
        "store": KeyClaim.store,
        "commit": UnitOfWork.commit,
        "publish": Announcer.announce,
        "settle": limits.settle,
        "finish": response.finish,
    }.items()
}


ADMITTING = ("admit", "permission")


@contextmanager
def recorded(handler: Callable[..., Any]) -> Iterator[list[str]]:
    """The steps that this thread takes while the block runs."""
    steps = {**STEPS, handler.__code__: "handle"}
    taken: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in steps:
            taken.append(steps[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield taken
    finally:
        sys.setprofile(before)


def order(route: Route) -> list[str]:
    """The steps of a request that succeeds, by someone signed in where that is possible."""
    classes = [LIMIT_CLASSES[name] for name in route.limits]
    signed_in = list(ADMITTING) if route.anonymous or not route.public else []
    # Counting in a sensitive class may need the connection: then people are admitted anew.
    again = [[c for c in classes if c.sensitive and c.needs_body is late] for late in (False, True)]
    before, after = (signed_in if found else [] for found in again)
    return [
        *("match", "headers"),
        *(["authenticate", *signed_in] if signed_in else []),
        *("limit", *before, "path", "query", "body", "limit", *after),
        *(["replay", "handle", "store"] if route.idempotent else ["handle"]),
        *("commit", "publish"),
        *(["settle"] if any(c.counts is not Counts.REQUESTS for c in classes) else []),
        "finish",
    ]


def handler_of(route: Route) -> Callable[..., Any]:
    handler: Callable[..., Any] = getattr(importlib.import_module(route.module), route.name)
    return handler


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_steps_are_taken_in_one_order(api: Api, route: Route) -> None:
    """A key is sent along everywhere: where none is declared, nothing looks at it."""
    valid = example(api, route)
    with recorded(handler_of(route)) as taken:
        answer = valid.send(headers={"Idempotency-Key": "a-key"})
    assert answer.status_code == route.status, answer.text
    # A handler may pause, and is admitted again.
    steps = [s for i, s in enumerate(taken) if s not in ADMITTING or "handle" not in taken[:i]]
    assert steps == order(route)


def test_one_entry_point_serves_every_route() -> None:
    """What is deployed for a route is the one function, closed over its declaration and handler."""
    served = {route.name: getattr(main, route.name) for route in some(ROUTES)}
    assert len({function.__code__ for function in served.values()}) == 1
    for route in ROUTES:
        cells = [cell.cell_contents for cell in served[route.name].__closure__]
        assert sorted(map(id, cells)) == sorted(map(id, (route, handler_of(route)))), route.name
        assert getattr(handler_of(route), DECLARATION) is route
        assert not hasattr(handler_of(route), "__wrapped__"), "something stands before the handler"


def test_the_runtime_knows_no_route_by_its_name() -> None:
    known = {*MODULES, *(route.template for route in ROUTES)}
    for path in some((PROJECT_ROOT / "functions" / "runtime").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Constant) and node.value in known
            assert not named, f"{path.name}:{getattr(node, 'lineno', 0)} makes an exception"
