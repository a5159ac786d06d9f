"""Whether audit logs are what was once written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school
from functions.runtime.service import job
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


class AuditLogBroken(Exception):
    """The chain of a school does not hold."""


@job("0 5 * * 0")
def job_audit_verify(deps: Dependencies) -> Mapping[str, Any]:
    """Verify the chain of every school's audit log, and note how far it is whole.

    Fails where one is broken, so that somebody is called.
    """
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.platform.audit_chain import verify

    def read(school_id: UUID) -> int:
        with UnitOfWork(deps.owner_engine) as unit:
            verdict = verify(unit, school_id, deps.clock())
            if verdict.broken is not None:
                report(
                    Signal.AUDIT_LOG_BROKEN,
                    tenantId=school_id,
                    reason=verdict.broken,
                    at=verdict.at,
                    length=verdict.length,
                )
                raise AuditLogBroken(f"{verdict.broken}, at {verdict.at}")
            unit.commit()
            return verdict.length

    read_rows = for_each_school(deps, read, resume=job_audit_verify.__name__)
    return {"schools": len(read_rows), "rows": sum(read_rows)}
