"""Pupils' records: found, sorted, changed, and seen by whom they concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy import text

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import make_campus
from tests.areas.school.factories.years import (
    YEAR_START,
    enrol,
    make_class_of,
    make_student,
    make_year,
)
from tests.support.api import Api, Caller, all_items, ok, refused
from tests.support.waiting import behind, looking_first

DARA = {"lastName": "Sok", "firstName": "Dara"}
BOPHA = {
    "lastName": "Keo",
    "firstName": "Bopha",
    "familyNameKh": "កែវ",
    "givenNameKh": "បុប្ផា",
    "gender": "FEMALE",
    "dateOfBirth": "2012-04-30",
}


def names(caller: Caller, **query: object) -> list[str]:
    return [f"{s['lastName']} {s['firstName']}" for s in all_items(caller, "/v1/students", **query)]


def test_two_people_of_one_name_stay_two(api: Api) -> None:
    office = api.as_(api.member("ADMIN"))
    one, other = (ok(office.post("/v1/students", json=DARA), 201) for _ in range(2))
    assert one["id"] != other["id"]
    assert int(other["studentNumber"]) == int(one["studentNumber"]) + 1
    assert len(names(office, q="sok dara")) == 2


def test_pupils_who_are_added_at_once_have_numbers_of_their_own(api: Api) -> None:
    office = api.as_(api.member("ADMIN"))
    adding = [partial(office.post, "/v1/students", json=DARA)] * 3
    added = [ok(answer, 201)["studentNumber"] for answer in looking_first(api, "students", adding)]
    assert len(set(added)) == 3


def test_a_pupil_has_a_name_in_one_script_at_least(api: Api) -> None:
    office = api.as_(api.member("ADMIN"))
    khmer = {"familyNameKh": "សុខ", "givenNameKh": "ដារា"}
    assert ok(office.post("/v1/students", json=khmer), 201)["lastName"] == ""
    for missing in ({}, {"lastName": "Sok"}, {"lastName": "Sok", "givenNameKh": "ដារា"}):
        refused(office.post("/v1/students", json=missing), 422, "validation_failed")


def test_pupils_are_sorted_by_khmer_and_found_by_any_part(api: Api) -> None:
    office = api.as_(api.member("ADMIN"))
    numbered = {**BOPHA, "studentNumber": "S-1", "officialId": "0123456789"}
    ok(office.post("/v1/students", json=numbered), 201)
    for family, given, latin in (
        ("ស្រី", "មុំ", "Srey"),
        ("សុខ", "ដារា", "Sok"),
        ("ខៀវ", "កក្កដា", "Khiev"),
    ):
        khmer = {"familyNameKh": family, "givenNameKh": given}
        ok(office.post("/v1/students", json={"lastName": latin, "firstName": "X", **khmer}), 201)
    ok(office.post("/v1/students", json=DARA), 201)
    assert names(office, limit=2) == ["Keo Bopha", "Khiev X", "Sok X", "Srey X", "Sok Dara"]
    for typed in ("bopha keo", "BOPHA", "កែវបុប្ផា", "បុប្ផា កែវ", "s-1", "0123456789", "០១២៣"):
        assert names(office, q=typed) == ["Keo Bopha"], typed
    assert names(office, q="%") == []


def test_numbers_are_each_a_pupils_own(api: Api) -> None:
    office = api.as_(api.member("ADMIN"))
    first = ok(office.post("/v1/students", json={**DARA, "studentNumber": "0042"}), 201)
    assert first["studentNumber"] == "0042"
    refused(
        office.post("/v1/students", json={**BOPHA, "studentNumber": "0042"}), 409, "number_taken"
    )
    other = ok(office.post("/v1/students", json=BOPHA), 201)
    path = f"/v1/students/{other['id']}"
    taken = {**BOPHA, "studentNumber": "0042", "version": 0}
    refused(office.put(path, json=taken), 409, "number_taken")
    kept = ok(office.put(path, json={**BOPHA, "version": 0}))
    assert kept["studentNumber"] == other["studentNumber"]


def test_a_change_by_hand_is_kept_from_imports(api: Api) -> None:
    member = api.member("ADMIN")
    office = api.as_(member)
    made = ok(office.post("/v1/students", json=BOPHA), 201)
    path = f"/v1/students/{made['id']}"
    changed = ok(office.put(path, json={**BOPHA, "phone": "012 345 678", "version": 0}))
    assert (changed["phone"], changed["version"]) == ("012 345 678", 1)
    refused(office.put(path, json={**BOPHA, "version": 0}), 409, "student_changed")
    refused(office.put(path, json={"lastName": "Keo", "version": 1}), 422, "validation_failed")
    (row,) = api.rows(
        "SELECT sticky FROM app.students WHERE tenant_id = :t AND id = :s",
        t=member.tenant.id,
        s=made["id"],
    )
    assert row.sticky == ["phone"]
    refused(office.put(f"/v1/students/{new_id()}", json={**BOPHA, "version": 0}), 404, "not_found")


def test_a_record_is_seen_by_whom_it_concerns(api: Api) -> None:
    campus = make_campus(api)
    itself = api.member("STUDENT", campus.admin.tenant)
    child = campus.pupil(user_id=itself.id)
    path = f"/v1/students/{child}"
    for member in (itself, campus.parent(child), campus.teacher, campus.admin):
        read = ok(api.as_(member).get(path))
        assert (read["className"], len(read["enrolments"])) == ("7A", 1)
    strangers = (
        api.member("TEACHER", campus.admin.tenant),
        api.member("STUDENT", campus.admin.tenant),
        campus.parent(campus.pupil()),
    )
    for stranger in strangers:
        refused(api.as_(stranger).get(path), 404, "not_found")


def test_each_record_tells_of_one_pupil_and_their_class_of_today(api: Api) -> None:
    campus = make_campus(api)
    accounts = [api.member("STUDENT", campus.admin.tenant) for _ in range(2)]
    other = campus.another_class()
    here, there = (
        campus.pupil(where, user_id=account.id, first_name=name)
        for where, account, name in zip(
            (campus.class_id, other), accounts, ("Bopha", "Chan"), strict=True
        )
    )
    gone = campus.pupil(other, first_name="Dara")
    leaving = {"on": "2026-01-15", "reason": "TRANSFERRED_OUT"}
    ok(campus.office.delete(f"/v1/classes/{other}/students/{gone}", query=leaving))
    listed = all_items(campus.office, "/v1/students")
    assert [(one["id"], one["className"]) for one in listed] == [
        (str(here), "7A"),
        (str(there), "7B"),
        (str(gone), None),
    ]
    assert names(campus.office, classId=other) == ["Sok Chan"]
    history = ok(campus.office.get(f"/v1/students/{gone}"))["enrolments"]
    assert [(one["className"], one["endedOn"]) for one in history] == [("7B", "2026-01-15")]
    mine = api.as_(accounts[0])
    ok(mine.get(f"/v1/students/{here}"))
    refused(mine.get(f"/v1/students/{there}"), 404, "not_found")
    campus.parent(there)
    (child,) = ok(api.as_(campus.parent(here)).get("/v1/users/me/children"))["data"]
    assert child["id"] == str(here)


def test_a_teacher_sees_a_pupil_as_long_as_they_are_in_the_class(api: Api) -> None:
    campus = make_campus(api)
    child, to = campus.pupil(), campus.another_class()
    ok(campus.as_teacher.get(f"/v1/students/{child}"))
    body = {"studentId": str(child), "startedOn": "2026-02-10"}
    ok(campus.office.post(f"/v1/classes/{to}/students", json=body), 201)
    refused(campus.as_teacher.get(f"/v1/students/{child}"), 404, "not_found")


def test_who_teaches_one_class_sees_nobody_of_another(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    teaches, leads = (api.member("TEACHER", campus.admin.tenant) for _ in range(2))
    other = campus.another_class(homeroom_teacher_id=leads.id)
    teaching = {"userId": str(teaches.id), "subjectId": str(campus.subject_id)}
    ok(campus.office.put(f"/v1/classes/{other}/teachers", json={"teachers": [teaching]}))
    theirs = campus.pupil(other)
    for member in (teaches, leads):
        ok(api.as_(member).get(f"/v1/students/{theirs}"))
        refused(api.as_(member).get(f"/v1/students/{campus.pupils[0]}"), 404, "not_found")


def test_a_teacher_sees_a_pupil_until_the_day_that_is_said_to_be_the_last(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    (child,) = campus.pupils
    coming = campus.pupil(since=date(2026, 2, 12))
    api.clock.offset = datetime(2026, 2, 10, 2, tzinfo=UTC) - datetime.now(UTC)
    office, teacher = (
        api.as_(api.signed_in(m.user, m.tenant, m.role, m.session_id))
        for m in (campus.admin, campus.teacher)
    )
    leaving = {"on": "2026-02-12", "reason": "TRANSFERRED_OUT"}
    ok(office.delete(f"/v1/classes/{campus.class_id}/students/{child}", query=leaving))
    ok(teacher.get(f"/v1/students/{child}"))
    refused(teacher.get(f"/v1/students/{coming}"), 404, "not_found")
    api.clock.advance(days=2)
    m = campus.teacher
    teacher = api.as_(api.signed_in(m.user, m.tenant, m.role, m.session_id))
    refused(teacher.get(f"/v1/students/{child}"), 404, "not_found")
    ok(teacher.get(f"/v1/students/{coming}"))


def test_who_moves_leaves_one_class_on_the_day_they_come_into_the_other(api: Api) -> None:
    campus = make_campus(api)
    account = api.member("STUDENT", campus.admin.tenant)
    child, to = campus.pupil(user_id=account.id), campus.another_class()
    body = {"studentId": str(child), "startedOn": "2026-02-10"}
    moved = ok(campus.office.post(f"/v1/classes/{to}/students", json=body), 201)
    assert (moved["className"], moved["entryReason"]) == ("7B", "MOVED")
    history = ok(campus.office.get(f"/v1/students/{child}"))["enrolments"]
    assert [(e["className"], e["startedOn"], e["endedOn"]) for e in history] == [
        ("7B", "2026-02-10", None),
        ("7A", YEAR_START.isoformat(), "2026-02-10"),
    ]
    for day, class_id, there in (
        ("2026-02-09", campus.class_id, True),
        ("2026-02-09", to, False),
        ("2026-02-10", campus.class_id, False),
        ("2026-02-10", to, True),
    ):
        roster = ok(campus.office.get(f"/v1/classes/{class_id}/students", query={"on": day}))
        assert [row["studentId"] == str(child) for row in roster["data"]] == [True] * there
    changed = [
        e.body["data"]["status"]
        for e in api.events(campus.admin.tenant, "enrollment:changed")
        if e.copy == 0
    ]
    assert changed == ["MOVED", "ACTIVE"]


def test_what_stands_against_coming_into_a_class(api: Api) -> None:
    campus = make_campus(api)
    child = campus.pupil()
    path, body = f"/v1/classes/{campus.class_id}/students", {"studentId": str(child)}
    day = {"startedOn": "2026-02-10"}
    office = campus.office
    refused(office.post(path, json={**body, **day}), 409, "already_in_class")
    before = {**body, "startedOn": (YEAR_START - timedelta(days=1)).isoformat()}
    refused(office.post(path, json=before), 422, "validation_failed")
    late = campus.pupil(since=date(2026, 3, 1))
    to = campus.another_class()
    early = {"studentId": str(late), **day}
    refused(office.post(f"/v1/classes/{to}/students", json=early), 422, "validation_failed")
    full = campus.another_class("7C", capacity=1)
    campus.pupil(full)
    refused(office.post(f"/v1/classes/{full}/students", json={**body, **day}), 409, "class_full")
    closed = campus.another_class("7D", archived_at=api.clock())
    refused(
        office.post(f"/v1/classes/{closed}/students", json={**body, **day}), 409, "class_archived"
    )
    strange = {"studentId": str(new_id()), **day}
    refused(office.post(path, json=strange), 404, "not_found")
    refused(office.post(f"/v1/classes/{new_id()}/students", json={**body, **day}), 404, "not_found")


def test_who_leaves_and_returns_keeps_record_and_number(api: Api) -> None:
    campus = make_campus(api)
    account = api.member("STUDENT", campus.admin.tenant)
    child = campus.pupil(student_number="0007", user_id=account.id)
    path = f"/v1/classes/{campus.class_id}/students"
    leaving = {"on": "2026-01-15", "reason": "TRANSFERRED_OUT"}
    never = {**leaving, "on": "2199-01-15"}
    refused(campus.office.delete(f"{path}/{child}", query=never), 422, "validation_failed")
    ended = ok(campus.office.delete(f"{path}/{child}", query=leaving))
    assert (ended["endedOn"], ended["exitReason"]) == ("2026-01-15", "TRANSFERRED_OUT")
    look_again = api.events(campus.admin.tenant, "access:changed")
    assert [event.data for event in look_again] == [{"userId": str(account.id)}]
    assert ok(campus.office.get(f"/v1/students/{child}"))["status"] == "TRANSFERRED"
    refused(campus.office.delete(f"{path}/{child}", query=leaving), 404, "not_found")
    back = {"studentId": str(child), "startedOn": "2026-03-02", "reason": "RETURNED"}
    # On that day two classes would have the pupil.
    for to in (campus.class_id, campus.another_class()):
        twice = {**back, "startedOn": "2026-01-14"}
        answer = campus.office.post(f"/v1/classes/{to}/students", json=twice)
        refused(answer, 422, "validation_failed")
    ok(campus.office.post(path, json=back), 201)
    read = ok(campus.office.get(f"/v1/students/{child}"))
    assert (read["studentNumber"], read["status"], len(read["enrolments"])) == ("0007", "ACTIVE", 2)
    early = {"on": "2026-03-01"}
    refused(campus.office.delete(f"{path}/{child}", query=early), 422, "validation_failed")
    refused(campus.office.delete(f"/v1/classes/{new_id()}/students/{child}"), 404, "not_found")


def test_what_others_left_and_what_never_began_keeps_nobody_out(api: Api) -> None:
    campus = make_campus(api, pupils=1)
    office, path = campus.office, f"/v1/classes/{campus.class_id}/students"
    leaving = {"on": "2026-03-02", "reason": "TRANSFERRED_OUT"}
    ok(office.delete(f"{path}/{campus.pupils[0]}", query=leaving))
    child = ok(office.post("/v1/students", json=DARA), 201)["id"]
    coming = {"studentId": child, "startedOn": "2026-03-01"}
    ok(office.post(path, json=coming), 201)
    # On the day on which it begins, to undo a mistake.
    ok(office.delete(f"{path}/{child}", query={**leaving, "on": "2026-03-01"}))
    ok(office.post(path, json={**coming, "startedOn": "2026-02-10"}), 201)


def test_a_year_that_a_pupil_left_keeps_them_out_of_no_other(api: Api) -> None:
    campus = make_campus(api)
    tenant, (starts, ends) = campus.school_id, (date(2026, 11, 1), date(2027, 8, 31))
    with api.scene() as connection:
        year = make_year(connection, tenant, start_date=starts, end_date=ends, status="PLANNING")
        later = make_class_of(connection, tenant, year_id=year.id, grade_id=campus.grade_id)
        child = make_student(connection, tenant)
        enrol(
            connection, tenant, year_id=year.id, class_id=later, student_id=child,
            started_on=starts, ended_on=date(2026, 11, 9), exit_reason="OTHER",
        )  # fmt: skip
    # Written down afterwards.
    body = {"studentId": str(child), "startedOn": "2026-02-10"}
    ok(campus.office.post(f"/v1/classes/{campus.class_id}/students", json=body), 201)


def test_only_who_is_in_a_class_takes_a_place_of_it(api: Api) -> None:
    campus = make_campus(api, pupils=2)
    small = campus.another_class(capacity=1)
    first, second = (campus.pupil(campus.another_class(name)) for name in ("7C", "7D"))
    path = f"/v1/classes/{small}/students"
    coming = [{"studentId": str(one), "startedOn": "2026-02-10"} for one in (first, second)]
    ok(campus.office.post(path, json=coming[0]), 201)
    refused(campus.office.post(path, json=coming[1]), 409, "class_full")
    leaving = {"on": "2026-02-11", "reason": "TRANSFERRED_OUT"}
    ok(campus.office.delete(f"{path}/{first}", query=leaving))
    ok(campus.office.post(path, json=coming[1]), 201)


def test_pupils_are_listed_by_class_year_and_status(api: Api) -> None:
    campus = make_campus(api, pupils=2)
    to = campus.another_class()
    campus.pupil(to, last_name="Chan", first_name="Only")
    office = campus.office
    assert names(office, classId=to) == ["Chan Only"]
    assert len(names(office, yearId=campus.year.id)) == 3
    assert names(office, status="GRADUATED") == []
    assert names(office, yearId=new_id()) == []


def test_a_pupil_whom_two_put_into_classes_at_once_is_in_one(api: Api) -> None:
    """The later one moves them: nobody is in two classes of a year."""
    campus = make_campus(api)
    child = ok(campus.office.post("/v1/students", json=DARA), 201)["id"]
    body = {"studentId": child, "startedOn": "2026-02-10"}
    putting = [
        partial(campus.office.post, f"/v1/classes/{to}/students", json=body)
        for to in (campus.class_id, campus.another_class())
    ]
    for answer in looking_first(api, "class_enrollments", putting):
        ok(answer, 201)
    history = ok(campus.office.get(f"/v1/students/{child}"))["enrolments"]
    assert [one["exitReason"] for one in history] == [None, "MOVED"]


def test_a_class_that_is_archived_at_this_moment_takes_nobody(api: Api) -> None:
    campus = make_campus(api)
    child, to = campus.pupil(), campus.another_class()
    archiving = text("UPDATE app.classes SET archived_at = now() WHERE id = :id")
    body = {"studentId": str(child), "startedOn": "2026-02-10"}
    putting = partial(campus.office.post, f"/v1/classes/{to}/students", json=body)
    (answer,) = behind(api, lambda scene: scene.execute(archiving, {"id": to}), [putting])
    refused(answer, 409, "class_archived")
