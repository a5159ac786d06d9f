"""Running a job: one at a time, with a record of each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from functions.runtime.service import Job
from shared.ids import uuid7

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


def run_job(
    deps: Dependencies, declared: Job, handler: Callable[[Dependencies], Mapping[str, Any]]
) -> dict[str, Any]:
    """Run a job unless it runs already; returns its result, which ``job_runs`` keeps too."""
    from infra.postgres.core.job_runs import job_lock, record_finish, record_start

    with job_lock(deps.engine, declared.name) as alone:
        if not alone:
            return {"status": "running already"}
        run_id = uuid7(deps.clock())
        record_start(deps.engine, run_id, declared.name, deps.clock())
        try:
            result = dict(handler(deps))
        except Exception as error:
            record_finish(deps.engine, run_id, deps.clock(), error=type(error).__name__)
            raise
        record_finish(deps.engine, run_id, deps.clock(), result=result)
        return {"status": "done", **result}
