"""Several functions behind one address, told apart by method and path like in the load balancer."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Callable, Iterable

from flask import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as WrongMethod
from werkzeug.routing import Map, Rule

from functions.index import MODULES
from functions.runtime.response import finish, opaque_error, problem_response
from shared.http.problem import MethodNotAllowed, NotFound
from shared.http.route import DECLARATION, Route, area_of

Endpoint = Callable[[Request], Response]


class Dispatcher:
    """Calls the function of a request; ``load`` gives it by its name.

    What no function answers is a 404 or 405 problem, with the headers that ``origins`` allow.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        load: Callable[[str], Endpoint],
        origins: Callable[[], tuple[str, ...]],
    ) -> None:
        self._map = Map(list(rules), strict_slashes=False, merge_slashes=False)
        self._load = load
        self._origins = origins

    def __call__(self, request: Request) -> Response:
        """The answer of the function that the request is for."""
        try:
            name = self._find(request)
        except HTTPException as error:
            return self.refusal(request, error)
        return self._load(name)(request)

    def _find(self, request: Request) -> str:
        path = request.path
        if path.startswith("/api/"):
            path = "/v1/" + path.removeprefix("/api/")
        method = request.method
        if method == "OPTIONS":
            # A preflight names the method it asks for; that one's function answers.
            method = request.headers.get("Access-Control-Request-Method", "OPTIONS")
        name, _ = self._map.bind("gateway").match(path, method=method)
        return str(name)

    def refusal(self, request: Request, error: HTTPException) -> Response:
        """An error of the routing, as a problem."""
        request_id = secrets.token_hex(8)
        if isinstance(error, WrongMethod):
            allowed = ", ".join(sorted(error.valid_methods or []))
            response = problem_response(MethodNotAllowed(headers={"Allow": allowed}), request_id)
        elif error.code is not None and error.code < 500:  # noqa: PLR2004 - the client's fault
            response = problem_response(NotFound(), request_id)
            response.status_code = error.code if error.code != 308 else 404  # noqa: PLR2004
        else:
            response = opaque_error(request_id)
        finish(response, request, request_id, self._origins())
        return response


def rules_of(route: Route) -> list[Rule]:
    """Where a route answers."""
    return [
        Rule(
            template.replace("{", "<").replace("}", ">"),
            methods=[route.method, "OPTIONS"],
            endpoint=route.name,
        )
        for template in (route.template, *route.aliases)
    ]


def area_entry_point(unit: str) -> Endpoint | None:
    """One function for all routes of an area, by its deployed name; None where there is none."""
    from functions.runtime.entry_point import entry_point
    from infra.bootstrap import dependencies

    area = area_of(unit)
    handlers = {
        name: getattr(importlib.import_module(module), name)
        for name, module in MODULES.items()
        if module.split(".")[1] == area
    }
    routes = [getattr(h, DECLARATION) for h in handlers.values() if hasattr(h, DECLARATION)]
    if not routes:
        return None
    served = {route.name: entry_point(handlers[route.name]) for route in routes}
    dispatcher = Dispatcher(
        [rule for route in routes for rule in rules_of(route)],
        served.__getitem__,
        lambda: dependencies().settings.cors_origins,
    )

    def serve(request: Request) -> Response:  # functions-framework takes nothing but a function
        return dispatcher(request)

    return serve
