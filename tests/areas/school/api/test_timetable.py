"""The timetable: nobody is in two places at once, and only those are told whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.timetable import make_lesson, make_period
from tests.areas.school.factories.years import make_room, make_subject
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.scene import Member

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
    """AT-X-5: conflicts are detected, and each is named."""
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
    """AT-X-5: of concurrent writers one wins."""
    one, _, _ = periods(campus)
    places = [campus.another_class(f"8{letter}") for letter in "ABCD"]
    answers = in_parallel([partial(put, campus, place, lesson(campus, one)) for place in places])
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
    assert events[-1].data["changedTeacherIds"] == [str(campus.teacher.id)]
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


def test_a_dry_run_says_whom_a_publication_concerns(campus: Campus) -> None:
    one, two, _ = periods(campus)
    other = campus.another_class()
    ok(put(campus, campus.class_id, lesson(campus, one)))
    ok(put(campus, other, lesson(campus, two, teacherId=None)))
    body = {"academicYearId": str(campus.year.id), "effectiveFrom": "2026-02-09"}
    ok(campus.office.post("/v1/timetable/publish", json=body))
    colleague = campus.api.member("TEACHER", campus.admin.tenant)
    ok(put(campus, campus.class_id, lesson(campus, one, teacherId=str(colleague.id))))
    tried = ok(campus.office.post("/v1/timetable/publish", json={**body, "dryRun": True}))
    assert (tried["version"], [one["name"] for one in tried["classes"]]) == (2, ["7A"])
    concerned = {one["id"]: one["name"] for one in tried["teachers"]}
    assert concerned.keys() == {str(campus.teacher.id), str(colleague.id)}
    assert all(concerned.values())
    assert len(campus.api.events(campus.admin.tenant, "timetable:published")) == 1
    assert ok(campus.office.post("/v1/timetable/publish", json=body)) == tried


def test_who_read_an_older_timetable_changes_nothing(campus: Campus) -> None:
    one, two, _ = periods(campus)
    by_class = {"classId": str(campus.class_id), "on": "2026-02-10"}
    read = ok(campus.office.get("/v1/timetable", query=by_class))
    path = f"/v1/classes/{campus.class_id}/timetable"
    first = {
        "effectiveFrom": "2026-02-09",
        "version": read["version"],
        "lessons": [lesson(campus, one)],
    }
    after = ok(campus.office.put(path, json=first))
    late = {**first, "lessons": [lesson(campus, two)]}
    refused(campus.office.put(path, json=late), 409, "timetable_changed")
    ok(campus.office.put(path, json={**late, "version": after["version"]}))


def test_a_lesson_that_stays_keeps_what_differs_on_a_day(campus: Campus) -> None:
    one, two, double = periods(campus)
    kept = lesson(campus, one)
    before = ok(put(campus, campus.class_id, kept, lesson(campus, two)))["data"]
    for held in before:
        path = f"/v1/timetable/{held['id']}/changes"
        ok(campus.office.put(path, json={"date": "2026-02-17", "kind": "CANCELLED"}))
    ok(put(campus, campus.class_id, kept, lesson(campus, double, weekday=4), on="2026-02-16"))
    by_class = {"classId": str(campus.class_id), "on": "2026-02-17"}
    (same, other) = ok(campus.office.get("/v1/timetable", query=by_class))["data"]
    assert (same["id"], same["change"]["kind"]) == (before[0]["id"], "CANCELLED")
    assert (other["weekday"], other["change"]) == (4, None)


def test_the_lessons_in_a_room_are_read(campus: Campus) -> None:
    one, two, _ = periods(campus)
    with campus.api.scene() as connection:
        room = make_room(connection, campus.school_id, name="Room 12")
    ok(put(campus, campus.class_id, lesson(campus, one, roomId=str(room)), lesson(campus, two)))
    of_room = ok(campus.office.get("/v1/timetable", query={"roomId": str(room)}))
    assert [row["roomName"] for row in of_room["data"]] == ["Room 12"]
    assert of_room["version"] is None


def test_a_swap_moves_both_lessons_and_the_right_to_mark(campus: Campus) -> None:
    one, two, _ = periods(campus)
    other, api, office = campus.another_class(), campus.api, campus.office
    colleague = api.member("TEACHER", campus.admin.tenant)
    (mine,) = ok(put(campus, campus.class_id, lesson(campus, one)))["data"]
    theirs = lesson(campus, two, teacherId=str(colleague.id), weekday=3)
    (far,) = ok(put(campus, other, theirs))["data"]
    path = f"/v1/timetable/{mine['id']}/changes"
    swap = {
        "date": "2026-02-10",
        "kind": "SWAPPED",
        "withLessonId": far["id"],
        "withDate": "2026-02-11",
    }
    done = ok(office.put(path, json=swap))
    assert (done["teacherId"], done["withLessonId"]) == (str(colleague.id), far["id"])
    assert done["subjectName"] is None
    registers = {
        day: f"/v1/classes/{class_id}/attendance"
        for day, class_id in (("2026-02-10", campus.class_id), ("2026-02-11", other))
    }
    ok(api.as_(colleague).get(registers["2026-02-10"], query={"date": "2026-02-10"}))
    ok(campus.as_teacher.get(registers["2026-02-11"], query={"date": "2026-02-11"}))
    week = ok(campus.as_teacher.get("/v1/timetable", query={"on": "2026-02-10"}))["data"]
    assert [(row["id"], row["change"]["teacherId"]) for row in week] == [
        (mine["id"], str(colleague.id)),
        (far["id"], str(campus.teacher.id)),
    ]
    undo = f"/v1/timetable/changes/{week[1]['change']['id']}"
    ok(office.delete(undo), 204)
    refused(office.delete(undo), 404, "not_found")
    refused(
        api.as_(colleague).get(registers["2026-02-10"], query={"date": "2026-02-10"}),
        404,
        "not_found",
    )
    week = ok(campus.as_teacher.get("/v1/timetable", query={"on": "2026-02-10"}))["data"]
    assert [(row["id"], row["change"]) for row in week] == [(mine["id"], None)]
    told = api.events(campus.admin.tenant, "timetable:changed")
    assert [event.data["restored"] for event in told].count(True) == 6


def test_lessons_of_a_class_that_are_swapped_take_their_subjects_along(campus: Campus) -> None:
    one, two, _ = periods(campus)
    with campus.api.scene() as connection:
        history = make_subject(connection, campus.school_id, name="History")
    colleague = campus.api.member("TEACHER", campus.admin.tenant)
    past = lesson(campus, two, subjectId=str(history), teacherId=str(colleague.id))
    mine, far = ok(put(campus, campus.class_id, lesson(campus, one), past))["data"]
    path, office = f"/v1/timetable/{mine['id']}/changes", campus.office
    swap = {"kind": "SWAPPED", "date": "2026-02-10", "withDate": "2026-02-10"}
    done = ok(office.put(path, json={**swap, "withLessonId": far["id"]}))
    assert (done["subjectName"], done["teacherId"]) == ("History", str(colleague.id))
    # One of the two is cancelled instead: the other is held as ever.
    ok(office.put(path, json={"date": "2026-02-10", "kind": "CANCELLED"}))
    by_class = {"classId": str(campus.class_id), "on": "2026-02-10"}
    week = ok(office.get("/v1/timetable", query=by_class))["data"]
    kinds = [None if row["change"] is None else row["change"]["kind"] for row in week]
    assert kinds == ["CANCELLED", None]


def test_what_stands_against_a_swap(campus: Campus) -> None:
    one, two, _ = periods(campus)
    other, busy = campus.another_class(), campus.another_class("7C")
    colleague = campus.api.member("TEACHER", campus.admin.tenant)
    (mine,) = ok(put(campus, campus.class_id, lesson(campus, one)))["data"]
    by = {"teacherId": str(colleague.id)}
    (far,) = ok(put(campus, other, lesson(campus, two, weekday=3, **by)))["data"]
    ok(put(campus, busy, lesson(campus, one, **by)))
    path = f"/v1/timetable/{mine['id']}/changes"
    swap = {
        "date": "2026-02-10",
        "kind": "SWAPPED",
        "withLessonId": far["id"],
        "withDate": "2026-02-11",
    }
    refused(campus.office.put(path, json=swap), 409, "timetable_conflict")
    for wrong in (
        {**swap, "withLessonId": mine["id"], "withDate": "2026-02-17"},
        {**swap, "withDate": "2026-02-10"},
        {**swap, "withDate": None},
        {**swap, "kind": "CANCELLED"},
    ):
        refused(campus.office.put(path, json=wrong), 422, "validation_failed")
    strange = {**swap, "withLessonId": str(new_id())}
    refused(campus.office.put(path, json=strange), 404, "not_found")


def test_those_whom_it_concerns_are_told_and_nobody_else(campus: Campus) -> None:
    one, two, _ = periods(campus)
    api, tenant = campus.api, campus.admin.tenant
    parent, other = campus.parent(campus.pupils[0]), campus.another_class()
    stranger = campus.parent(campus.pupil(other))
    (held,) = ok(put(campus, campus.class_id, lesson(campus, one)))["data"]
    ok(put(campus, other, lesson(campus, two, teacherId=None)))
    body = {"academicYearId": str(campus.year.id), "effectiveFrom": "2026-02-09"}
    ok(campus.office.post("/v1/timetable/publish", json=body))
    later = lesson(campus, two, teacherId=None, weekday=5)
    ok(put(campus, other, later))
    ok(campus.office.post("/v1/timetable/publish", json=body))
    assert api.deliver("worker_announcements", tenant, "timetable:published") == 2
    substitute = api.member("TEACHER", tenant)
    path = f"/v1/timetable/{held['id']}/changes"
    stands_in = {"date": "2026-02-10", "kind": "SUBSTITUTED", "teacherId": str(substitute.id)}
    ok(campus.office.put(path, json=stands_in))
    cancelled = ok(campus.office.put(path, json={"date": "2026-02-17", "kind": "CANCELLED"}))
    ok(campus.office.delete(f"/v1/timetable/changes/{cancelled['id']}"), 204)
    assert api.deliver("worker_announcements", tenant, "timetable:changed") == 7

    def told(who: Member) -> list[str]:
        found = ok(api.as_(who).get("/v1/notifications"))["data"]
        assert {one["link"] for one in found} == {"/timetable"}
        return sorted(one["message"] for one in found)

    new = "There is a new timetable from 09/02/2026 on"
    off = "Mathematics in 7A is cancelled on 17/02/2026"
    on = "Mathematics in 7A is held as usual on 17/02/2026"
    stood_in = "Somebody stands in for Mathematics in 7A on 10/02/2026"
    assert told(parent) == sorted([new, off, on])
    assert told(campus.teacher) == sorted([new, off, on, stood_in])
    assert told(substitute) == [stood_in]
    assert told(stranger) == [new, new]
