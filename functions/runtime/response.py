"""Writing a response: JSON, problems, entity tags, paging links and the headers of every answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Request, Response
from pydantic import BaseModel

from shared.http.files import TextFile
from shared.http.paging import Page
from shared.http.problem import Problem
from shared.people.pictures import OPENER

if TYPE_CHECKING:
    from functions.runtime.context import Ctx

SECURITY_HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
EXPOSED_HEADERS = (
    "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Traceparent, X-Degraded, "
    "X-Request-Id, Idempotency-Replayed, Content-Disposition"
)


def json_response(request: Request, ctx: Ctx, status: int, result: Any) -> Response:
    """The handler's result as JSON or as a file; a GET carries an entity tag and may become 304."""
    if result is None:
        return Response(status=204)
    if isinstance(result, TextFile):
        response = Response(result.content, status=status, mimetype=result.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{result.name}"'
    else:
        body = _json(ctx, result) if isinstance(result, BaseModel) else json.dumps(result)
        response = Response(body, status=status, mimetype="application/json")
    if isinstance(result, Page) and result.page_info.next_cursor is not None:
        response.headers["Link"] = _next_link(request, result.page_info.next_cursor)
    if request.method in {"GET", "HEAD"}:
        digest = hashlib.blake2b(response.get_data(), digest_size=12).hexdigest()
        response.set_etag(digest)
        response.headers["Cache-Control"] = "private, no-cache"
        response.make_conditional(request)
    return response


def _json(ctx: Ctx, result: BaseModel) -> str:
    return result.model_dump_json(context={OPENER: lambda key: _picture(ctx, key)})


def _picture(ctx: Ctx, key: str) -> str | None:
    """Where somebody's picture is read; guests of a live event see names alone."""
    store, viewer = ctx.deps.store, ctx.signed_in
    if store is None or viewer is None or viewer.is_guest:
        return None
    from infra.storage.s3 import PORTRAIT_STEP

    return store.presign_get(key, now=ctx.now(), step=PORTRAIT_STEP).url


def _next_link(request: Request, cursor: str) -> str:
    query = {**request.args.to_dict(), "cursor": cursor}
    return f'<{request.path}?{urlencode(query)}>; rel="next"'


def problem_response(problem: Problem, request_id: str) -> Response:
    """The problem as RFC 9457 JSON."""
    return _problem(problem.status, problem.body(request_id), problem.headers)


def opaque_error(request_id: str) -> Response:
    """The answer to a bug: nothing but the id under which it was logged."""
    body = {
        "type": "about:blank",
        "title": "Something went wrong",
        "status": 500,
        "code": "internal_error",
        "requestId": request_id,
    }
    return _problem(500, body, {})


def _problem(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    response = Response(json.dumps(body), status=status, mimetype="application/problem+json")
    response.headers.update(headers)
    return response


def finish(response: Response, request: Request, request_id: str, origins: tuple[str, ...]) -> None:
    """Add what every answer carries, whatever happened before."""
    # Added, not set: these are in no answer before, and to set one compares it with all others.
    response.headers.extend(SECURITY_HEADERS)
    response.headers.add("X-Request-Id", request_id)
    response.headers.add("Vary", "Origin")
    response.headers.setdefault("Cache-Control", "no-store")
    origin = request.headers.get("Origin")
    if origin is not None and origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS


def preflight(method: str) -> Response:
    """The answer to a CORS preflight; whether the origin is allowed is said by ``finish``."""
    headers = {
        "Access-Control-Allow-Methods": method,
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, "
        "If-None-Match, Traceparent, X-CSRF-Token, X-Request-Id",
        "Access-Control-Max-Age": "600",
    }
    return Response(status=204, headers=headers)
