"""The record of scheduled jobs, and the lock that keeps two runs apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, insert, select, text, update

from infra.postgres.core.tables import job_runs
from shared.platform.types import RunStatus

if TYPE_CHECKING:
    from sqlalchemy import Engine

REACHED = "reached"
"""What a run that visits schools keeps in its cursor until it is over.

Its result replaces it, and may hold it where time was up.
"""


@contextmanager
def job_lock(engine: Engine, job: str) -> Iterator[bool]:
    """Hold the job's advisory lock for the block; False when another run has it.

    Bound to a connection: it ends with the process, however that ends.
    """
    with engine.connect() as connection:
        key = {"job": job}
        alone = connection.execute(
            text("SELECT pg_try_advisory_lock(hashtextextended('job:' || :job, 0))"), key
        ).scalar_one()
        connection.commit()
        try:
            yield bool(alone)
        finally:
            if alone:
                connection.execute(
                    text("SELECT pg_advisory_unlock(hashtextextended('job:' || :job, 0))"), key
                )
                connection.commit()


def record_start(engine: Engine, run_id: UUID, job: str, now: datetime) -> None:
    """Note that a run has begun."""
    values = {"id": run_id, "job": job, "started_at": now, "status": RunStatus.RUNNING}
    with engine.begin() as connection:
        connection.execute(insert(job_runs).values(**values))


def record_progress(engine: Engine, job: str, reached: UUID) -> None:
    """Note how far the run that is on has come."""
    r = job_runs.c
    running = update(job_runs).where(r.job == job, r.status == RunStatus.RUNNING)
    newest = select(func.max(r.started_at)).where(r.job == job).scalar_subquery()
    with engine.begin() as connection:
        change = running.where(r.started_at == newest).values(cursor={REACHED: str(reached)})
        connection.execute(change)


def last_reached(engine: Engine, job: str) -> UUID | None:
    """How far the last run came that got anywhere; None when it came to its end."""
    r = job_runs.c
    query = select(r.cursor).where(r.job == job, r.cursor.is_not(None))
    with engine.connect() as connection:
        cursor = connection.execute(query.order_by(r.started_at.desc()).limit(1)).scalar()
    reached = (cursor or {}).get(REACHED)
    return None if reached is None else UUID(reached)


def record_finish(
    engine: Engine,
    run_id: UUID,
    now: datetime,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Note how a run has ended."""
    values: dict[str, Any] = {"finished_at": now, "error": error}
    if error is None:
        done = dict(result or {})
        # Of a job that counts several things, all of them; truths are no numbers here.
        rows = [n for n in done.values() if type(n) is int]
        values |= {"status": RunStatus.SUCCEEDED, "cursor": done, "rows": sum(rows)}
    else:
        values["status"] = RunStatus.FAILED  # and the cursor stays: the next run goes on there
    with engine.begin() as connection:
        connection.execute(update(job_runs).where(job_runs.c.id == run_id).values(**values))
