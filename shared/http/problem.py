"""Anticipated failures as RFC 9457 problems.

    Problem
    ├── MalformedRequest         400 malformed_request
    ├── Unauthenticated          401 unauthenticated
    ├── Forbidden                403 forbidden
    ├── NotFound                 404 not_found
    ├── MethodNotAllowed         405 method_not_allowed
    ├── Conflict                 409 conflict
    │   ├── AlreadyAnswered      409 already_answered
    │   ├── IdempotencyConflict  409 idempotency_conflict
    │   └── ClientIdUsed         409 client_id_used
    ├── BodyTooLarge             413 body_too_large
    ├── UriTooLong               414 uri_too_long
    ├── UnsupportedMediaType     415 unsupported_media_type
    ├── ValidationFailed         422 validation_failed
    │   └── IdempotencyMismatch  422 idempotency_mismatch
    ├── RateLimited              429 rate_limited
    ├── HeadersTooLarge          431 headers_too_large
    └── DependencyUnavailable    503 dependency_unavailable

A subclass is defined where it is raised, fixes status, code and title, and is listed in the
route's ``raises``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Problem(Exception):
    """A failure that a client can act on; rolls the transaction back unless ``commits``."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    commits: ClassVar[bool] = False
    """Whether what was written before the problem stays, such as a counted failed attempt."""

    guess: ClassVar[bool] = False
    """Whether it says that a secret was guessed wrongly, which limits of failures count."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self, request_id: str) -> dict[str, Any]:
        """The ``application/problem+json`` body."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "requestId": request_id,
        }
        if self.detail is not None:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [dict(error) for error in self.errors]
        return body


class MalformedRequest(Problem):
    """The request cannot be read: not JSON, nested too deep, a bad header or cursor."""

    status, code, title = 400, "malformed_request", "The request cannot be read"


class Unauthenticated(Problem):
    """No usable token. One answer for every defect, so that nothing is learnt from it."""

    status, code, title = 401, "unauthenticated", "Sign in to continue"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="stunity"'})


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status, code, title = 403, "forbidden", "You may not do this"


class NotFound(Problem):
    """There is no such object, or the caller may not know of it."""

    status, code, title = 404, "not_found", "Not found"


class MethodNotAllowed(Problem):
    """The path exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"


class Conflict(Problem):
    """The object is in a state that does not allow this."""

    status, code, title = 409, "conflict", "This conflicts with the current state"


class AlreadyAnswered(Conflict):
    """An answer of the caller's counts already, and it is the only one."""

    code = "already_answered"
    title = "You have answered already"


class IdempotencyConflict(Conflict):
    """The first request with this key is still running."""

    code = "idempotency_conflict"
    title = "The first request with this Idempotency-Key is still running"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class ClientIdUsed(Conflict):
    """Something was created under this ``clientId``, and it is not here any more."""

    code = "client_id_used"
    title = "This was created before and is gone"


class BodyTooLarge(Problem):
    """The body is over the route's limit."""

    status, code, title = 413, "body_too_large", "The body is too large"


class UriTooLong(Problem):
    """The address, with its query, is longer than 8 KiB."""

    status, code, title = 414, "uri_too_long", "The address is too long"


class UnsupportedMediaType(Problem):
    """Bodies are ``application/json`` without content encoding."""

    status, code, title = 415, "unsupported_media_type", "Send application/json"


class ValidationFailed(Problem):
    """The payload does not fit its schema; ``errors`` names each field."""

    status, code, title = 422, "validation_failed", "The request is not valid"


class IdempotencyMismatch(ValidationFailed):
    """The key was used before with another request."""

    code = "idempotency_mismatch"
    title = "This Idempotency-Key was used with another request"


class RateLimited(Problem):
    """Too many requests; ``Retry-After`` says how many seconds to wait."""

    status, code, title = 429, "rate_limited", "Too many requests, slow down"


class HeadersTooLarge(Problem):
    """The header fields are larger than 16 KiB together."""

    status, code, title = 431, "headers_too_large", "The headers are too large"


class DependencyUnavailable(Problem):
    """The database does not answer; nothing was written."""

    status, code, title = 503, "dependency_unavailable", "Try again in a moment"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
