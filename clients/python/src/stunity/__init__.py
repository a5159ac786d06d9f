"""Stunity for Python: a typed client of the API and of the stream of events."""

from __future__ import annotations

from stunity.calls import Retries
from stunity.client import AsyncStunity, SecondFactorNeeded, Stunity
from stunity.pages import each, each_async
from stunity.problems import ApiError, ConnectionFailed, FieldError, SignInNeeded, StunityError

__all__ = [
    "ApiError",
    "AsyncStunity",
    "ConnectionFailed",
    "FieldError",
    "Retries",
    "SecondFactorNeeded",
    "SignInNeeded",
    "Stunity",
    "StunityError",
    "each",
    "each_async",
]
