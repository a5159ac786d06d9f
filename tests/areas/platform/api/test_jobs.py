"""The jobs of the platform, as its operators see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.index import SCHEDULES
from infra.postgres.core.job_runs import record_finish, record_start
from shared.ids import uuid7
from shared.platform.schedule import every_seconds, next_run
from tests.areas.platform.api.test_realtime_metrics import operate
from tests.support.api import Api, ok, refused

NAME = "job_graph_explain_check"


def test_operators_see_when_a_job_ran_how_long_and_what_is_next(api: Api) -> None:
    operator = api.member("ADMIN")
    refused(api.as_(operator).get("/v1/admin/jobs"), 403, "forbidden")
    operate(api, operator)
    engine, now = api.deps.engine, api.clock()
    for minutes, error in ((3, None), (2, "ValueError")):
        run_id, began = uuid7(now), now - timedelta(minutes=minutes)
        record_start(engine, run_id, NAME, began)
        ended = began + timedelta(seconds=2)
        record_finish(engine, run_id, ended, result={"schools": 4, "ms": 1.5}, error=error)
    record_start(engine, uuid7(now), NAME, now - timedelta(minutes=1))
    found = ok(api.as_(operator).get("/v1/admin/jobs"))
    assert [one["name"] for one in found["data"]] == sorted(SCHEDULES)
    (job,) = [one for one in found["data"] if one["name"] == NAME]
    running, failed, done = job["runs"][:3]
    assert (running["status"], running["durationMs"], running["rows"]) == ("RUNNING", None, None)
    assert (failed["status"], failed["error"], failed["rows"]) == ("FAILED", "ValueError", None)
    assert (done["status"], done["durationMs"], done["rows"]) == ("SUCCEEDED", 2000, 4)
    assert (job["status"], job["schedule"]) == ("failing", SCHEDULES[NAME])
    assert job["nextRunAt"] > found["asOf"]


@pytest.mark.parametrize(
    ("cron", "now", "at"),
    [
        ("5 * * * *", "2026-03-02T12:05:00", "2026-03-02T13:05:00"),
        ("*/15 * * * *", "2026-03-02T12:16:00", "2026-03-02T12:30:00"),
        ("0 */6 * * *", "2026-03-02T18:00:01", "2026-03-03T00:00:00"),
        ("0 5 * * 0", "2026-03-02T12:00:00", "2026-03-08T05:00:00"),
        ("0 6 1 * *", "2026-12-01T06:00:00", "2027-01-01T06:00:00"),
    ],
)
def test_when_a_schedule_comes_round(cron: str, now: str, at: str) -> None:
    found = next_run(cron, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(at).replace(tzinfo=UTC)


@given(
    cron=st.sampled_from(sorted(set(SCHEDULES.values()))),
    now=st.integers(946_684_800, 4_102_444_800),
)
def test_every_job_is_due_within_its_time(cron: str, now: int) -> None:
    moment = datetime.fromtimestamp(now, UTC)
    assert moment < next_run(cron, moment) <= moment + timedelta(seconds=every_seconds(cron))
