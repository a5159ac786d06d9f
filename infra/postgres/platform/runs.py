"""What jobs have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, Text, func, literal, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.core.tables import job_runs
from shared.platform.types import RunStatus

_OUTBOX = text("SELECT pending, oldest_age_seconds FROM app.outbox_state()")


@dataclass(frozen=True, slots=True)
class LastRuns:
    """A job: when it last did its work, and the error of its last run, where that failed."""

    job: str
    succeeded_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    status: RunStatus
    rows: int | None
    error: str | None


class RunRepository(Repository):
    """Queries on the runs of jobs, which belong to the platform."""

    def ping(self) -> None:
        """Ask the database for its attention."""
        self._value(select(1))

    def outbox(self) -> tuple[int, float | None]:
        """How many events wait to be published, and for how many seconds the oldest."""
        row = self._unit.one_or_none(_OUTBOX)
        assert row is not None, "the function always answers"
        return row.pending, row.oldest_age_seconds

    def find_last(self) -> dict[str, LastRuns]:
        """The last runs of every job that has run."""
        r = job_runs.c
        done = func.max(r.finished_at).filter(r.status == RunStatus.SUCCEEDED)
        newest_first = aggregate_order_by(r.error, r.started_at.desc())
        errors = func.array_agg(newest_first, type_=ARRAY(Text()))
        last = errors.filter(r.status != RunStatus.RUNNING)
        query = select(r.job, done.label("succeeded_at"), last.label("errors")).group_by(r.job)
        return {
            row.job: LastRuns(row.job, row.succeeded_at, (row.errors or [None])[0])
            for row in self._unit.all(query)
        }

    def find_latest(self, jobs: Sequence[str], each: int) -> dict[str, list[Run]]:
        """The last runs of jobs, the latest first."""
        r = job_runs.c
        wanted = func.unnest(literal(list(jobs), ARRAY(Text()))).table_valued("name", name="wanted")
        newest = (
            select(*columns_of(Run, job_runs))
            .where(r.job == wanted.c.name)
            .order_by(r.started_at.desc())
            .limit(each)
            .lateral("newest")
        )
        query = select(newest).join_from(wanted, newest, true())
        found: dict[str, list[Run]] = {}
        for run in self._records(Run, query.order_by(newest.c.job, newest.c.started_at.desc())):
            found.setdefault(run.job, []).append(run)
        return found
