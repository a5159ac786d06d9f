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
    cure: ClassVar[str]
    """What a client does about it, for the portal; the docstring says the cause."""

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
    cure = "Mend the request: `detail` says what could not be read. The same request fails again."


class Unauthenticated(Problem):
    """No usable token. One answer for every defect, so that nothing is learnt from it."""

    status, code, title = 401, "unauthenticated", "Sign in to continue"
    cure = "Renew the session with its refresh token; where that is refused too, sign in again."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="stunity"'})


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status, code, title = 403, "forbidden", "You may not do this"
    cure = (
        "Ask who runs the school for the right, or do it as somebody who has it. "
        "`x-permission` in the reference names it."
    )


class NotFound(Problem):
    """There is no such object, or the caller may not know of it."""

    status, code, title = 404, "not_found", "Not found"
    cure = (
        "Check the id and the school that you are signed in to. Who may not know of a "
        "thing gets this answer as well."
    )


class MethodNotAllowed(Problem):
    """The path exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"
    cure = "Use a method of the header `Allow`."


class Conflict(Problem):
    """The object is in a state that does not allow this."""

    status, code, title = 409, "conflict", "This conflicts with the current state"
    cure = "Read the object again, and decide by what it is now."


class AlreadyAnswered(Conflict):
    """An answer of the caller's counts already, and it is the only one."""

    code = "already_answered"
    title = "You have answered already"
    cure = "Show the answer that counts; there is nothing to send."


class IdempotencyConflict(Conflict):
    """The first request with this key is still running."""

    code = "idempotency_conflict"
    title = "The first request with this Idempotency-Key is still running"
    cure = "Wait for `Retry-After` and send the same request with the same key."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class ClientIdUsed(Conflict):
    """Something was created under this ``clientId``, and it is not here any more."""

    code = "client_id_used"
    title = "This was created before and is gone"
    cure = "Make a new `clientId` if it shall be created once more."


class BodyTooLarge(Problem):
    """The body is over the route's limit."""

    status, code, title = 413, "body_too_large", "The body is too large"
    cure = "Send less; files go by an upload, and long lists in parts."


class UriTooLong(Problem):
    """The address, with its query, is longer than 8 KiB."""

    status, code, title = 414, "uri_too_long", "The address is too long"
    cure = "Shorten the query, or send fewer ids at once."


class UnsupportedMediaType(Problem):
    """Bodies are ``application/json`` without content encoding."""

    status, code, title = 415, "unsupported_media_type", "Send application/json"
    cure = "Send `Content-Type: application/json` without a content encoding."


class ValidationFailed(Problem):
    """The payload does not fit its schema; ``errors`` names each field."""

    status, code, title = 422, "validation_failed", "The request is not valid"
    cure = "Mend the fields that `errors` names, and send the request again."


class IdempotencyMismatch(ValidationFailed):
    """The key was used before with another request."""

    code = "idempotency_mismatch"
    title = "This Idempotency-Key was used with another request"
    cure = "Make a new key for each different request."


class RateLimited(Problem):
    """Too many requests; ``Retry-After`` says how many seconds to wait."""

    status, code, title = 429, "rate_limited", "Too many requests, slow down"
    cure = "Wait for as many seconds as `Retry-After` says, then send the same request again."


class HeadersTooLarge(Problem):
    """The header fields are larger than 16 KiB together."""

    status, code, title = 431, "headers_too_large", "The headers are too large"
    cure = "Send fewer or shorter headers and cookies."


class DependencyUnavailable(Problem):
    """The database does not answer; nothing was written."""

    status, code, title = 503, "dependency_unavailable", "Try again in a moment"
    cure = "Nothing was done: wait for `Retry-After` and send the same request again."

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
