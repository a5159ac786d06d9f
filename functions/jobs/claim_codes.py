"""Claim codes that run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.jobs.telling import tell_once
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import identity, tenants
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.tenants.policy import CLAIM_WARNING_DAYS

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork

_ENDING = Words(
    "{count} claim codes that nobody has used end within a week",
    "លេខកូដចូលសាលាចំនួន {count} ដែលមិនទាន់មាននរណាប្រើ នឹងផុតកំណត់ក្នុងមួយសប្ដាហ៍",
)


@job("45 0 * * *")
def job_claim_code_expiry(deps: Dependencies) -> Mapping[str, Any]:
    """Tell who made codes that end within a week, once, and forget the digests of ended ones."""
    now = deps.clock()

    def visit(school_id: UUID) -> tuple[int, int]:
        with in_school(deps, school_id) as unit:
            codes = unit(tenants.ClaimCodeRepository)
            ended = codes.find_closed(now)
            unit(identity.GuestRepository).release_all(ended)
            warned = codes.warn(now, now + timedelta(days=CLAIM_WARNING_DAYS))
            for person, count in warned.items():
                _tell(unit, person, count, now)
            return len(ended), sum(warned.values())

    found = for_each_school(deps, visit)
    return {"ended": sum(e for e, _ in found), "warned": sum(w for _, w in found)}


def _tell(unit: UnitOfWork, person: UUID, count: int, now: datetime) -> None:
    kind = NotificationType.CLAIM_CODES_ENDING
    tell_once(
        unit,
        kind,
        to=person,
        about=unit.tenant,
        words=_ENDING.filled(count=str(count)),
        link=kind.told.page,
        key=f"claim_codes:{now.date()}",
        now=now,
    )
