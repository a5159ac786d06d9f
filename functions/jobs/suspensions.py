"""Letting members in again whose time outside has passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import tenants

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("*/5 * * * *")
def job_suspension_expiry(deps: Dependencies) -> Mapping[str, Any]:
    """Lift suspensions that have run out."""
    now = deps.clock()

    def lift(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return len(unit(tenants.MemberRepository).lift_ended(now))

    return {"members": sum(for_each_school(deps, lift))}
