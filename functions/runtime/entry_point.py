"""From a declaration to an HTTP entry point: the fixed order of steps, in one place."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Request, Response

from functions.runtime.context import Ctx, RequestInfo, Viewer
from functions.runtime.logs import configure_logging, log
from functions.runtime.request import (
    check_headers,
    drop_rest_of_body,
    match_path,
    read_body,
    read_path,
    read_query,
)
from functions.runtime.response import (
    finish,
    json_response,
    opaque_error,
    preflight,
    problem_response,
)
from shared.http.problem import DependencyUnavailable, Problem
from shared.http.route import DECLARATION, Route, declaration_of
from shared.ids import uuid7

if TYPE_CHECKING:
    from functions.runtime.counting import Place
    from infra.bootstrap import Dependencies
    from infra.tokens import Claims

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Exchange:
    """One request on its way through the steps; its fields end in the canonical log line."""

    route: Route
    request: Request
    deps: Dependencies
    info: RequestInfo
    started: float = field(default_factory=time.perf_counter)
    viewer: Viewer | None = None
    ctx: Ctx | None = None
    degraded: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    events: int = 0
    replayed: bool = False
    held: list[Place] = field(default_factory=list)
    guessed: bool = False


def entry_point(handler: Callable[..., Any]) -> Callable[[Request], Response]:
    """The function that functions-framework serves for a declared handler."""
    route = declaration_of(handler)

    def serve(request: Request) -> Response:
        from infra.bootstrap import dependencies

        deps = dependencies()
        configure_logging(deps.settings.log_level)
        exchange = Exchange(route, request, deps, _info(request, deps))
        response = _respond(exchange, handler)
        finish(response, request, exchange.info.id, deps.settings.cors_origins)
        drop_rest_of_body(request)
        _log(exchange, response)
        return response

    serve.__name__ = route.name
    setattr(serve, DECLARATION, route)
    return serve


def _respond(exchange: Exchange, handler: Callable[..., Any]) -> Response:
    from infra.postgres.core.errors import DatabaseUnavailable

    try:
        response = _answer(exchange, handler)
    except Problem as problem:
        exchange.guessed = problem.guess
        response = problem_response(problem, exchange.info.id)
    except DatabaseUnavailable:
        log.warning("database unavailable", exc_info=True, extra=_fields(exchange))
        response = problem_response(DependencyUnavailable(), exchange.info.id)
    except Exception:  # noqa: BLE001 - a bug is logged once and answered without detail
        log.exception("unhandled error", extra=_fields(exchange))
        response = opaque_error(exchange.info.id)
    if exchange.held:
        _settle(exchange, response)
    # A problem's own Retry-After must not lose against the headers of the rate limit.
    for name, value in exchange.headers.items():
        response.headers.setdefault(name, value)
    if exchange.degraded:
        response.headers["X-Degraded"] = ", ".join(sorted(exchange.degraded))
    return response


def _settle(exchange: Exchange, response: Response) -> None:
    from functions.runtime.limits import settle

    succeeded = response.status_code < HTTPStatus.BAD_REQUEST
    try:
        settle(exchange.deps, exchange.held, succeeded=succeeded, guessed=exchange.guessed)
    except Exception:  # noqa: BLE001 - the answer stands; the place is counted until its window ends
        log.exception("a place in a rate limit was not given back", extra=_fields(exchange))


def _answer(exchange: Exchange, handler: Callable[..., Any]) -> Response:
    """Match, authenticate, admit, limit, validate, handle, commit, publish, answer."""
    route, request, deps = exchange.route, exchange.request, exchange.deps
    if request.method == "OPTIONS":
        return preflight(route.method)
    variables = match_path(route, request)
    check_headers(request)
    claims = _claims(deps, route, request)
    with deps.unit_of_work() as unit:
        ctx = Ctx(
            deps,
            unit,
            exchange.info,
            route.emits,
            headers=exchange.headers,
            degraded=exchange.degraded,
        )
        exchange.ctx = ctx
        if claims is not None:
            exchange.viewer = ctx.signed_in = _admit(route, ctx, claims)
        inputs = _limit_and_validate(exchange, variables)
        if claims is None:
            # Not before: a sensitive class may be counted in Postgres, over a connection of its
            # own, and requests that hold one while they wait for another starve each other.
            unit.begin_public()
        try:
            response = _handle(exchange, handler, ctx, inputs)
        except Problem as problem:
            if not problem.commits:
                raise
            exchange.guessed = problem.guess
            response = problem_response(problem, exchange.info.id)
        appended = unit.commit()
    _finish_after_commit(exchange, ctx)
    exchange.events = len(appended) + len(ctx.ephemeral)
    deps.announcer.announce(appended, ctx.ephemeral)
    return response


def _finish_after_commit(exchange: Exchange, ctx: Ctx) -> None:
    for finish_up in ctx.after_commit:
        try:
            finish_up()
        except Exception:  # noqa: BLE001 - the change stands: the answer must not say otherwise
            log.exception("failed after the commit", extra=_fields(exchange))


def _claims(deps: Dependencies, route: Route, request: Request) -> Claims | None:
    if route.public and not (route.anonymous and "Authorization" in request.headers):
        return None
    from functions.runtime.authenticate import verify_access_token

    return verify_access_token(deps, request)


def _admit(route: Route, ctx: Ctx, claims: Claims) -> Viewer:
    from functions.runtime.authenticate import admit, check_permission

    def admitted() -> Viewer:
        viewer = admit(ctx.db, claims)
        check_permission(route, viewer)
        return viewer

    ctx.readmit = admitted
    return admitted()


def _limit_and_validate(exchange: Exchange, variables: Any) -> dict[str, Any]:
    """Count the request, then read its inputs.

    Classes that count by a field of the body, or by how a request ends, are counted after that.
    """
    from functions.runtime.limits import LimitSubjects, counters_of, enforce

    route, request, viewer = exchange.route, exchange.request, exchange.viewer
    subjects = LimitSubjects(
        user_id=viewer.user_id if viewer else None,
        session_id=viewer.session_id if viewer else None,
        ip=exchange.info.ip,
    )

    def count(body: Any = None, *, with_body: bool) -> None:
        counters = counters_of(route, subjects, body, with_body=with_body)
        with _without_connection(exchange, if_any=[c.rules.sensitive for c in counters]):
            held = enforce(exchange.deps, counters, exchange.headers, exchange.degraded)
        exchange.held += held

    count(with_body=False)
    inputs = {
        "path": read_path(route.path, variables),
        "query": read_query(route.query, request),
        "body": read_body(route.body, request, route.max_body_bytes),
    }
    count(inputs["body"], with_body=True)
    return {name: value for name, value in inputs.items() if value is not None}


@contextmanager
def _without_connection(exchange: Exchange, *, if_any: list[bool]) -> Iterator[None]:
    """Count without a connection in hand, where the count may need one of its own.

    A class that joins a game at once while Redis is away would otherwise hold every connection
    of the pool, and each would wait for another one.
    """
    ctx = exchange.ctx
    if ctx is None or ctx.readmit is None or not any(if_any):
        yield
        return
    ctx.db.pause()
    yield
    exchange.viewer = ctx.signed_in = ctx.readmit()


def _handle(
    exchange: Exchange, handler: Callable[..., Any], ctx: Ctx, inputs: dict[str, Any]
) -> Response:
    from functions.runtime.idempotency import KeyClaim, key_of, request_hash

    route, request = exchange.route, exchange.request
    key = key_of(route, request)
    if key is None:
        return json_response(request, route.status, handler(ctx, **inputs))
    claim = KeyClaim(ctx, route, key, request_hash(request, inputs.get("body")))
    if (stored := claim.replay()) is not None:
        exchange.replayed = True
        return stored
    response = json_response(request, route.status, handler(ctx, **inputs))
    response.headers.update(ctx.headers)
    claim.store(response)
    return response


def _info(request: Request, deps: Dependencies) -> RequestInfo:
    received_at = deps.clock()
    given = request.headers.get("X-Request-Id", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid7(received_at))
    return RequestInfo(
        id=request_id,
        ip=_client_ip(request, deps.settings.trusted_proxy_hops),
        user_agent=request.headers.get("User-Agent", "")[:256],
        received_at=received_at,
    )


def _client_ip(request: Request, hops: int) -> str:
    # Each trusted proxy appends the address it saw; what stands further left is the client's word.
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops][:64]
    return request.remote_addr or "unknown"


def _fields(exchange: Exchange) -> dict[str, Any]:
    viewer, ctx = exchange.viewer, exchange.ctx
    # A stored answer does not say whether its first request hid the caller.
    hidden = exchange.replayed or (ctx is not None and ctx.hides_caller)
    return {
        "fields": {
            "requestId": exchange.info.id,
            "function": exchange.route.name,
            "tenantId": viewer.tenant_id if viewer else None,
            "userId": viewer.user_id if viewer and not hidden else None,
        }
    }


def _log(exchange: Exchange, response: Response) -> None:
    extra = _fields(exchange)
    extra["fields"] |= {
        "method": exchange.request.method,
        "route": exchange.route.template,
        "status": response.status_code,
        "durationMs": round((time.perf_counter() - exchange.started) * 1000, 2),
        "bytes": response.content_length,
        "events": exchange.events,
        "replayed": exchange.replayed,
        "degraded": sorted(exchange.degraded),
    }
    log.info("request", extra=extra)
