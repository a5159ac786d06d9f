"""What Schemathesis loads in its own environment: tokens, and polls that do not wait.

Imports nothing of the product, which is not installed there.
"""

from __future__ import annotations

import itertools
import json
import os
from typing import Any

import schemathesis

_TOKEN = os.environ.get("FUZZ_TOKEN", "")
# Signing out ends the session: each time another one.
_SESSIONS_TO_END = itertools.cycle(json.loads(os.environ.get("FUZZ_SESSIONS_TO_END", "[]")) or [""])


@schemathesis.auth(refresh_interval=None)
class Caller:
    """The token of one person, but for requests that end their session."""

    def get(self, case: Any, _context: Any) -> str:
        return next(_SESSIONS_TO_END) if case.operation.path.endswith("/logout") else _TOKEN

    def set(self, case: Any, token: str, _context: Any) -> None:
        if token:
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_query(_context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """A poll that waits twenty seconds says no more than one that does not."""
    if query and str(query.get("wait", "0")).isdecimal():
        return {name: "0" if name == "wait" else value for name, value in query.items()}
    return query
