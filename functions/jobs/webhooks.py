"""Deliveries whose next attempt is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.common.webhooks import are_on
from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import platform
from shared.platform.events import WebhookDue
from shared.platform.webhook_rules import LOST_AFTER
from shared.realtime.channels import Channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 500


@job("* * * * *")
def job_webhook_retry(deps: Dependencies) -> Mapping[str, Any]:
    """Ask for the deliveries whose next attempt is due, and for those whose first was lost."""

    def visit(school_id: UUID) -> int:
        total = 0
        while True:
            with in_school(deps, school_id) as unit:
                now = deps.clock()
                deliveries = unit(platform.DeliveryRepository)
                due = deliveries.take_due(now, now + LOST_AFTER, BATCH) if are_on(unit) else []
                for one in due:
                    asked = WebhookDue(delivery_id=one.id, attempts=len(one.attempts))
                    emit(unit, asked, Channel("domain", str(one.webhook_id)), now)
            total += len(due)
            if len(due) < BATCH:
                return total

    return {"asked": sum(for_each_school(deps, visit))}
