"""What goes wrong, as exceptions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import httpx
from typing_extensions import override

_TEXT_AT_MOST: Final = 300


class StunityError(Exception):
    """Anything that this package raises."""


class ConnectionFailed(StunityError):
    """No answer came: the network, the name or the time did not allow it."""


class SignInNeeded(StunityError):
    """There is no session, or it is over: sign in again."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request that was not valid."""

    field: str
    code: str
    message: str


class ApiError(StunityError):
    """The API answered with a problem (RFC 9457). Decide by ``code``; texts may change.

    Below it stands a class for each status and for each code, in :mod:`stunity.api.errors`.
    ``request_id`` is what operators find the request by; ``retry_after`` is in seconds, where the
    server named a time.
    """

    def __init__(
        self,
        *,
        status: int,
        code: str,
        title: str,
        detail: str | None = None,
        request_id: str | None = None,
        errors: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.request_id = request_id
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(str(self))

    @override
    def __str__(self) -> str:
        fields = "; ".join(f"{error.field}: {error.message}" for error in self.errors)
        told = [part for part in (self.detail, fields) if part]
        said = f"{self.title}: {', '.join(told)}" if told else self.title
        return f"{said} ({self.status} {self.code}, request {self.request_id})"


def problem_of(response: httpx.Response) -> ApiError:
    """The exception for an answer of 400 or above, whoever wrote it."""
    from stunity.api.errors import BY_CODE, BY_STATUS

    found = _read(response)
    code = str(found.get("code") or f"http_{response.status_code}")
    # A proxy's own page has no code; its status still says what kind it is.
    kind = BY_CODE.get(code) or BY_STATUS.get(response.status_code) or ApiError
    errors = found.get("errors")
    detail = found.get("detail")
    return kind(
        status=response.status_code,
        code=code,
        title=str(found.get("title") or response.reason_phrase or "The request failed"),
        detail=None if detail is None else str(detail),
        request_id=str(found.get("requestId") or response.headers.get("x-request-id") or "unknown"),
        errors=tuple(_fields(errors)) if isinstance(errors, list) else (),
        retry_after=retry_after(response),
    )


def retry_after(response: httpx.Response) -> float | None:
    """Seconds of the header Retry-After; None where there is none, or a date (clocks differ)."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else None


def _read(response: httpx.Response) -> dict[str, object]:
    try:
        value = json.loads(response.content)
    except ValueError:
        return {"detail": response.text[:_TEXT_AT_MOST]} if response.text.strip() else {}
    return value if isinstance(value, dict) else {}


def _fields(errors: list[object]) -> list[FieldError]:
    return [
        FieldError(str(one.get("field")), str(one.get("code")), str(one.get("message")))
        for one in errors
        if isinstance(one, dict)
    ]
