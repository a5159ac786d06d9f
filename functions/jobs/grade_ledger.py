"""Chains of marks: their heads are signed each day, and the whole is verified each week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import school
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


class GradeLedgerBroken(Exception):
    """The ledger of a school does not hold."""


@job("15 17 * * *")
def job_grades_seal(deps: Dependencies) -> Mapping[str, Any]:
    """Sign the heads that have moved, and the cards that were issued, since the last seal.

    A quarter past midnight in Cambodia. Nothing that changed is no seal.
    """
    from infra.postgres.school.ledger_audit import seal

    def sign(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return seal(unit(school.LedgerRepository), deps.grade_sealer, deps.clock())

    named = for_each_school(deps, sign, resume=job_grades_seal.__name__)
    return {"schools": len(named), "seals": sum(n > 0 for n in named), "named": sum(named)}


@job("30 18 * * 6")
def job_grades_verify(deps: Dependencies) -> Mapping[str, Any]:
    """Verify seals, chains and cards of every school.

    Fails where something does not hold, so that somebody is called.
    """
    from infra.bootstrap import NotConfigured
    from infra.postgres.school.ledger_audit import verify

    keys = deps.grade_seals
    if keys is None:
        raise NotConfigured("GRADE_SEAL_PUBLIC_KEYS")

    def read(school_id: UUID) -> None:
        with in_school(deps, school_id) as unit:
            found = verify(unit(school.LedgerRepository), keys)
        for finding in found:
            report(
                Signal.GRADE_LEDGER_BROKEN,
                tenantId=school_id,
                reason=finding.reason,
                at=finding.where,
            )
        if found:
            raise GradeLedgerBroken(f"{found[0].reason}, {found[0].where}")

    return {"schools": len(for_each_school(deps, read, resume=job_grades_verify.__name__))}
