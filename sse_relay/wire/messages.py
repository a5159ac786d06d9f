"""HTTP messages: a parsed request, complete responses, and the head of a stream."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl

from shared.http.problem import MalformedRequest, Problem

Answer = tuple[int, bytes, str]
"""Status, body and content type of a response that is made at once."""

MAX_QUERY_FIELDS = 16

# Every response of the platform carries these.
_ALWAYS = (
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Method, path, query and the few headers that matter, by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    version: str = "1.1"

    @classmethod
    def parse(cls, method: str, target: bytes, headers: Mapping[str, str], version: str) -> Request:
        """Split a request target; raises MalformedRequest."""
        path, _, query = target.decode("latin-1").partition("?")
        try:
            pairs = parse_qsl(
                query, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS, errors="strict"
            )
        except ValueError as error:
            raise MalformedRequest("The query cannot be read") from error
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise MalformedRequest("A query parameter stands twice")
        return cls(method, path, fields, headers, version)


class Internal(Problem):
    """An error that was not anticipated; it is logged under the request's id."""

    status, code, title = 500, "internal", "Something went wrong"


class Cors:
    """The exact list of origins that may read a response, with credentials."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = frozenset(origins)

    def allows(self, origin: str | None) -> bool:
        """Whether a page of this origin is one of ours."""
        return origin in self._origins

    def headers(self, origin: str | None) -> dict[str, str]:
        """Headers that let the browser hand the response to the page."""
        if origin is None or not self.allows(origin):
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
            "Vary": "Origin",
        }

    def preflight(self, origin: str) -> dict[str, str]:
        """The answer to a preflight of an allowed origin."""
        return {
            **self.headers(origin),
            "Access-Control-Allow-Methods": "GET",
            "Access-Control-Allow-Headers": "Authorization, Cache-Control, Last-Event-ID",
            "Access-Control-Max-Age": "600",
        }


def response(
    status: int,
    body: bytes,
    *,
    content_type: str,
    request_id: str,
    headers: Mapping[str, str],
    head_only: bool = False,
) -> bytes:
    """A whole response; the connection ends with it."""
    own = {
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        "X-Request-Id": request_id,
    }
    if status == HTTPStatus.NO_CONTENT:
        del own["Content-Type"], own["Content-Length"]
    return _head(status, {**own, **headers}) + (b"" if head_only else body)


def problem_response(
    problem: Problem, request_id: str, headers: Mapping[str, str], *, head_only: bool = False
) -> bytes:
    """A failure as ``application/problem+json``."""
    return response(
        problem.status,
        json.dumps(problem.body(request_id)).encode(),
        content_type="application/problem+json",
        request_id=request_id,
        headers={**headers, **problem.headers},
        head_only=head_only,
    )


def stream_head(request_id: str, headers: Mapping[str, str], *, chunked: bool) -> bytes:
    """The head of a stream: chunked, or for HTTP/1.0 ended by the end of the connection."""
    framing = {"Connection": "keep-alive", "Transfer-Encoding": "chunked"}
    own = {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-cache, no-transform",
        **(framing if chunked else {"Connection": "close"}),
        "X-Accel-Buffering": "no",
        "X-Request-Id": request_id,
    }
    return _head(HTTPStatus.OK, {**own, **headers})


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    date = _date(int(time.time()))
    phrase = HTTPStatus(status).phrase
    return f"HTTP/1.1 {status} {phrase}\r\nDate: {date}\r\n{_ALWAYS}{lines}\r\n".encode("latin-1")
