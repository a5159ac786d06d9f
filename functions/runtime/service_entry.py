"""Entry points of workers and jobs: only the platform's own service account may call them."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Request, Response

from functions.runtime.authenticate import bearer_token
from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.response import finish, opaque_error, problem_response
from functions.runtime.service import JOB, WORKER, Job, Received, Worker
from infra.postgres import core
from shared.http.problem import (
    DependencyUnavailable,
    MalformedRequest,
    NotFound,
    Problem,
    Unauthenticated,
)
from shared.ids import uuid7
from shared.telemetry.cause import HEADER, UNKNOWN, Cause, Trace, caused_by
from shared.telemetry.logs import configure, report
from shared.telemetry.signals import Signal
from shared.telemetry.spans import SILENT, Kind, Measure

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

MAX_PUSH_BYTES = 262_144


@dataclass(slots=True)
class Call:
    """One call of a worker or a job. ``fields`` and ``cause`` end in its canonical log line.

    The cause of a run is the call, that of a message the request that made its event: what a worker
    does about a hidden caller is as silent as the caller's own request.
    """

    deps: Dependencies
    declared: Worker | Job
    request: Request
    id: str
    started: float = field(default_factory=time.perf_counter)
    cause: Cause = UNKNOWN
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_job(self) -> bool:
        """Whether the scheduler calls, not Pub/Sub."""
        return isinstance(self.declared, Job)


def service_entry_point(handler: Callable[..., Any]) -> Callable[[Request], Response]:
    """The function that functions-framework serves for a worker or a job."""
    declared: Worker | Job = getattr(handler, WORKER, None) or getattr(handler, JOB)

    def serve(request: Request) -> Response:
        from infra.bootstrap import dependencies

        deps = dependencies()
        configure(deps.settings.program, deps.settings.log_level)
        call = Call(deps, declared, request, str(uuid7(deps.clock())))
        call.fields["function"] = declared.name
        response = _respond(call, handler)
        finish(response, request, call.id, ())
        _conclude(call, response)
        return response

    serve.__name__ = declared.name
    return serve


def _respond(call: Call, handler: Callable[..., Any]) -> Response:
    from infra.postgres.core.errors import DatabaseUnavailable
    from infra.tokens import KeysUnavailable

    try:
        _authenticate(call)
        return _run(call, handler) if call.is_job else _take(call)
    except Problem as problem:
        return problem_response(problem, call.id)
    except DatabaseUnavailable as error:
        with caused_by(call.cause):
            report(Signal.POSTGRES_UNAVAILABLE, error=error, reason=error.reason, **call.fields)
        return problem_response(DependencyUnavailable(), call.id)
    except KeysUnavailable as error:
        report(Signal.SERVICE_KEYS_UNAVAILABLE, error=error, **call.fields)
        return problem_response(DependencyUnavailable(), call.id)
    except Exception as error:  # noqa: BLE001 - logged once; the platform delivers again
        with caused_by(call.cause):
            signal = Signal.JOB_ERROR if call.is_job else Signal.WORKER_ERROR
            report(signal, error=error, **call.fields)
        return opaque_error(call.id)


def _conclude(call: Call, response: Response) -> None:
    with caused_by(call.cause):
        report(
            Signal.JOB_RUN if call.is_job else Signal.WORKER_MESSAGE,
            **call.fields,
            status=response.status_code,
            durationMs=round((time.perf_counter() - call.started) * 1000, 2),
        )


def _authenticate(call: Call) -> None:
    from infra.tokens import InvalidToken

    if call.request.path != call.declared.template or call.request.method != "POST":
        raise NotFound
    try:
        call.deps.service_tokens.verify(bearer_token(call.request))
    except InvalidToken as error:
        raise Unauthenticated from error


def _run(call: Call, handler: Callable[..., Any]) -> Response:
    from functions.runtime.jobs import run_job

    assert isinstance(call.declared, Job)
    parent = Trace.parse(call.request.headers.get(HEADER))
    with call.deps.telemetry.span(call.declared.name, Kind.SERVER, parent) as span:
        call.cause = Cause(call.id, span.trace)
        with caused_by(call.cause):
            try:
                result = run_job(call.deps, call.declared, handler)
            except Exception as error:
                span.fail(type(error).__name__)
                raise
    call.fields["result"] = result
    return Response(json.dumps(result), mimetype="application/json")


def _take(call: Call) -> Response:
    assert isinstance(call.declared, Worker)
    received = read_push(call.request)
    lag = max(call.deps.clock().timestamp() - received.body["timestamp"] / 1000, 0.0)
    call.fields |= {
        "eventId": received.id,
        "type": received.type,
        "tenantId": received.tenant_id,
        "lagMs": round(lag * 1000),
    }
    call.deps.telemetry.record(Measure.EVENT_LAG, lag, {"stunity.function": call.declared.name})
    telemetry = SILENT if received.request_id is None else call.deps.telemetry
    with telemetry.span(call.declared.name, Kind.CONSUMER, received.trace) as span:
        if received.request_id is not None:
            call.cause = Cause(received.request_id, span.trace)
        span.set({"messaging.system": "gcp_pubsub", "stunity.event": received.type})
        with caused_by(call.cause):
            try:
                call.fields["outcome"] = _handle(call, received)
            except Exception as error:
                span.fail(type(error).__name__)
                raise
    return Response(status=HTTPStatus.NO_CONTENT)


def read_push(request: Request) -> Received:
    """The event inside a Pub/Sub push; raises MalformedRequest on anything else."""
    raw = request.stream.read(MAX_PUSH_BYTES + 1)
    if len(raw) > MAX_PUSH_BYTES:
        raise MalformedRequest("too large")
    try:
        message = json.loads(raw)["message"]
        body = json.loads(base64.b64decode(message["data"], validate=True))
        actor = body["actorId"]
        return Received(
            id=UUID(body["id"]),
            type=body["type"],
            tenant_id=UUID(body["tenantId"]),
            channel=body["channel"],
            actor_id=None if actor is None else UUID(actor),
            data=body["data"],
            body={**body, "timestamp": int(body["timestamp"])},
            request_id=_text(body.get("requestId")),
            trace=_trace(message.get("attributes")),
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise MalformedRequest("not an event") from error


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _trace(attributes: object) -> Trace | None:
    return Trace.parse(_text(attributes.get(HEADER))) if isinstance(attributes, Mapping) else None


def _handle(call: Call, received: Received) -> str:
    """Handle an event once: its mark in the inbox commits with what the handler writes."""
    deps, declared = call.deps, call.declared
    assert isinstance(declared, Worker)
    if received.type not in declared.table:
        return "not subscribed"
    with deps.unit_of_work() as unit:
        unit.as_tenant(received.tenant_id)
        info = RequestInfo(
            id=call.id, ip="", user_agent="", received_at=deps.clock(), cause=call.cause
        )
        ctx = Ctx(deps, unit, info, declared.emits)
        if not unit(core.InboxRepository).take(declared.name, received.id, ctx.now()):
            return "handled before"
        declared.handle(ctx, received)
        ctx.renew_index()
        appended = unit.commit()
    deps.announcer.announce(appended, ctx.ephemeral)
    for finish_up in ctx.after_commit:
        try:
            finish_up()
        except Exception as error:  # noqa: BLE001 - handled it is: another delivery would do nothing
            report(Signal.AFTER_COMMIT_FAILED, error=error, **call.fields)
    return "handled"
