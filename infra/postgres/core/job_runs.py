"""The record of scheduled jobs, and the lock that keeps two runs apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert, text, update

from infra.postgres.core.tables import job_runs

if TYPE_CHECKING:
    from sqlalchemy import Engine


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
    values = {"id": run_id, "job": job, "started_at": now, "status": "RUNNING"}
    with engine.begin() as connection:
        connection.execute(insert(job_runs).values(**values))


def record_finish(
    engine: Engine,
    run_id: UUID,
    now: datetime,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Note how a run has ended."""
    values = {
        "finished_at": now,
        "status": "SUCCEEDED" if error is None else "FAILED",
        "cursor": None if result is None else dict(result),
        "error": error,
    }
    with engine.begin() as connection:
        connection.execute(update(job_runs).where(job_runs.c.id == run_id).values(**values))
