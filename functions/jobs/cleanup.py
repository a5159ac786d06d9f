"""Forgetting what has expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.runtime.service import job

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("15 3 * * *")
def job_token_cleanup(deps: Dependencies) -> Mapping[str, Any]:
    """Delete expired sessions, idempotency keys, counters, attempts and inbox marks."""
    from infra.postgres.platform.cleanup import delete_expired

    return delete_expired(deps.owner_engine, now=deps.clock())
