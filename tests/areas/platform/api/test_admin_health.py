"""What administrators learn of the parts that the product stands on."""

from __future__ import annotations

import pytest

from functions.index import SCHEDULES
from shared.platform.schedule import every_seconds
from tests.support.api import Api, ok


def part(read: dict[str, list[dict[str, str]]], name: str) -> dict[str, str]:
    return next(p for p in read["parts"] if p["name"] == name)


def test_parts_that_are_not_set_up_are_off_and_jobs_that_never_ran_say_so(api: Api) -> None:
    read = ok(api.as_(api.member("ADMIN")).get("/v1/admin/health"))
    assert part(read, "postgres")["status"] == "ok"
    assert [part(read, name)["status"] for name in ("redis", "pubsub", "mail")] == ["off"] * 3
    assert {job["name"] for job in read["jobs"]} == set(SCHEDULES)


@pytest.mark.every_school
def test_a_job_is_fresh_after_its_run_and_stale_two_rounds_later(api: Api) -> None:
    # Runs are the platform's: other tests have let this job run, some of them weeks ahead.
    api.clock.advance(days=3650)
    admin = api.member("ADMIN")
    api.run_job("job_suspension_expiry")

    def status() -> str:
        read = ok(api.as_(admin).get("/v1/admin/health"))
        found: str = next(j for j in read["jobs"] if j["name"] == "job_suspension_expiry")["status"]
        return found

    assert status() == "fresh"
    api.clock.advance(minutes=11)
    assert status() == "stale"


@pytest.mark.parametrize(
    ("cron", "seconds"),
    [
        ("* * * * *", 60),
        ("*/5 * * * *", 300),
        ("10 * * * *", 3600),
        ("45 0 * * *", 86_400),
        ("0 */6 * * *", 21_600),
        ("0 5 * * 0", 604_800),
        ("0 6 1 * *", 31 * 86_400),
    ],
)
def test_how_often_a_schedule_comes_round(cron: str, seconds: int) -> None:
    assert every_seconds(cron) == seconds


@pytest.mark.parametrize("cron", ["1,2 * * * *", "0 0 * 2 *", "0 0 1 * 1", "* * * *"])
def test_what_no_job_uses_is_refused(cron: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        every_seconds(cron)


def test_every_schedule_is_understood() -> None:
    assert all(every_seconds(cron) >= 60 for cron in SCHEDULES.values())
