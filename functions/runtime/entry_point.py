"""From a declaration to an HTTP entry point: the fixed order of steps, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Request, Response

from functions.runtime.context import Ctx, Viewer
from functions.runtime.exchange import Exchange
from functions.runtime.observation import conclude, observed, who
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
from shared.http.route import DECLARATION, Audit, Route, declaration_of
from shared.telemetry.logs import configure, report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from functions.runtime.authenticate import PresentedKey
    from infra.bootstrap import Dependencies
    from infra.tokens import Claims


def entry_point(handler: Callable[..., Any]) -> Callable[[Request], Response]:
    """The function that functions-framework serves for a declared handler."""
    route = declaration_of(handler)

    def serve(request: Request) -> Response:
        from infra.bootstrap import dependencies

        deps = dependencies()
        configure(deps.settings.program, deps.settings.log_level)
        with observed(deps, route, request) as (exchange, span):
            response = _respond(exchange, handler)
            finish(response, request, exchange.info.id, deps.settings.cors_origins)
            drop_rest_of_body(request)
            conclude(exchange, span, response)
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
    except DatabaseUnavailable as error:
        report(Signal.POSTGRES_UNAVAILABLE, error=error, reason=error.reason, **who(exchange))
        response = problem_response(DependencyUnavailable(), exchange.info.id)
    except Exception as error:  # noqa: BLE001 - a bug is logged once and answered without detail
        report(Signal.HTTP_ERROR, error=error, **who(exchange))
        response = opaque_error(exchange.info.id)
    if exchange.held:
        _settle(exchange, response)
    # A problem's own Retry-After must not lose against the headers of the rate limit.
    for name, value in exchange.headers.items():
        response.headers.setdefault(name, value)
    for cookie in exchange.cookies:
        response.headers.add("Set-Cookie", cookie)
    if exchange.degraded:
        response.headers["X-Degraded"] = ", ".join(sorted(exchange.degraded))
    return response


def _settle(exchange: Exchange, response: Response) -> None:
    from functions.runtime.limits import settle

    succeeded = response.status_code < HTTPStatus.BAD_REQUEST
    try:
        settle(exchange.deps, exchange.held, succeeded=succeeded, guessed=exchange.guessed)
    except Exception as error:  # noqa: BLE001 - the answer stands; the place is counted until its window ends
        report(Signal.LIMIT_PLACE_KEPT, error=error, **who(exchange))


def _answer(exchange: Exchange, handler: Callable[..., Any]) -> Response:
    """Match, authenticate, admit, limit, validate, handle, commit, publish, answer."""
    route, request, deps = exchange.route, exchange.request, exchange.deps
    step = exchange.telemetry.step
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
            cookies=exchange.cookies,
        )
        exchange.ctx = ctx
        if claims is not None:
            with step("admit"):
                exchange.viewer = ctx.signed_in = _admit(route, ctx, claims)
        with step("limit and validate"):
            inputs = _limit_and_validate(exchange, variables)
        if claims is None:
            # Not before: a sensitive class may be counted in Postgres, over a connection of its
            # own, and requests that hold one while they wait for another starve each other.
            unit.begin_public()
        try:
            with step("handle"):
                response = _handle(exchange, handler, ctx, inputs)
        except Problem as problem:
            if not problem.commits:
                raise
            exchange.guessed = problem.guess
            response = problem_response(problem, exchange.info.id)
        with step("index"):
            ctx.renew_index()
        with step("commit"):
            appended = unit.commit()
    _finish_after_commit(exchange, ctx)
    exchange.events = len(appended) + len(ctx.ephemeral)
    with step("publish"):
        deps.announcer.announce(appended, ctx.ephemeral)
    return response


def _finish_after_commit(exchange: Exchange, ctx: Ctx) -> None:
    for finish_up in ctx.after_commit:
        try:
            finish_up()
        except Exception as error:  # noqa: BLE001 - the change stands: the answer must not say otherwise
            report(Signal.AFTER_COMMIT_FAILED, error=error, **who(exchange))


def _claims(deps: Dependencies, route: Route, request: Request) -> Claims | PresentedKey | None:
    if route.public and not (route.anonymous and "Authorization" in request.headers):
        return None
    from functions.runtime.authenticate import verify_access_token

    return verify_access_token(deps, request)


def _admit(route: Route, ctx: Ctx, claims: Claims | PresentedKey) -> Viewer:
    from functions.runtime.authenticate import admit, check_factors, check_permission

    def admitted() -> Viewer:
        viewer = admit(ctx.db, claims, hidden=route.hides_caller)
        check_permission(route, viewer)
        check_factors(ctx.db, route, viewer, ctx.now())
        return viewer

    ctx.readmit = admitted
    return admitted()


def _limit_and_validate(exchange: Exchange, variables: Any) -> dict[str, Any]:
    """Count the request, then read its inputs.

    Classes that count by a field of the body, or by how a request ends, are counted after that.
    """
    from functions.runtime.limits import LimitSubjects, counters_of, enforce

    route, request, deps = exchange.route, exchange.request, exchange.deps
    viewer = exchange.viewer

    def mark(text: str) -> bytes:
        return deps.token_signer.mark(text)  # loads the token library: only for who needs it

    subjects = LimitSubjects(
        user_id=viewer.user_id if viewer else None,
        session_id=viewer.session_id if viewer else None,
        cookie=exchange.info.browser.cookie,
        ip=exchange.info.origin,
        role=viewer.role if viewer else None,
        settings=viewer.tenant_settings if viewer else None,
        device=exchange.info.device,
        mark=mark,
    )

    def count(body: Any = None, *, with_body: bool) -> None:
        counters = counters_of(route, subjects, body, with_body=with_body)
        with _without_connection(exchange, if_any=[c.rules.sensitive for c in counters]):
            held = enforce(deps, counters, exchange.headers, exchange.degraded)
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
    from functions.runtime.idempotency import KeyClaim, content_of, key_of

    route, request = exchange.route, exchange.request
    if route.audit is not None:
        handler = _audited(route, route.audit, handler)
    key = key_of(route, request)
    if key is None:
        return json_response(request, ctx, route.status, handler(ctx, **inputs))
    claim = KeyClaim(ctx, route, key, content_of(request, inputs.get("body")))
    if (stored := claim.replay()) is not None:
        exchange.replayed = True
        return stored
    response = json_response(request, ctx, route.status, handler(ctx, **inputs))
    response.headers.update(ctx.headers)
    claim.store(response)
    return response


def _audited(route: Route, declared: Audit, handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler, and what its change leaves in the audit log; a replay changes nothing."""
    from functions.runtime.audit import Trail

    def handled(ctx: Ctx, **inputs: Any) -> Any:
        trail = Trail.begin(ctx, route, declared, inputs)
        result = handler(ctx, **inputs)
        trail.write(result)
        return result

    return handled
