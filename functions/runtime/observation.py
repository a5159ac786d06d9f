"""What is logged, traced and measured of a request.

A route that hides its caller leaves a line without person, id and trace, and no span: whatever it
logs on its way, and whatever it announces, cannot be joined to anything else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Request, Response

from functions.runtime.exchange import Exchange, info_of
from shared.http.route import Route
from shared.telemetry.cause import HEADER, UNKNOWN, Cause, Trace, caused_by
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from shared.telemetry.spans import Attributes, Kind, Measure, Span

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@contextmanager
def observed(deps: Dependencies, route: Route, request: Request) -> Iterator[tuple[Exchange, Span]]:
    """The exchange of a request, with its cause in every line that is logged meanwhile."""
    exchange = Exchange(route, request, deps, info_of(request, deps))
    parent = None if route.hides_caller else Trace.parse(request.headers.get(HEADER))
    with exchange.telemetry.span(f"{route.method} {route.template}", Kind.SERVER, parent) as span:
        if not route.hides_caller:
            exchange.info = replace(exchange.info, cause=Cause(exchange.info.id, span.trace))
        with caused_by(exchange.info.cause):
            yield exchange, span


def conclude(exchange: Exchange, span: Span, response: Response) -> None:
    """Write the canonical line of an answered request, and count it."""
    route, status = exchange.route, response.status_code
    seconds = time.perf_counter() - exchange.started
    if exchange.info.cause != UNKNOWN:
        response.headers[HEADER] = exchange.info.cause.traceparent
    report(
        Signal.HTTP_REQUEST,
        **who(exchange),
        method=exchange.request.method,
        route=route.template,
        status=status,
        durationMs=round(seconds * 1000, 2),
        poolWaitMs=round(exchange.pool_wait * 1000, 2),
        bytes=response.content_length,
        events=exchange.events,
        replayed=exchange.replayed,
        degraded=sorted(exchange.degraded),
    )
    measured: Attributes = {
        "http.request.method": route.method,
        "http.route": route.template,
        "http.response.status_code": status,
    }
    telemetry = exchange.deps.telemetry
    telemetry.record(Measure.HTTP_DURATION, seconds, measured)
    telemetry.record(Measure.POOL_WAIT, exchange.pool_wait, {"http.route": route.template})
    span.set({**measured, "stunity.function": route.name})
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.fail(str(status))


def who(exchange: Exchange) -> dict[str, Any]:
    """The function, and whose request it was as far as the log may know."""
    viewer = exchange.viewer
    hidden = exchange.route.hides_caller
    return {
        "function": exchange.route.name,
        "tenantId": viewer.tenant_id if viewer else None,
        "userId": viewer.user_id if viewer and not hidden else None,
    }
