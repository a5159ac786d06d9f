"""Entry points of workers and jobs: only the platform's own service account may call them."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Request, Response

from functions.runtime.authenticate import bearer_token
from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.logs import configure_logging, log
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

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

MAX_PUSH_BYTES = 262_144


def service_entry_point(handler: Callable[..., Any]) -> Callable[[Request], Response]:
    """The function that functions-framework serves for a worker or a job."""
    declared: Worker | Job = getattr(handler, WORKER, None) or getattr(handler, JOB)

    def serve(request: Request) -> Response:
        from infra.bootstrap import dependencies

        deps = dependencies()
        configure_logging(deps.settings.log_level)
        started, request_id = time.perf_counter(), str(uuid7(deps.clock()))
        fields: dict[str, Any] = {"function": declared.name, "requestId": request_id}
        response = _respond(deps, declared, handler, request, fields)
        finish(response, request, request_id, ())
        fields |= {
            "status": response.status_code,
            "durationMs": round((time.perf_counter() - started) * 1000, 2),
        }
        log.info("service call", extra={"fields": fields})
        return response

    serve.__name__ = declared.name
    return serve


def _respond(
    deps: Dependencies,
    declared: Worker | Job,
    handler: Callable[..., Any],
    request: Request,
    fields: dict[str, Any],
) -> Response:
    from infra.postgres.core.errors import DatabaseUnavailable
    from infra.tokens import KeysUnavailable

    try:
        _authenticate(deps, declared, request)
        if isinstance(declared, Job):
            from functions.runtime.jobs import run_job

            result = run_job(deps, declared, handler)
            fields |= {"result": result}
            return Response(json.dumps(result), mimetype="application/json")
        received = read_push(request)
        fields |= {"eventId": received.id, "type": received.type, "tenantId": received.tenant_id}
        fields["outcome"] = _handle(deps, declared, received, fields["requestId"])
        return Response(status=204)
    except Problem as problem:
        return problem_response(problem, fields["requestId"])
    except (DatabaseUnavailable, KeysUnavailable) as error:
        log.warning(type(error).__name__, exc_info=True, extra={"fields": fields})
        return problem_response(DependencyUnavailable(), fields["requestId"])
    except Exception:  # noqa: BLE001 - logged once; the platform delivers again
        log.exception("service call failed", extra={"fields": fields})
        return opaque_error(fields["requestId"])


def _authenticate(deps: Dependencies, declared: Worker | Job, request: Request) -> None:
    from infra.tokens import InvalidToken

    if request.path != declared.template or request.method != "POST":
        raise NotFound
    try:
        deps.service_tokens.verify(bearer_token(request))
    except InvalidToken as error:
        raise Unauthenticated from error


def read_push(request: Request) -> Received:
    """The event inside a Pub/Sub push; raises MalformedRequest on anything else."""
    raw = request.stream.read(MAX_PUSH_BYTES + 1)
    if len(raw) > MAX_PUSH_BYTES:
        raise MalformedRequest("too large")
    try:
        body = json.loads(base64.b64decode(json.loads(raw)["message"]["data"], validate=True))
        actor = body["actorId"]
        return Received(
            id=UUID(body["id"]),
            type=body["type"],
            tenant_id=UUID(body["tenantId"]),
            channel=body["channel"],
            actor_id=None if actor is None else UUID(actor),
            data=body["data"],
            body=body,
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise MalformedRequest("not an event") from error


def _handle(deps: Dependencies, declared: Worker, received: Received, request_id: str) -> str:
    """Handle an event once: its mark in the inbox commits with what the handler writes."""
    if received.type not in declared.table:
        return "not subscribed"
    with deps.unit_of_work() as unit:
        unit.as_tenant(received.tenant_id)
        info = RequestInfo(id=request_id, ip="", user_agent="", received_at=deps.clock())
        ctx = Ctx(deps, unit, info, declared.emits)
        if not unit(core.InboxRepository).take(declared.name, received.id, ctx.now()):
            return "handled before"
        declared.handle(ctx, received)
        appended = unit.commit()
    deps.announcer.announce(appended, ctx.ephemeral)
    return "handled"
