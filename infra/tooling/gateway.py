"""The local gateway: all functions behind one address, as the load balancer puts them in the cloud.

A WSGI application for gunicorn; ``make run`` starts it. Routing comes from the declarations.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as WrongMethod
from werkzeug.routing import Map, Rule

import functions.main
from functions.runtime.catalogue import all_jobs, all_routes, all_workers
from functions.runtime.response import finish, opaque_error, problem_response
from functions.runtime.service import Job, Worker
from infra.local.web import static_pages
from infra.settings import Settings
from shared.http.problem import MethodNotAllowed, NotFound
from shared.http.route import Route

Endpoint = Callable[[Request], Response]


def build() -> Flask:
    """The application with every function, the web app and the developer page."""
    app = Flask("gateway", static_folder=None)
    url_map = _url_map(all_routes(), (*all_workers(), *all_jobs()))
    app.register_blueprint(static_pages())

    @app.route("/v1/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    @app.route("/api/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    def dispatch(_: str) -> Response:
        try:
            return _find(url_map)(request)
        except HTTPException as error:
            return _refused(error)

    app.register_error_handler(HTTPException, _refused)
    return app


def _url_map(routes: Iterable[Route], services: Iterable[Worker | Job]) -> Map:
    rules = [
        Rule(_werkzeug(template), methods=[route.method, "OPTIONS"], endpoint=route.name)
        for route in routes
        for template in (route.template, *route.aliases)
    ]
    rules += [Rule(s.template, methods=["POST"], endpoint=s.name) for s in services]
    return Map(rules, strict_slashes=False, merge_slashes=False)


def _werkzeug(template: str) -> str:
    return template.replace("{", "<").replace("}", ">")


def _find(url_map: Map) -> Endpoint:
    path = request.path
    if path.startswith("/api/"):
        path = "/v1/" + path.removeprefix("/api/")
    method = request.method
    if method == "OPTIONS":
        # A preflight names the method it asks for; that one's function answers.
        method = request.headers.get("Access-Control-Request-Method", "OPTIONS")
    adapter = url_map.bind("gateway")
    name, _ = adapter.match(path, method=method)
    found: Endpoint = getattr(functions.main, name)
    return found


def _refused(error: HTTPException) -> Response:
    request_id = secrets.token_hex(8)
    if isinstance(error, WrongMethod):
        allowed = ", ".join(sorted(error.valid_methods or []))
        response = problem_response(MethodNotAllowed(headers={"Allow": allowed}), request_id)
    elif error.code is not None and error.code < 500:  # noqa: PLR2004 - the client's fault
        response = problem_response(NotFound(), request_id)
        response.status_code = error.code if error.code != 308 else 404  # noqa: PLR2004
    else:
        response = opaque_error(request_id)
    finish(response, request, request_id, Settings().cors_origins)
    return response


def openapi() -> str:
    """The OpenAPI document as text, for ``make openapi``."""
    from functions.runtime.openapi import document

    return json.dumps(document(all_routes(), "v1"), indent=2, ensure_ascii=False)


def __getattr__(name: str) -> Any:
    # gunicorn asks for ``app``; importing this module alone must not read settings.
    if name == "app":
        return build()
    raise AttributeError(name)
