"""Archives of people's data, and people who go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.common.exports import export_key, make_export
from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import platform
from shared.realtime.channels import Channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

LEFT_AFTER = timedelta(minutes=5)
"""The worker comes at once; what waits for longer has been lost on the way."""

BATCH = 100


@job("*/5 * * * *")
def job_data_exports(deps: Dependencies) -> Mapping[str, Any]:
    """Make the archives for which no worker has come, and remove those whose day is over."""
    if deps.store is None:
        return {"made": 0, "expired": 0}

    def visit(school_id: UUID) -> Counter[str]:
        return Counter(made=_make(deps, school_id), expired=_expire(deps, school_id))

    found = for_each_school(deps, visit, resume=job_data_exports.__name__)
    return {"made": 0, "expired": 0} | sum(found, Counter())


def _make(deps: Dependencies, school_id: UUID) -> int:
    with in_school(deps, school_id) as unit:
        left = unit(platform.ExportRepository).find_left(deps.clock() - LEFT_AFTER)
    total = 0
    for export_id in left:
        with in_school(deps, school_id) as unit:
            made = make_export(deps, unit, export_id)
            if made is not None:
                export, ready = made
                emit(unit, ready, Channel("user", str(export.user_id)), deps.clock())
                total += 1
    return total


def _expire(deps: Dependencies, school_id: UUID) -> int:
    assert deps.store is not None, "the job has asked"
    with in_school(deps, school_id) as unit:
        exports = unit(platform.ExportRepository)
        expired = exports.find_expired(deps.clock())
        for export_id in expired:
            deps.store.delete(export_key(school_id, export_id))
            exports.expire(export_id)
        return len(expired)


@job("30 4 * * *")
def job_gdpr_erase(deps: Dependencies) -> Mapping[str, Any]:
    """Erase the people who asked for it two weeks ago and have not come back.

    Each in a transaction of their own. Their files go with the next cleaning of the store.
    """
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.platform.erasure import erase, find_due

    erased, errors = 0, []
    with UnitOfWork(deps.owner_engine) as unit:
        unit.begin_public()
        due = find_due(unit, deps.clock(), BATCH)
    for user_id in due:
        try:
            with UnitOfWork(deps.owner_engine) as unit:
                erased += erase(unit, user_id, deps.clock())
                unit.commit()
        except Exception as error:  # noqa: BLE001 - raised below: nobody else waits for this one
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(due)} people", errors)
    return {"erased": erased}
