"""Stunity for Python: a typed client of the API and of the stream of events.

Names load when they are used first: a command that prints its help waits for no models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stunity.calls import Retries
    from stunity.client import AsyncStunity, SecondFactorNeeded, Stunity
    from stunity.devices import sign_in_by_code, sign_in_by_code_async
    from stunity.pages import each, each_async
    from stunity.problems import ApiError, ConnectionFailed, FieldError, SignInNeeded, StunityError
    from stunity.session import Kept
    from stunity.uploads import upload, upload_async

__all__ = [
    "ApiError",
    "AsyncStunity",
    "ConnectionFailed",
    "FieldError",
    "Kept",
    "Retries",
    "SecondFactorNeeded",
    "SignInNeeded",
    "Stunity",
    "StunityError",
    "each",
    "each_async",
    "sign_in_by_code",
    "sign_in_by_code_async",
    "upload",
    "upload_async",
]

_HOMES = {
    "ApiError": "stunity.problems",
    "AsyncStunity": "stunity.client",
    "ConnectionFailed": "stunity.problems",
    "FieldError": "stunity.problems",
    "Kept": "stunity.session",
    "Retries": "stunity.calls",
    "SecondFactorNeeded": "stunity.client",
    "SignInNeeded": "stunity.problems",
    "Stunity": "stunity.client",
    "StunityError": "stunity.problems",
    "each": "stunity.pages",
    "each_async": "stunity.pages",
    "sign_in_by_code": "stunity.devices",
    "sign_in_by_code_async": "stunity.devices",
    "upload": "stunity.uploads",
    "upload_async": "stunity.uploads",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
