"""Registers: taken or not, corrected with a reason, void while the school is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.attendance import make_event, make_notice, make_register
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.support.api import Api, Caller, ok, refused
from tests.support.waiting import looking_first

DAY = date(2026, 2, 10)


@pytest.fixture
def campus(api: Api) -> Campus:
    """A school on Tuesday, 10 February 2026, at nine in the morning, with three pupils in 7A."""
    found = make_campus(api, pupils=3)
    at = datetime(2026, 2, 10, 2, tzinfo=UTC)
    api.clock.offset = at - datetime.now(UTC)
    found.admin, found.teacher = fresh(found, found.admin), fresh(found, found.teacher)
    return found


def fresh(campus: Campus, member: Any) -> Any:
    """The person with a token of the time that it is now."""
    return campus.api.signed_in(member.user, member.tenant, member.role, member.session_id)


def take(
    caller: Caller, class_id: UUID, marks: dict[UUID, str], *, version: int = 0, **body: Any
) -> Any:
    listed = [{"studentId": str(one), "status": status} for one, status in marks.items()]
    sent = {"date": DAY.isoformat(), "session": "MORNING", "version": version, "marks": listed}
    return caller.put(f"/v1/classes/{class_id}/attendance", json={**sent, **body})


def register(caller: Caller, class_id: UUID, **query: str) -> dict[str, Any]:
    asked = {"date": DAY.isoformat(), **query}
    found: dict[str, Any] = ok(caller.get(f"/v1/classes/{class_id}/attendance", query=asked))
    return found


def statuses(read: dict[str, Any]) -> list[str | None]:
    return [entry["status"] for entry in read["entries"]]


def test_a_register_that_is_not_taken_says_nothing_of_anybody(campus: Campus) -> None:
    before = register(campus.as_teacher, campus.class_id)
    assert (before["takenAt"], before["version"], before["sessions"]) == (None, 0, ["MORNING"])
    assert statuses(before) == [None] * 3
    taken = ok(take(campus.as_teacher, campus.class_id, {campus.pupils[1]: "ABSENT"}))
    assert statuses(taken) == ["PRESENT", "ABSENT", "PRESENT"]
    assert (taken["version"], taken["needsReason"]) == (1, False)
    types = {e.type for e in campus.api.events(campus.admin.tenant)}
    assert "register:taken" in types


def test_the_same_again_writes_nothing_and_two_do_not_overwrite_each_other(campus: Campus) -> None:
    marks = {campus.pupils[0]: "LATE"}
    ok(take(campus.as_teacher, campus.class_id, marks))
    refused(take(campus.as_teacher, campus.class_id, {}), 409, "register_changed")
    again = ok(take(campus.as_teacher, campus.class_id, marks, version=1))
    assert again["version"] == 1
    changed = ok(take(campus.office, campus.class_id, {}, version=1))
    assert (changed["version"], statuses(changed)) == (2, ["PRESENT"] * 3)
    refused(take(campus.as_teacher, campus.class_id, marks, version=1), 409, "register_changed")


def test_of_two_who_take_a_register_at_once_one_is_told(campus: Campus) -> None:
    one, other = ({campus.pupils[n]: "ABSENT"} for n in (0, 1))
    taking = [
        partial(take, campus.as_teacher, campus.class_id, one),
        partial(take, campus.office, campus.class_id, other),
    ]
    answers = looking_first(campus.api, "attendance_registers", taking)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    read = register(campus.as_teacher, campus.class_id)
    assert statuses(read).count("ABSENT") == 1


def test_the_roll_is_that_of_the_day(campus: Campus) -> None:
    late = campus.pupil(since=DAY + timedelta(days=1))
    refused(take(campus.as_teacher, campus.class_id, {late: "ABSENT"}), 422, "validation_failed")
    assert len(register(campus.as_teacher, campus.class_id)["entries"]) == 3
    tomorrow = (DAY + timedelta(days=1)).isoformat()
    assert len(register(campus.as_teacher, campus.class_id, date=tomorrow)["entries"]) == 4


@pytest.mark.parametrize(
    "when",
    [
        {"date": "2026-02-11"},  # to come
        {"date": "2026-02-08"},  # a Sunday
        {"date": "2025-10-31"},  # before the year
        {"session": "AFTERNOON"},  # the shift is of mornings
    ],
)
def test_there_is_no_register_out_of_session(campus: Campus, when: dict[str, Any]) -> None:
    refused(take(campus.as_teacher, campus.class_id, {}, **when), 422, "validation_failed")


def test_a_register_of_no_session_is_not_read(campus: Campus) -> None:
    path = f"/v1/classes/{campus.class_id}/attendance"
    refused(campus.as_teacher.get(path, query={"session": "AFTERNOON"}), 422, "validation_failed")


def test_registers_are_for_those_who_teach_the_class(campus: Campus) -> None:
    stranger = campus.api.as_(campus.api.member("TEACHER", campus.admin.tenant))
    for path in ("attendance", "attendance/month"):
        refused(stranger.get(f"/v1/classes/{campus.class_id}/{path}"), 404, "not_found")
    refused(take(stranger, campus.class_id, {}), 404, "not_found")


def test_after_two_days_the_office_corrects_with_a_reason(campus: Campus) -> None:
    day = date(2026, 2, 3)
    dated: dict[str, Any] = {"date": day.isoformat()}
    with campus.api.scene() as connection:
        make_register(
            connection,
            campus.school_id,
            campus.class_id,
            day,
            dict.fromkeys(campus.pupils, "PRESENT"),
            by=campus.teacher.id,
        )
    marks = {campus.pupils[0]: "ABSENT"}
    late = take(campus.as_teacher, campus.class_id, marks, version=1, **dated)
    refused(late, 403, "correction_time_over")
    bare = take(campus.office, campus.class_id, marks, version=1, **dated)
    refused(bare, 422, "reason_missing")
    said = {**dated, "reason": "The register was mixed up with 7B"}
    corrected = ok(take(campus.office, campus.class_id, marks, version=1, **said))
    assert (statuses(corrected)[0], corrected["needsReason"]) == ("ABSENT", True)
    (row,) = campus.api.rows(
        "SELECT before, after, reason, corrected_by FROM app.attendance_corrections"
        " WHERE tenant_id = :t",
        t=campus.school_id,
    )
    assert (row.before, row.after, row.reason) == ("PRESENT", "ABSENT", said["reason"])
    assert row.corrected_by == campus.admin.id


def closure(**fields: Any) -> dict[str, Any]:
    days = {"firstDay": DAY.isoformat(), "lastDay": DAY.isoformat()}
    return {"kind": "CLOSURE", "title": "A holiday", **days, **fields}


def test_a_holiday_declared_afterwards_leaves_no_absence_and_no_denominator(campus: Campus) -> None:
    ok(take(campus.as_teacher, campus.class_id, {campus.pupils[0]: "ABSENT"}))
    path = f"/v1/students/{campus.pupils[0]}/attendance"
    before = ok(campus.office.get(path))
    assert (before["figures"]["expected"], before["figures"]["rate"]) == (1, "0.0")
    made = ok(campus.office.post("/v1/calendar/events", json=closure()), 201)
    after = ok(campus.office.get(path))
    assert (after["figures"]["expected"], after["figures"]["rate"], after["marks"]) == (0, None, [])
    month = ok(campus.office.get(f"/v1/classes/{campus.class_id}/attendance/month"))
    assert (month["sessions"], month["rows"][0]["figures"]["rate"]) == ([], None)
    # Nothing was deleted: what was marked counts again once the school was open after all.
    assert register(campus.office, campus.class_id)["closedBy"] == "A holiday"
    ok(campus.office.delete(f"/v1/calendar/events/{made['id']}"), 204)
    assert ok(campus.office.get(path))["figures"] == before["figures"]


def test_a_closure_suspends_registers_of_its_class_and_sessions(campus: Campus) -> None:
    other = campus.another_class()
    campus.pupil(other)
    of_class = closure(classId=str(campus.class_id), sessions=["MORNING"])
    ok(campus.office.post("/v1/calendar/events", json=of_class), 201)
    refused(take(campus.as_teacher, campus.class_id, {}), 409, "day_closed")
    ok(take(campus.office, other, {}))


def test_notices_fill_a_register_in_and_decide_nothing(campus: Campus) -> None:
    child = campus.pupils[0]
    with campus.api.scene() as connection:
        make_notice(
            connection,
            campus.school_id,
            child,
            campus.admin.id,
            first_day=DAY,
            last_day=DAY,
        )
    before = register(campus.as_teacher, campus.class_id)
    assert (statuses(before)[0], before["entries"][0]["noticed"]) == ("MEDICAL", "MEDICAL")
    taken = ok(take(campus.as_teacher, campus.class_id, {}))
    assert (statuses(taken)[0], taken["entries"][0]["noticed"]) == ("PRESENT", "MEDICAL")


def test_guardians_announce_absences_and_take_them_back(campus: Campus) -> None:
    child = campus.pupils[0]
    parent = campus.api.as_(campus.parent(child))
    path, day = f"/v1/students/{child}/absence-notices", DAY.isoformat()
    body = {"firstDay": day, "lastDay": day, "kind": "PERMISSION", "reason": "A wedding"}
    made = ok(parent.post(path, json=body), 201)
    assert ok(campus.as_teacher.get(path))["data"] == [made]
    refused(campus.as_teacher.post(path, json=body), 403, "notice_for_guardians")
    for wrong in (
        {"firstDay": "2026-02-09"},
        {"lastDay": "2026-06-01"},
        {"lastDay": "2026-02-09", "firstDay": "2026-02-10"},
    ):
        refused(parent.post(path, json={**body, **wrong}), 422, "validation_failed")
    stranger = campus.api.as_(campus.parent(campus.pupils[1]))
    refused(stranger.post(path, json=body), 404, "not_found")
    refused(stranger.get(path), 404, "not_found")
    one = f"{path}/{made['id']}"
    refused(campus.as_teacher.delete(one), 403, "notice_for_guardians")
    assert ok(parent.delete(one))["withdrawnAt"] is not None
    assert statuses(register(campus.as_teacher, campus.class_id)) == [None] * 3
    refused(parent.delete(f"{path}/{new_id()}"), 404, "not_found")
    refused(stranger.delete(one), 404, "not_found")


def test_attendance_of_two_classes_is_one_figure(campus: Campus) -> None:
    child, to = campus.pupils[0], campus.another_class()
    spans = ((campus.class_id, 37, 82, date(2025, 11, 3)), (to, 89, 96, date(2026, 2, 10)))
    with campus.api.scene() as connection:
        for class_id, present, expected, first in spans:
            for number in range(expected):
                make_register(
                    connection,
                    campus.school_id,
                    class_id,
                    first + timedelta(days=number),
                    {child: "PRESENT" if number < present else "ABSENT"},
                    by=campus.admin.id,
                )
    asked = {"first": "2025-11-01", "last": "2026-08-31"}
    read = ok(campus.office.get(f"/v1/students/{child}/attendance", query=asked))
    assert (read["figures"]["present"], read["figures"]["expected"]) == (126, 178)
    assert read["figures"]["rate"] == "70.8"


def test_the_book_of_a_month_tells_absences_with_and_without_permission(campus: Campus) -> None:
    one, two, _ = campus.pupils
    ok(take(campus.as_teacher, campus.class_id, {one: "ABSENT", two: "PERMISSION"}))
    monday: dict[str, Any] = {"date": "2026-02-09"}
    ok(take(campus.as_teacher, campus.class_id, {one: "MEDICAL", two: "LATE"}, **monday))
    book = ok(campus.as_teacher.get(f"/v1/classes/{campus.class_id}/attendance/month"))
    assert [s["date"] for s in book["sessions"]] == ["2026-02-09", "2026-02-10"]
    figures = [row["figures"] for row in book["rows"]]
    assert [(f["absent"], f["allowed"], f["late"], f["rate"]) for f in figures] == [
        (1, 1, 0, "0.0"),
        (0, 1, 1, "50.0"),
        (0, 0, 0, "100.0"),
    ]
    assert [len(row["marks"]) for row in book["rows"]] == [2, 2, 0]
    january = {"month": "2026-01-15"}
    path = f"/v1/classes/{campus.class_id}/attendance/month"
    assert ok(campus.as_teacher.get(path, query=january))["month"] == "2026-01-01"


def test_the_board_shows_first_what_is_not_taken(campus: Campus) -> None:
    other, closed = campus.another_class("7B"), campus.another_class("7C")
    campus.pupil(other)
    campus.pupil(closed)
    ok(take(campus.as_teacher, campus.class_id, {campus.pupils[0]: "ABSENT"}))
    ok(campus.office.post("/v1/calendar/events", json=closure(classId=str(closed))), 201)
    board = ok(campus.office.get("/v1/attendance/summary"))
    found = [(b["className"], b["takenAt"] is not None, b["closedBy"]) for b in board["data"]]
    assert found == [("7B", False, None), ("7A", True, None), ("7C", False, "A holiday")]
    assert (board["figures"]["expected"], board["figures"]["rate"]) == (3, "66.7")
    sunday = ok(campus.office.get("/v1/attendance/summary", query={"date": "2026-02-08"}))
    assert (sunday["data"], sunday["figures"]["rate"]) == ([], None)


def test_a_nudge_reaches_who_takes_the_register_once(campus: Campus) -> None:
    body = {"classId": str(campus.class_id), "date": DAY.isoformat(), "session": "MORNING"}
    for _ in range(2):
        ok(campus.office.post("/v1/attendance/nudges", json=body), 204)
    api, tenant = campus.api, campus.admin.tenant
    assert api.deliver("worker_attendance", tenant, "register:wanted") == 2
    (told,) = ok(campus.as_teacher.get("/v1/notifications"))["data"]
    assert (told["type"], "7A" in told["message"]) == ("REGISTER_WANTED", True)
    assert told["link"] == f"/classes/{campus.class_id}/attendance"
    ok(take(campus.as_teacher, campus.class_id, {}))
    refused(campus.office.post("/v1/attendance/nudges", json=body), 409, "register_is_taken")
    strange = {**body, "classId": str(new_id())}
    refused(campus.office.post("/v1/attendance/nudges", json=strange), 404, "not_found")


def test_a_class_without_a_lead_is_asked_of_all_who_teach_in_it(campus: Campus) -> None:
    other = campus.another_class()
    teaching = {"userId": str(campus.teacher.id), "subjectId": str(campus.subject_id)}
    ok(campus.office.put(f"/v1/classes/{other}/teachers", json={"teachers": [teaching]}))
    body = {"classId": str(other), "date": DAY.isoformat(), "session": "MORNING"}
    ok(campus.office.post("/v1/attendance/nudges", json=body), 204)
    (event,) = campus.api.events(campus.admin.tenant, "register:wanted")
    assert event.channel == f"user:{campus.teacher.id}"


def test_three_absent_siblings_are_one_notification(campus: Campus) -> None:
    other = campus.another_class()
    siblings = [
        campus.pupil(family_name_kh="ម៉ៅ", given_name_kh=given, class_id=where)
        for given, where in (("មករា", None), ("ដារា", None), ("បុប្ផា", other))
    ]
    parent = campus.parent(*siblings)
    ok(take(campus.as_teacher, campus.class_id, dict.fromkeys(siblings[:2], "ABSENT")))
    ok(take(campus.office, other, {siblings[2]: "LATE"}))
    api, tenant = campus.api, campus.admin.tenant
    api.deliver("worker_attendance", tenant, "attendance:marked")
    api.deliver("worker_attendance", tenant, "attendance:marked")
    reader = api.as_(parent)
    (told,) = ok(reader.get("/v1/notifications"))["data"]
    assert (told["type"], told["groupCount"]) == ("ATTENDANCE_ALERT", 3)
    assert told["message"].startswith("ម៉ៅ ដារា, ម៉ៅ បុប្ផា, ម៉ៅ មករា: ")
    assert "10/02/2026" in told["message"]
    ok(take(campus.as_teacher, campus.class_id, {}, version=1))
    ok(take(campus.office, other, {}, version=1))
    api.deliver("worker_attendance", tenant, "attendance:marked")
    (after,) = ok(reader.get("/v1/notifications"))["data"]
    assert (after["id"], "nobody was absent" in after["message"]) == (told["id"], True)


def test_nobody_is_told_of_what_is_allowed_or_of_somebody_elses_child(campus: Campus) -> None:
    parent = campus.parent(campus.pupils[0])
    marks = {campus.pupils[0]: "PERMISSION", campus.pupils[1]: "ABSENT"}
    ok(take(campus.as_teacher, campus.class_id, marks))
    campus.api.deliver("worker_attendance", campus.admin.tenant, "attendance:marked")
    assert ok(campus.api.as_(parent).get("/v1/notifications"))["data"] == []


def test_the_pupil_hears_of_it_without_a_notification(campus: Campus) -> None:
    account = campus.api.member("STUDENT", campus.admin.tenant)
    child = campus.pupil(user_id=account.id)
    ok(take(campus.as_teacher, campus.class_id, {child: "ABSENT"}))
    (event,) = campus.api.events(campus.admin.tenant, "attendance:marked")
    assert (event.channel, event.data["status"]) == (f"user:{account.id}", "ABSENT")
    campus.api.deliver("worker_attendance", campus.admin.tenant, "attendance:marked")
    assert ok(campus.api.as_(account).get("/v1/notifications"))["data"] == []


def test_guardians_without_an_account_are_listed_to_call(campus: Campus) -> None:
    from tests.areas.school.factories.years import make_guardian

    told, called, nobody = campus.pupils
    campus.parent(told)
    with campus.api.scene() as connection:
        make_guardian(connection, campus.school_id, called, phone="012 345 678")
        make_guardian(connection, campus.school_id, told, phone="011 111 111")
    ok(take(campus.as_teacher, campus.class_id, dict.fromkeys(campus.pupils, "ABSENT")))
    calls = ok(campus.office.get("/v1/attendance/calls"))["data"]
    assert [(c["studentId"], c["phone"], c["className"]) for c in calls] == [
        (str(called), "012 345 678", "7A")
    ]
    assert nobody not in {c["studentId"] for c in calls}


def test_a_guardian_sees_several_children_at_once(campus: Campus) -> None:
    one, two, _ = campus.pupils
    parent = campus.api.as_(campus.parent(one, two))
    ok(take(campus.as_teacher, campus.class_id, {one: "ABSENT"}))
    day = {"firstDay": DAY.isoformat(), "lastDay": "2026-02-12", "kind": "MEDICAL"}
    ok(parent.post(f"/v1/students/{two}/absence-notices", json=day), 201)
    children = ok(parent.get("/v1/users/me/children"))["data"]
    assert [(c["className"], c["today"], c["absentUntil"]) for c in children] == [
        ("7A", "ABSENT", None),
        ("7A", "PRESENT", "2026-02-12"),
    ]
    assert [c["month"]["rate"] for c in children] == ["0.0", "100.0"]
    assert ok(campus.as_teacher.get("/v1/users/me/children"))["data"] == []


@pytest.mark.every_school
def test_who_leads_a_class_is_reminded_once_of_an_open_register(campus: Campus) -> None:
    api = campus.api
    first = api.run_job("job_register_reminders")
    api.clock.advance(hours=2)
    api.run_job("job_register_reminders")
    api.deliver("worker_attendance", campus.admin.tenant, "register:wanted")
    api.run_job("job_register_reminders")
    wanted = api.events(campus.admin.tenant, "register:wanted")
    assert first is not None
    assert [e.channel for e in wanted] == [f"user:{campus.teacher.id}"]


@pytest.mark.every_school
def test_who_leads_a_class_hears_weekly_who_is_often_absent(campus: Campus) -> None:
    rare, often, _ = campus.pupils
    with campus.api.scene() as connection:
        for back in range(1, 7):
            make_register(
                connection,
                campus.school_id,
                campus.class_id,
                DAY - timedelta(days=back),
                {rare: "ABSENT" if back < 3 else "PRESENT", often: "PRESENT"},
                by=campus.admin.id,
            )
    for _ in range(2):
        campus.api.run_job("job_at_risk_students")
    (told,) = ok(campus.as_teacher.get("/v1/notifications"))["data"]
    assert told["type"] == "AT_RISK"
    assert told["message"].startswith("1 pupils of 7A")


def test_events_of_a_class_are_its_teachers_and_closures_the_offices(campus: Campus) -> None:
    path, teacher = "/v1/calendar/events", campus.as_teacher
    trip = {**closure(classId=str(campus.class_id)), "kind": "EVENT", "title": "A trip"}
    made = ok(teacher.post(path, json={**trip, "starts": "07:00", "ends": "11:00"}), 201)
    assert (made["starts"], made["kind"]) == ("07:00:00", "EVENT")
    refused(teacher.post(path, json=closure()), 403, "whole_school_only")
    of_class = closure(classId=str(campus.class_id))
    refused(teacher.post(path, json=of_class), 403, "whole_school_only")
    elsewhere = {**trip, "classId": str(campus.another_class())}
    refused(teacher.post(path, json=elsewhere), 404, "not_found")
    one = f"{path}/{made['id']}"
    assert ok(teacher.put(one, json={**trip, "title": "Another trip"}))["title"] == "Another trip"
    refused(teacher.put(one, json=elsewhere), 404, "not_found")
    refused(teacher.put(one, json=closure()), 403, "whole_school_only")
    with campus.api.scene() as connection:
        school_wide = make_event(connection, campus.school_id, campus.admin.id)
    refused(teacher.delete(f"{path}/{school_wide}"), 403, "whole_school_only")
    refused(teacher.put(f"{path}/{school_wide}", json=trip), 403, "whole_school_only")
    ok(teacher.delete(one), 204)
    refused(teacher.delete(one), 404, "not_found")
    refused(teacher.put(one, json=trip), 404, "not_found")
    strange = closure(classId=str(new_id()))
    refused(campus.office.post(path, json=strange), 404, "not_found")


def test_events_are_seen_by_those_of_the_class(campus: Campus) -> None:
    path = "/v1/calendar/events"
    trip = {**closure(classId=str(campus.class_id)), "kind": "EVENT", "title": "A trip"}
    ok(campus.office.post(path, json=trip), 201)
    ok(campus.office.post(path, json=closure()), 201)
    parent = campus.parent(campus.pupils[0])
    pupil = campus.api.member("STUDENT", campus.admin.tenant)
    campus.pupil(user_id=pupil.id)
    stranger = campus.api.member("STUDENT", campus.admin.tenant)
    for member, seen in (
        (parent, ["A trip", "A holiday"]),
        (pupil, ["A trip", "A holiday"]),
        (campus.teacher, ["A trip", "A holiday"]),
        (campus.admin, ["A trip", "A holiday"]),
        (stranger, ["A holiday"]),
    ):
        found = ok(campus.api.as_(fresh(campus, member)).get(path))["data"]
        assert [event["title"] for event in found] == seen, member.role
    later = {"first": "2026-02-11", "last": "2026-03-01"}
    assert ok(campus.office.get(path, query=later))["data"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"lastDay": "2026-02-09"},
        {"lastDay": "2027-12-31"},
        {"starts": "07:00"},
        {"starts": "07:00", "ends": "07:00"},
        {"starts": "07:00Z", "ends": "08:00Z"},
        {"kind": "EVENT", "sessions": ["MORNING"]},
    ],
)
def test_an_event_that_is_not_in_order_is_refused(campus: Campus, wrong: dict[str, Any]) -> None:
    answer = campus.office.post("/v1/calendar/events", json=closure(**wrong))
    refused(answer, 422, "validation_failed")


def test_who_moves_on_the_very_day_counts_once_in_a_session(campus: Campus) -> None:
    """7A has marked them absent when they go into 7B, which marks them present: 7B has them."""
    pupil, other = campus.pupils[0], campus.another_class()
    ok(take(campus.as_teacher, campus.class_id, {pupil: "ABSENT"}))
    body = {"studentId": str(pupil), "startedOn": DAY.isoformat()}
    ok(campus.office.post(f"/v1/classes/{other}/students", json=body), 201)

    span = {"first": DAY.isoformat(), "last": DAY.isoformat()}

    def figures() -> tuple[int, int, int]:
        found = ok(campus.office.get(f"/v1/students/{pupil}/attendance", query=span))
        return found["figures"]["expected"], found["figures"]["present"], len(found["marks"])

    # Until 7B takes its register, what 7A marked is all that is known.
    assert figures() == (1, 0, 1)
    ok(take(campus.office, other, {}))
    assert figures() == (1, 1, 0)
    month = {"month": DAY.strftime("%Y-%m-01")}
    counted = {}
    for class_id in (campus.class_id, other):
        book = ok(campus.office.get(f"/v1/classes/{class_id}/attendance/month", query=month))
        for row in book["rows"]:
            if row["studentId"] == str(pupil):
                counted[class_id] = row["figures"]["expected"]
    assert counted == {campus.class_id: 0, other: 1}
    # Back in 7A on the same day: its mark is the one that counts again.
    back = ok(campus.office.post(f"/v1/classes/{campus.class_id}/students", json=body), 201)
    assert back["className"] == "7A"
    assert figures() == (1, 0, 1)
