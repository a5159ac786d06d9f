"""The timetable: nobody is in two places at once, and only those are told whom it concerns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.timetable import make_lesson, make_period
from tests.areas.school.factories.years import make_room
from tests.support.api import Api, ok, refused

TUESDAY = date(2026, 2, 10)
PERIODS = [
    {"name": "1", "starts": "07:00", "ends": "07:50"},
    {"name": "2", "starts": "08:00", "ends": "08:50"},
    {"name": "double", "starts": "07:30", "ends": "08:30"},
]


@pytest.fixture
def campus(api: Api) -> Campus:
    found = make_campus(api, pupils=1)
    api.clock.offset = datetime(2026, 2, 10, 2, tzinfo=UTC) - datetime.now(UTC)
    for name in ("admin", "teacher"):
        who = getattr(found, name)
        fresh = api.signed_in(who.user, who.tenant, who.role, who.session_id)
        setattr(found, name, fresh)
    return found


def periods(campus: Campus) -> list[str]:
    made = ok(campus.office.put("/v1/periods", json={"periods": PERIODS}))["data"]
    by_name = {period["name"]: period["id"] for period in made}
    return [by_name[period["name"]] for period in PERIODS]


def lesson(campus: Campus, period_id: str, **fields: Any) -> dict[str, Any]:
    taught = {"subjectId": str(campus.subject_id), "teacherId": str(campus.teacher.id)}
    return {**taught, "periodId": period_id, "weekday": 2, **fields}


def put(campus: Campus, class_id: UUID, *lessons: dict[str, Any], on: str = "2026-02-09") -> Any:
    body = {"effectiveFrom": on, "lessons": list(lessons)}
    return campus.office.put(f"/v1/classes/{class_id}/timetable", json=body)


def test_the_times_of_a_period_stand(campus: Campus) -> None:
    one = periods(campus)[0]
    renamed = {"id": one, **PERIODS[0], "name": "First"}
    left = ok(campus.office.put("/v1/periods", json={"periods": [renamed]}))["data"]
    assert [(p["id"], p["name"]) for p in left] == [(one, "First")]
    moved = {**renamed, "starts": "06:50"}
    refused(campus.office.put("/v1/periods", json={"periods": [moved]}), 409, "period_has_lessons")
    strange = {**renamed, "id": str(new_id())}
    refused(campus.office.put("/v1/periods", json={"periods": [strange]}), 404, "not_found")
    backwards = {**PERIODS[0], "ends": "07:00"}
    refused(
        campus.office.put("/v1/periods", json={"periods": [backwards]}), 422, "validation_failed"
    )
    assert ok(campus.as_teacher.get("/v1/periods"))["data"] == left


def test_a_class_has_its_lessons_from_a_day_on(campus: Campus) -> None:
    one, two, _ = periods(campus)
    ok(put(campus, campus.class_id, lesson(campus, one)))
    later = ok(put(campus, campus.class_id, lesson(campus, two), on="2026-03-02"))
    assert [(row["starts"], row["weekday"]) for row in later["data"]] == [("08:00:00", 2)]
    mine = ok(campus.as_teacher.get("/v1/timetable", query={"on": "2026-02-10"}))
    assert (mine["monday"], [row["starts"] for row in mine["data"]]) == ("2026-02-09", ["07:00:00"])
    before = ok(campus.as_teacher.get("/v1/timetable", query={"on": "2026-01-10"}))
    assert before["data"] == []
    parent = campus.api.as_(campus.parent(campus.pupils[0]))
    assert len(ok(parent.get("/v1/timetable"))["data"]) == 1
    by_class = {"classId": str(campus.class_id)}
    assert len(ok(parent.get("/v1/timetable", query=by_class))["data"]) == 1
    refused(parent.get("/v1/timetable", query={"classId": str(new_id())}), 404, "not_found")
    refused(put(campus, new_id()), 404, "not_found")
    refused(put(campus, campus.class_id, lesson(campus, str(new_id()))), 404, "not_found")
    nobody = lesson(campus, one, subjectId=str(new_id()))
    refused(put(campus, campus.class_id, nobody), 404, "not_found")


def test_who_would_be_in_two_places_is_listed(campus: Campus) -> None:
    one, two, double = periods(campus)
    other = campus.another_class()
    with campus.api.scene() as connection:
        room = make_room(connection, campus.school_id, name="Room 12")
    ok(put(campus, campus.class_id, lesson(campus, one, roomId=str(room))))
    clash = put(
        campus,
        other,
        lesson(campus, double),
        lesson(campus, one, teacherId=None, roomId=str(room), weekday=2),
    )
    problem = clash.get_json()
    refused(clash, 409, "timetable_conflict")
    found = [(error["field"], error["code"]) for error in problem["errors"]]
    assert found == [("lessons.0", "teacher"), ("lessons.1", "class"), ("lessons.1", "room")]
    assert "7A" in problem["errors"][0]["message"]
    ok(put(campus, other, lesson(campus, two), lesson(campus, one, weekday=3)))


def test_lessons_on_other_days_do_not_clash(campus: Campus) -> None:
    one, _, _ = periods(campus)
    other = campus.another_class()
    ok(put(campus, campus.class_id, lesson(campus, one)))
    ok(put(campus, campus.class_id, on="2026-03-02"))
    ok(put(campus, other, lesson(campus, one), on="2026-03-02"))
    refused(put(campus, other, lesson(campus, one)), 409, "timetable_conflict")


def test_two_editors_cannot_both_win(campus: Campus) -> None:
    one, _, _ = periods(campus)
    places = [campus.another_class(f"8{letter}") for letter in "ABCD"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda place: put(campus, place, lesson(campus, one)), places))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


def test_the_database_itself_keeps_two_lessons_apart(campus: Campus) -> None:
    teacher = campus.teacher.id
    with campus.api.scene() as connection:
        period = make_period(connection, campus.school_id)
        make_lesson(
            connection,
            campus.school_id,
            class_id=campus.class_id,
            teacher_id=teacher,
            period_id=period,
        )
    other = campus.another_class()
    with pytest.raises(DBAPIError, match="timetable_entries_teacher_once"), campus.api.scene() as c:
        make_lesson(c, campus.school_id, class_id=other, teacher_id=teacher, period_id=period)


def test_publishing_names_the_classes_that_have_other_lessons(campus: Campus) -> None:
    one, two, _ = periods(campus)
    other = campus.another_class()
    ok(put(campus, campus.class_id, lesson(campus, one)))
    ok(put(campus, other, lesson(campus, two)))
    body = {"academicYearId": str(campus.year.id), "effectiveFrom": "2026-02-09"}
    first = ok(campus.office.post("/v1/timetable/publish", json=body))
    assert set(first["changedClassIds"]) == {str(campus.class_id), str(other)}
    ok(put(campus, other, lesson(campus, two, weekday=4)))
    second = ok(campus.office.post("/v1/timetable/publish", json=body))
    assert (second["version"], second["changedClassIds"]) == (2, [str(other)])
    events = campus.api.events(campus.admin.tenant, "timetable:published")
    assert events[-1].data["changedClassIds"] == [str(other)]
    strange = {**body, "academicYearId": str(new_id())}
    refused(campus.office.post("/v1/timetable/publish", json=strange), 404, "not_found")


def test_who_stands_in_takes_the_register_of_that_day(campus: Campus) -> None:
    one, _, _ = periods(campus)
    (held,) = ok(put(campus, campus.class_id, lesson(campus, one)))["data"]
    substitute = campus.api.member("TEACHER", campus.admin.tenant)
    register = f"/v1/classes/{campus.class_id}/attendance"
    refused(campus.api.as_(substitute).get(register), 404, "not_found")
    body = {"date": "2026-02-10", "kind": "SUBSTITUTED", "teacherId": str(substitute.id)}
    path = f"/v1/timetable/{held['id']}/changes"
    assert ok(campus.office.put(path, json=body))["teacherId"] == str(substitute.id)
    ok(campus.api.as_(substitute).get(register))
    refused(
        campus.api.as_(substitute).get(register, query={"date": "2026-02-11"}), 404, "not_found"
    )
    week = ok(campus.api.as_(substitute).get("/v1/timetable"))
    assert week["data"][0]["change"]["kind"] == "SUBSTITUTED"
    channels = [e.channel for e in campus.api.events(campus.admin.tenant, "timetable:changed")]
    assert set(channels) == {
        f"user:{campus.teacher.id}",
        f"user:{substitute.id}",
        f"class:{campus.class_id}",
    }


def test_what_stands_against_changing_a_lesson(campus: Campus) -> None:
    one, _, _ = periods(campus)
    other = campus.another_class()
    (held,) = ok(put(campus, campus.class_id, lesson(campus, one)))["data"]
    busy = campus.api.member("TEACHER", campus.admin.tenant)
    ok(put(campus, other, lesson(campus, one, teacherId=str(busy.id))))
    path, day = f"/v1/timetable/{held['id']}/changes", {"date": "2026-02-10"}
    office = campus.office
    stands_in = {**day, "kind": "SUBSTITUTED", "teacherId": str(busy.id)}
    refused(office.put(path, json=stands_in), 409, "timetable_conflict")
    for wrong in (
        {**day, "kind": "SUBSTITUTED"},
        {**day, "kind": "CANCELLED", "teacherId": str(busy.id)},
        {"date": "2026-02-11", "kind": "CANCELLED"},
        {"date": "2026-02-03", "kind": "CANCELLED"},
    ):
        refused(office.put(path, json=wrong), 422, "validation_failed")
    stranger = {**stands_in, "teacherId": str(new_id())}
    refused(office.put(path, json=stranger), 404, "not_found")
    nowhere = f"/v1/timetable/{new_id()}/changes"
    refused(office.put(nowhere, json={**day, "kind": "CANCELLED"}), 404, "not_found")
    assert ok(office.put(path, json={**day, "kind": "CANCELLED"}))["kind"] == "CANCELLED"
