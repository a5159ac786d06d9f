"""The local gateway: all functions behind one address, as the load balancer puts them in the cloud.

A WSGI application for gunicorn; ``make run`` starts it. Routing comes from the declarations.
"""

from __future__ import annotations

import gc
import importlib
import json
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

import functions.main
from functions.runtime.catalogue import all_jobs, all_routes, all_workers
from functions.runtime.dispatch import Dispatcher, rules_of
from functions.runtime.service import Job, Worker
from infra.local.web import static_pages
from infra.settings import Settings

_LOADED_BY_REQUESTS = (
    "google.pubsub_v1.services.publisher.transports",
    "httpcore",
    "infra.postgres.core.schema",
    "infra.postgres.core.unit_of_work",
    "upstash_redis",
)


def build() -> Flask:
    """The application with every function, the web app and the developer page."""
    app = Flask("gateway", static_folder=None)
    services: tuple[Worker | Job, ...] = (*all_workers(), *all_jobs())
    dispatcher = Dispatcher(
        [
            *(rule for route in all_routes() for rule in rules_of(route)),
            *(Rule(s.template, methods=["POST"], endpoint=s.name) for s in services),
        ],
        lambda name: getattr(functions.main, name),
        lambda: Settings().cors_origins,
    )
    app.register_blueprint(static_pages())

    @app.route("/v1/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    @app.route("/api/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    def dispatch(_: str) -> Response:
        return dispatcher(request)

    app.register_error_handler(HTTPException, lambda error: dispatcher.refusal(request, error))
    return app


def openapi() -> str:
    """The OpenAPI document as text, for ``make openapi``."""
    from functions.runtime.openapi import document

    return json.dumps(document(all_routes(), "v1"), indent=2, ensure_ascii=False)


def __getattr__(name: str) -> Any:
    # gunicorn asks for ``app``; importing this module alone must not read settings.
    if name == "app":
        # The master asks before it forks, so all workers share what would load at first use, and
        # no collection of theirs looks at it, which would copy its pages.
        for module in _LOADED_BY_REQUESTS:
            importlib.import_module(module)
        built = build()
        gc.collect()
        gc.freeze()
        return built
    raise AttributeError(name)
