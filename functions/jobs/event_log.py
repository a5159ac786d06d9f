"""Care of the event log: the second string of the sweeper, and the partitions of all tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.runtime.service import job
from shared.analytics.policy import RAW_KEPT_DAYS

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

MAX_SWEEPS = 20


@job("* * * * *")
def job_outbox_flush(deps: Dependencies) -> Mapping[str, Any]:
    """Publish events whose first publication failed.

    The relay's sweeper does this every second; this one works when no relay does.
    """
    return deps.announcer.sweep(max_sweeps=MAX_SWEEPS)


@job("0 1 * * *")
def job_partition_maintenance(deps: Dependencies) -> Mapping[str, Any]:
    """Create partitions a week ahead; drop a week of the log, and ninety days of views.

    What was counted of dropped views stays in their days and totals.
    """
    from infra.postgres.core.maintenance import (
        VIEWS,
        create_partitions,
        create_partitions_of_views,
        log_health,
        retire_partitions,
    )

    today = deps.clock().date()
    created = create_partitions(deps.owner_engine)
    created += create_partitions_of_views(deps.owner_engine, today=today)
    retired = retire_partitions(deps.owner_engine, today=today)
    for table in VIEWS:
        retired += retire_partitions(
            deps.owner_engine, today=today, days_kept=RAW_KEPT_DAYS, parent=table
        )
    health = log_health(deps.owner_engine, today=today)
    return {
        "created": created,
        "retired": retired,
        "daysAhead": health.days_ahead,
        "outboxPending": health.outbox_pending,
        "oldestAgeSeconds": health.oldest_age_seconds,
    }
