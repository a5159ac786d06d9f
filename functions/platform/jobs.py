"""What scheduled jobs have done, for those who operate the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.platform.schedule import every_seconds, next_run
from shared.platform.schemas import JobList, JobRead, JobRunRead
from shared.platform.types import RunStatus

if TYPE_CHECKING:
    from datetime import datetime

    from infra.postgres.platform import LastRuns, Run

EACH = 10


@route("GET", "/v1/admin/jobs", permission=Permission.PLATFORM_MANAGE, limits=("read",))
def admin_jobs(ctx: Ctx) -> JobList:
    """List the scheduled jobs: when each last ran, how long, what it changed, and when it is next.

    For who operates the platform: jobs work for all schools together.
    """
    # Late: the index is derived from modules like this one.
    from functions.index import SCHEDULES

    runs, now = ctx.db(platform.RunRepository), ctx.now()
    last, latest = runs.find_last(), runs.find_latest(list(SCHEDULES), EACH)
    return JobList(
        as_of=now,
        data=[
            _job(name, cron, last.get(name), latest.get(name, []), now)
            for name, cron in sorted(SCHEDULES.items())
        ],
    )


def state_of(
    last: LastRuns | None, cron: str, now: datetime
) -> Literal["fresh", "stale", "failing", "never"]:
    """Whether a job does its work: late is two times round without a success."""
    if last is None:
        return "never"
    if last.error is not None:
        return "failing"
    if last.succeeded_at is None:
        return "stale"
    late = (now - last.succeeded_at).total_seconds() > 2 * every_seconds(cron)
    return "stale" if late else "fresh"


def _job(name: str, cron: str, last: LastRuns | None, runs: list[Run], now: datetime) -> JobRead:
    return JobRead(
        name=name,
        schedule=cron,
        status=state_of(last, cron, now),
        next_run_at=next_run(cron, now),
        last_succeeded_at=last and last.succeeded_at,
        runs=[JobRunRead.of(run, duration_ms=_duration(run)) for run in runs],
    )


def _duration(run: Run) -> int | None:
    if run.finished_at is None or run.status is RunStatus.RUNNING:
        return None
    return round((run.finished_at - run.started_at).total_seconds() * 1000)
