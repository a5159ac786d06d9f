"""A year ends and another begins: tried out, done once, and harmless when done again."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import Connection, text

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import make_campus
from tests.areas.school.factories.years import (
    enrol,
    make_class_of,
    make_grade,
    make_offering,
    make_subject,
    make_year,
)
from tests.support.api import Api, ok, refused
from tests.support.waiting import behind

NEXT = {"start_date": date(2026, 11, 1), "end_date": date(2027, 8, 31)}


def test_a_year_is_rolled_over_after_a_dry_run(api: Api, looked_at: list[str]) -> None:
    campus = make_campus(api)
    account = api.member("STUDENT", campus.admin.tenant)
    promoted, repeats, leaves = campus.pupil(user_id=account.id), campus.pupil(), campus.pupil()
    school = campus.school_id
    with api.scene() as connection:
        eight = make_grade(connection, school, ordinal=8)
        last = make_class_of(connection, school, year_id=campus.year.id, name="8A", grade_id=eight)
        to = make_year(connection, school, is_current=False, **NEXT)
        make_class_of(connection, school, year_id=to.id, name="8A", grade_id=eight)
    graduates = campus.pupil(last)
    path = f"/v1/academic-years/{campus.year.id}/rollover"
    decisions = [
        {"studentId": str(repeats), "decision": "REPEAT"},
        {"studentId": str(leaves), "decision": "LEAVE"},
    ]
    body = {"toYearId": str(to.id), "decisions": decisions}
    office = campus.office
    plan = ok(office.post(path, json=body))
    outcomes = {row["studentId"]: row["outcome"] for row in plan["rows"]}
    assert (plan["applied"], outcomes) == (
        False,
        {
            str(promoted): "PROMOTED",
            str(repeats): "NO_CLASS",
            str(leaves): "LEFT",
            str(graduates): "GRADUATED",
        },
    )
    assert [row["fromClassName"] for row in plan["rows"]] == ["7A", "7A", "7A", "8A"]
    assert all(row["lastName"] and row["studentNumber"] for row in plan["rows"])
    assert ok(office.get(f"/v1/students/{promoted}"))["className"] == "7A"
    refused(office.post(path, json={**body, "dryRun": False}), 409, "rollover_incomplete")
    with api.scene() as connection:
        make_class_of(connection, school, year_id=to.id, name="7A", grade_id=campus.grade_id)
    ok(office.post(path, json={**body, "dryRun": False}))
    assert looked_at == [f"user:{account.id}"]
    for pupil, name, status in (
        (promoted, "8A", "ACTIVE"),
        (repeats, "7A", "ACTIVE"),
        (leaves, None, "INACTIVE"),
        (graduates, None, "GRADUATED"),
    ):
        read = ok(office.get(f"/v1/students/{pupil}"))
        assert (read["className"], read["status"]) == (name, status)
        assert read["enrolments"][-1]["endedOn"] == "2026-11-01"
    again = ok(office.post(path, json={**body, "dryRun": False}))
    assert again["rows"] == []
    assert len(ok(office.get(f"/v1/students/{promoted}"))["enrolments"]) == 2


def test_whoever_is_put_into_the_next_year_at_this_moment_stays_there(api: Api) -> None:
    campus = make_campus(api)
    pupil, school = campus.pupil(), campus.school_id
    with api.scene() as connection:
        eight = make_grade(connection, school, ordinal=8)
        to = make_year(connection, school, is_current=False, **NEXT)
        goal = make_class_of(connection, school, year_id=to.id, name="8B", grade_id=eight)

    def put(scene: Connection) -> None:
        locking = text("SELECT 1 FROM app.classes WHERE id = :id FOR NO KEY UPDATE")
        scene.execute(locking, {"id": goal})
        into = {"year_id": to.id, "class_id": goal, "student_id": pupil}
        enrol(scene, school, **into, started_on=NEXT["start_date"])

    rolling = partial(
        campus.office.post,
        f"/v1/academic-years/{campus.year.id}/rollover",
        json={"toYearId": str(to.id), "decisions": [], "dryRun": False},
    )
    (answer,) = behind(api, put, [rolling])
    assert [row["outcome"] for row in ok(answer)["rows"]] == ["ALREADY_THERE"]


def test_the_next_year_begins_with_the_classes_of_this_one_in_one_request(api: Api) -> None:
    campus = make_campus(api)
    office, school = campus.office, campus.school_id
    with api.scene() as connection:
        subject = make_subject(connection, school)
        make_offering(
            connection, school, year_id=campus.year.id, grade_id=campus.grade_id,
            subject_id=subject, coefficient="2", max_score="100",
        )  # fmt: skip
    campus.another_class("7B", capacity=45)
    gone = ok(office.get(f"/v1/classes/{campus.another_class('7Z')}"))
    names = ("name", "gradeId", "trackId", "shiftId", "roomId", "capacity", "homeroomTeacherId")
    kept = {**{name: gone[name] for name in names}, "version": gone["version"], "archived": True}
    ok(office.put(f"/v1/classes/{gone['id']}", json=kept))
    campus.pupil()
    term = {"name": "Semester 1", "startDate": "2026-11-01", "endDate": "2027-03-31", "months": []}
    year = {
        "name": "2026-2027", "startDate": "2026-11-01", "endDate": "2027-08-31",
        "terms": [term], "sameAs": str(campus.year.id),
    }  # fmt: skip
    refused(
        office.post("/v1/academic-years", json={**year, "sameAs": str(new_id())}), 404, "not_found"
    )
    made = ok(office.post("/v1/academic-years", json=year), 201)

    def classes_of(year_id: object) -> list[tuple[object, ...]]:
        found = ok(office.get(f"/v1/classes?yearId={year_id}"))["data"]
        return [tuple(one[name] for name in names[:-1]) for one in found if not one["archivedAt"]]

    def taught_in(year_id: object) -> list[tuple[object, ...]]:
        found = ok(office.get(f"/v1/academic-years/{year_id}/offerings"))["data"]
        kept = ("gradeId", "trackId", "subjectId", "coefficient", "maxScore", "isBonus")
        return [tuple(one[name] for name in kept) for one in found]

    assert [one[0] for one in classes_of(made["id"])] == ["7A", "7B"]
    assert classes_of(made["id"]) == classes_of(campus.year.id)
    assert taught_in(made["id"]) == taught_in(campus.year.id) != []
    empty = ok(office.get(f"/v1/classes?yearId={made['id']}"))["data"]
    assert [(one["studentCount"], one["homeroomTeacherId"]) for one in empty] == [(0, None)] * 2


def test_years_follow_each_other(api: Api) -> None:
    campus = make_campus(api)
    path = f"/v1/academic-years/{campus.year.id}/rollover"
    same = {"toYearId": str(campus.year.id)}
    refused(campus.office.post(path, json=same), 409, "years_out_of_order")
    strange = {"toYearId": str(new_id())}
    refused(campus.office.post(path, json=strange), 404, "not_found")
