"""The days of a school, by its own clock, and the check of the social graph."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from functions.jobs import graph
from functions.jobs.analytics import count_days
from infra.postgres import people
from shared.telemetry.signals import Signal
from tests.areas.analytics.api.test_rollups import ZONE, in_phnom_penh
from tests.areas.analytics.api.test_views import deliver, seen, send
from tests.areas.school.factories.attendance import make_register
from tests.areas.school.factories.scenes import make_campus
from tests.support.api import Api, Caller, ok, refused
from tests.support.logs import entries, logged
from tests.support.school import School


def next_day(school: School, zone: ZoneInfo) -> date:
    """Go to the first hour of the next day of the school; returns the day that is over."""
    now = school.api.clock().astimezone(zone)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=10, second=0, microsecond=0)
    school.api.clock.offset += midnight - now
    return now.date()


def read(school: School, period: str = "7d") -> dict[str, Any]:
    # A head who signs in now: the day may have changed since the last one did.
    head = school.caller(f"head {uuid4()}", "ADMIN")
    found: dict[str, Any] = ok(head.get("/v1/analytics/school", query={"period": period}))
    return found


def days_of(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(caller.get("/v1/analytics/school"))["days"]
    return found


def test_a_day_is_counted_when_it_is_over_by_the_clock_of_the_school(school: School) -> None:
    in_phnom_penh(school)
    post = school.post()["id"]
    for n in range(5):
        send(school.caller(f"pupil {n}"), seen(post, school.api.clock()))
    deliver(school)
    ok(school.caller("pupil 0").post(f"/v1/posts/{post}/comments", json={"content": "Yes"}), 201)
    empty = read(school)
    assert (empty["until"], empty["asOf"], empty["days"], empty["activeUsers"]) == (
        None, None, [], 0
    )  # fmt: skip
    over = next_day(school, ZONE)
    assert count_days(school.api.deps, school.author.tenant.id) == 7
    # Once is enough.
    assert count_days(school.api.deps, school.author.tenant.id) == 0
    found = read(school)
    assert (found["timezone"], found["until"], len(found["days"])) == (
        ZONE.key, over.isoformat(), 7
    )  # fmt: skip
    day = found["days"][-1]
    assert (day["day"], day["activeUsers"], day["posts"]) == (over.isoformat(), 5, 1)
    assert (day["comments"], day["views"], day["attendanceRate"]) == (1, 5, None)
    # The one teacher is not told apart, and neither the whole nor the day tells.
    roles = {one["role"]: one["people"] for one in found["activeByRole"]}
    assert roles == {"STUDENT": 5, "TEACHER": None}
    assert found["activeUsers"] == 5


@pytest.mark.parametrize(("pupils", "rate"), [(1, None), (4, None), (5, 80.0)])
def test_how_many_were_at_school_is_told_from_five_pupils_on(
    api: Api, pupils: int, rate: float | None
) -> None:
    campus = make_campus(api, pupils=pupils)
    away, *present = campus.pupils
    today = api.clock().astimezone(ZoneInfo("UTC"))
    with api.scene() as connection:
        for session in ("MORNING", "AFTERNOON"):
            make_register(
                connection,
                tenant_id=campus.admin.tenant.id,
                class_id=campus.class_id,
                day=today.date(),
                session=session,
                marks={away: "ABSENT", **dict.fromkeys(present, "PRESENT")},
                by=campus.teacher.id,
            )
    school = School(api, campus.admin)
    over = next_day(school, ZoneInfo("UTC"))
    count_days(api.deps, campus.admin.tenant.id)
    researcher = school.caller("a researcher", "RESEARCHER")
    (day,) = [one for one in days_of(researcher) if one["day"] == over.isoformat()]
    assert day["attendanceRate"] == rate


def test_a_day_of_few_people_tells_of_none(school: School) -> None:
    school.post()
    over = next_day(school, ZoneInfo("UTC"))
    count_days(school.api.deps, school.author.tenant.id)
    found = days_of(school.caller("a researcher", "RESEARCHER"))
    told = {one["day"]: one["activeUsers"] for one in found}
    assert told.pop(over.isoformat()) is None
    assert set(told.values()) == {0}


@pytest.mark.every_school
def test_the_days_of_a_school_are_for_who_runs_it(school: School) -> None:
    for role in ("STUDENT", "TEACHER", "PARENT"):
        for path in ("/v1/analytics/school", "/v1/analytics/school.csv"):
            refused(school.caller(f"a {role}", role).get(path), 403, "forbidden")
    next_day(school, ZoneInfo("UTC"))
    assert school.api.run_job("job_school_activity_daily")["rows"] >= 7
    researcher = school.caller("a researcher", "RESEARCHER")
    lines = researcher.get("/v1/analytics/school.csv").text.split("\r\n")
    assert lines[0].startswith("\ufeffday,active people,posts")
    assert len(lines) == 1 + 7 + 1 + 1
    assert lines[-2].startswith("as of,2")


@pytest.mark.every_school
def test_the_graph_is_measured_and_slowness_reported(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    deps, tenant = school.api.deps, school.author.tenant
    assert graph.measure(deps, tenant.id) is None
    school.follow(school.member("a reader"), school.author)
    took = graph.measure(deps, tenant.id)
    assert took is not None
    assert took > 0
    monkeypatch.setattr(graph, "for_each_school", lambda _, visit: [visit(tenant.id)])
    monkeypatch.setattr(people.SuggestionRepository, "measure_mutual", lambda *_: 700.0)
    with logged() as lines:
        assert school.api.run_job("job_graph_explain_check")["slowestMs"] == 700.0
    (line,) = entries(lines, Signal.GRAPH_SLOW)
    assert (line["milliseconds"], line["decide"]) == (700.0, True)
