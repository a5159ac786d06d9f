"""Vectors that are missing, old, or of what nobody is to find any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.common.embedding import embedder_for, renew_stale
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BUDGET = timedelta(minutes=4)
RATE = 10
"""Texts a second."""
PAGE = 20


@job("*/10 * * * *")
def job_embeddings_backfill(deps: Dependencies) -> Mapping[str, Any]:
    """Embed what has no vector of the model in use, at ten texts a second, and forget what is gone.

    Does nothing where no provider is configured, and passes over schools that have admitted none.
    """
    from infra.embeddings.embedder import EmbedderUnavailable

    if deps.embedder is None:
        return {"provider": False}
    until = deps.clock() + BUDGET
    away = False

    def visit(school_id: UUID) -> int:
        nonlocal away
        if away:
            return 0
        try:
            return fill(deps, school_id, lambda: deps.clock() < until)
        except EmbedderUnavailable:
            # Of the next school it would be no other; the run after this one asks again.
            away = True
            return 0

    found = for_each_school(deps, visit, resume=job_embeddings_backfill.__name__, until=until)
    return {"provider": not away, "schools": len(found), "vectors": sum(found)}


def fill(
    deps: Dependencies,
    school_id: UUID,
    goes_on: Callable[[], bool],
    *,
    rate: int = RATE,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Bring the vectors of a school up to date; returns how many changed.

    Pages of their own transactions: what is cut off is found again.
    """
    changed = 0
    while goes_on():
        done = fill_page(deps, school_id)
        changed += done
        if done < PAGE:
            break
        pause(PAGE / rate)
    return changed


def fill_page(deps: Dependencies, school_id: UUID, limit: int = PAGE) -> int:
    """One page of what is stale in a school; raises EmbedderUnavailable."""
    with in_school(deps, school_id) as unit:
        embedder = embedder_for(deps, unit)
        return 0 if embedder is None else renew_stale(deps, unit, embedder, limit)
