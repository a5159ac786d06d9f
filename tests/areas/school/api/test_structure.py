"""Years, grades, subjects and what is taught: set up by those who run the school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from infra.postgres.school.structure_tables import subject_offerings
from tests.areas.people.factories.people import make_class, new_id
from tests.areas.school.factories.marks import make_marks
from tests.areas.school.factories.years import (
    make_class_of,
    make_grade,
    make_offering,
    make_room,
    make_shift,
    make_track,
    make_year,
)
from tests.support.api import Api, Caller, ok, refused
from tests.support.waiting import looking_first

YEAR: dict[str, Any] = {
    "name": "2025-2026",
    "startDate": "2025-11-01",
    "endDate": "2026-08-31",
    "isCurrent": True,
    "status": "ACTIVE",
    "terms": [
        {
            "name": "Semester 1",
            "startDate": "2025-11-01",
            "endDate": "2026-03-31",
            "months": [{"month": "2025-12-01"}, {"month": "2026-01-01", "counts": False}],
        },
        {"name": "Semester 2", "startDate": "2026-04-01", "endDate": "2026-08-31", "months": []},
    ],
}


def years_of(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(caller.get("/v1/academic-years"))["data"]
    return found


def test_a_year_comes_with_its_terms_and_months(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    made = ok(admin.post("/v1/academic-years", json=YEAR), 201)
    assert years_of(admin) == [made]
    assert [term["ordinal"] for term in made["terms"]] == [1, 2]
    assert made["terms"][0]["months"] == [
        {"month": "2025-12-01", "counts": True},
        {"month": "2026-01-01", "counts": False},
    ]
    refused(admin.post("/v1/academic-years", json=YEAR), 409, "year_name_taken")


def test_one_year_is_the_current_one(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    first = ok(admin.post("/v1/academic-years", json=YEAR), 201)
    second = ok(admin.post("/v1/academic-years", json={**YEAR, "name": "again"}), 201)
    assert {y["id"]: y["isCurrent"] for y in years_of(admin)} == {
        first["id"]: False,
        second["id"]: True,
    }


def test_of_two_years_that_become_current_at_once_one_is(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    years = [{**YEAR, "name": name} for name in ("2025-2026", "2026-2027")]
    adding = [partial(admin.post, "/v1/academic-years", json=year) for year in years]
    for answer in looking_first(api, "academic_years", adding):
        ok(answer, 201)
    assert sorted(year["isCurrent"] for year in years_of(admin)) == [False, True]


def test_a_term_stays_itself_when_the_year_changes(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    made = ok(admin.post("/v1/academic-years", json=YEAR), 201)
    path, one = f"/v1/academic-years/{made['id']}", YEAR["terms"][0]
    changed = {**YEAR, "terms": [{**one, "name": "First half", "months": []}], "version": 0}
    after = ok(admin.put(path, json=changed))
    assert [(t["id"], t["name"], t["months"]) for t in after["terms"]] == [
        (made["terms"][0]["id"], "First half", [])
    ]
    refused(admin.put(path, json=changed), 409, "year_changed")
    refused(admin.put(f"/v1/academic-years/{new_id()}", json=changed), 404, "not_found")
    other = ok(admin.post("/v1/academic-years", json={**YEAR, "name": "other"}), 201)
    taken = {**YEAR, "version": 0}
    refused(admin.put(f"/v1/academic-years/{other['id']}", json=taken), 409, "year_name_taken")


@pytest.mark.parametrize(
    "wrong",
    [
        {"startDate": "2026-09-01"},
        {"terms": [{**YEAR["terms"][0], "startDate": "2025-10-01"}]},
        {"terms": [YEAR["terms"][0], {**YEAR["terms"][1], "startDate": "2026-03-31"}]},
        {"terms": [{**YEAR["terms"][0], "months": [{"month": "2025-12-02"}]}]},
        {"terms": [{**YEAR["terms"][0], "months": [{"month": "2026-05-01"}]}]},
        {"terms": [{**YEAR["terms"][0], "months": [{"month": "2026-01-01"}] * 2}]},
        {"terms": []},
    ],
)
def test_a_year_that_is_not_in_order_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    admin = api.as_(api.member("ADMIN"))
    refused(admin.post("/v1/academic-years", json={**YEAR, **wrong}), 422, "validation_failed")


GRADE = {"code": "7", "name": "Grade 7", "ordinal": 7, "band": "LOWER_SECONDARY"}


def test_lists_are_replaced_and_what_is_used_stays(api: Api) -> None:
    member = api.member("ADMIN")
    admin, path = api.as_(member), "/v1/school-structure/grades"
    eight = {**GRADE, "code": "8", "name": "Grade 8", "ordinal": 8}
    made = ok(admin.put(path, json={"grades": [eight, GRADE]}))["grades"]
    assert [grade["code"] for grade in made] == ["7", "8"]
    renamed = {**GRADE, "id": made[0]["id"], "name": "Seven"}
    left = ok(admin.put(path, json={"grades": [renamed]}))["grades"]
    assert [(grade["id"], grade["name"]) for grade in left] == [(made[0]["id"], "Seven")]
    with api.scene() as connection:
        year = make_year(connection, member.tenant.id)
        make_class_of(connection, member.tenant.id, year_id=year.id, grade_id=made[0]["id"])
    refused(admin.put(path, json={"grades": []}), 409, "listed_in_use")
    refused(admin.put(path, json={"grades": [renamed, renamed]}), 409, "listed_twice")
    twice = {"grades": [renamed, {**GRADE, "name": "Again"}]}
    refused(admin.put(path, json=twice), 409, "listed_twice")
    strange = {"grades": [{**GRADE, "id": str(new_id())}]}
    refused(admin.put(path, json=strange), 404, "not_found")


def test_shifts_have_sessions_and_days(api: Api) -> None:
    admin, path = api.as_(api.member("ADMIN")), "/v1/school-structure/shifts"
    shift = {
        "name": "Whole day",
        "sessions": ["AFTERNOON", "MORNING"],
        "weekdays": [5, 1],
        "starts": "07:00",
        "ends": "17:00",
    }
    (made,) = ok(admin.put(path, json={"shifts": [shift]}))["shifts"]
    assert (sorted(made["sessions"]), made["weekdays"]) == (["AFTERNOON", "MORNING"], [1, 5])
    assert (made["starts"], made["ends"]) == ("07:00:00", "17:00:00")
    refusals: tuple[dict[str, Any], ...] = (
        {"ends": "07:00"},
        {"sessions": []},
        {"weekdays": [8]},
        {"starts": "07:00Z"},
    )
    for wrong in refusals:
        refused(admin.put(path, json={"shifts": [{**shift, **wrong}]}), 422, "validation_failed")


def test_tracks_and_rooms_are_lists_too(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    tracks = {"tracks": [{"code": "SCI", "name": "Science", "nameKh": "វិទ្យាសាស្ត្រ"}]}
    rooms = {"rooms": [{"name": "Room 12", "capacity": 45}]}
    ok(admin.put("/v1/school-structure/tracks", json=tracks))
    ok(admin.put("/v1/school-structure/rooms", json=rooms))
    found = ok(admin.get("/v1/school-structure"))
    assert (found["tracks"][0]["nameKh"], found["rooms"][0]["capacity"]) == ("វិទ្យាសាស្ត្រ", 45)
    for path, list_name in (("tracks", "tracks"), ("rooms", "rooms"), ("shifts", "shifts")):
        body: dict[str, Any] = {list_name: []}
        assert ok(admin.put(f"/v1/school-structure/{path}", json=body))[list_name] == []


@pytest.mark.parametrize(
    ("listed", "make", "used_as", "entry"),
    [
        ("tracks", make_track, "track_id", {"code": "ART", "name": "Arts"}),
        ("rooms", make_room, "room_id", {"name": "Room A"}),
        (
            "shifts",
            make_shift,
            "shift_id",
            {
                "name": "Morning",
                "sessions": ["MORNING"],
                "weekdays": [1],
                "starts": "07:00",
                "ends": "11:00",
            },
        ),
    ],
    ids=["tracks", "rooms", "shifts"],
)
def test_no_list_loses_what_a_class_uses_or_has_a_thing_twice(
    api: Api, listed: str, make: Callable[..., Any], used_as: str, entry: dict[str, Any]
) -> None:
    member = api.member("ADMIN")
    school, admin = member.tenant.id, api.as_(member)
    with api.scene() as connection:
        used = {used_as: make(connection, school)}
        make_class_of(connection, school, year_id=make_year(connection, school).id, **used)
    path = f"/v1/school-structure/{listed}"
    refused(admin.put(path, json={listed: [entry]}), 409, "listed_in_use")
    kept = {**entry, "id": str(used[used_as])}
    refused(admin.put(path, json={listed: [kept, entry]}), 409, "listed_twice")
    refused(admin.put(path, json={listed: [{**entry, "id": str(new_id())}]}), 404, "not_found")
    assert [one["id"] for one in ok(admin.put(path, json={listed: [kept]}))[listed]] == [kept["id"]]


def test_a_subject_has_one_code(api: Api) -> None:
    admin = api.as_(api.member("ADMIN"))
    subject = {"code": "MAT", "name": "Mathematics", "coefficient": "1.25", "maxScore": 75}
    made = ok(admin.post("/v1/subjects", json=subject), 201)
    assert (made["coefficient"], made["maxScore"]) == ("1.25", "75.00")
    refused(admin.post("/v1/subjects", json=subject), 409, "subject_code_taken")
    other = ok(admin.post("/v1/subjects", json={**subject, "code": "PHY"}), 201)
    path = f"/v1/subjects/{other['id']}"
    refused(admin.put(path, json=subject), 409, "subject_code_taken")
    assert ok(admin.put(path, json={"code": "CHE", "name": "Chemistry"}))["code"] == "CHE"
    refused(admin.put(f"/v1/subjects/{new_id()}", json=subject), 404, "not_found")
    assert [s["code"] for s in ok(admin.get("/v1/subjects"))["data"]] == ["CHE", "MAT"]
    for wrong in ("0", "100", "1.005", "NaN", "1e99999", -1):
        refused(
            admin.post("/v1/subjects", json={**subject, "coefficient": wrong}),
            422,
            "validation_failed",
        )


def test_what_is_taught_is_said_for_each_grade_and_frozen_with_the_first_sheet(api: Api) -> None:
    member = api.member("ADMIN")
    admin, school = api.as_(member), member.tenant.id
    with api.scene() as connection:
        year, grade = make_year(connection, school), make_grade(connection, school)
    maths, ict = (
        ok(admin.post("/v1/subjects", json={"code": code, "name": code}), 201)["id"]
        for code in ("MAT", "ICT")
    )
    path = f"/v1/academic-years/{year.id}/offerings"
    one = {"subjectId": maths, "coefficient": "2", "maxScore": "100"}
    two = {"subjectId": ict, "coefficient": "1", "maxScore": "50", "isBonus": True}
    body = {"gradeId": str(grade), "offerings": [two, one]}
    made = ok(admin.put(path, json=body))["data"]
    assert [(o["subjectCode"], o["coefficient"], o["isBonus"]) for o in made] == [
        ("ICT", "1.00", True),
        ("MAT", "2.00", False),
    ]
    with api.scene() as connection:
        make_offering(connection, school, year_id=year.id, grade_id=grade, track_id=None)
    assert len(ok(admin.put(path, json=body))["data"]) == 2
    o = subject_offerings.c
    with api.scene() as connection:
        this = update(subject_offerings).where(o.tenant_id == school, o.subject_id == maths)
        connection.execute(this.values(frozen_at=datetime.now(UTC)))
    ok(admin.put(path, json={**body, "offerings": [one]}))
    for changed in ([], [{**one, "coefficient": "3"}], [{**one, "maxScore": "50"}]):
        refused(admin.put(path, json={**body, "offerings": changed}), 409, "offering_frozen")
    strange = str(new_id())
    refused(admin.put(path, json={**body, "gradeId": strange}), 404, "not_found")
    refused(admin.put(path, json={**body, "trackId": strange}), 404, "not_found")
    unknown = [one, {**one, "subjectId": strange}]
    refused(admin.put(path, json={**body, "offerings": unknown}), 404, "not_found")
    refused(admin.put(path, json={**body, "offerings": [one, one]}), 422, "validation_failed")
    elsewhere = f"/v1/academic-years/{strange}/offerings"
    refused(admin.get(elsewhere), 404, "not_found")
    refused(admin.put(elsewhere, json=body), 404, "not_found")


def test_what_two_say_at_once_is_taught_is_taught_once(api: Api) -> None:
    member = api.member("ADMIN")
    admin, school = api.as_(member), member.tenant.id
    with api.scene() as connection:
        year, grade = make_year(connection, school), make_grade(connection, school)
    maths = ok(admin.post("/v1/subjects", json={"code": "MAT", "name": "MAT"}), 201)["id"]
    one = {"subjectId": maths, "coefficient": "2", "maxScore": "100"}
    path = f"/v1/academic-years/{year.id}/offerings"
    saying = partial(admin.put, path, json={"gradeId": str(grade), "offerings": [one]})
    for answer in looking_first(api, "subject_offerings", [saying] * 3):
        assert len(ok(answer)["data"]) == 1


def test_everybody_of_a_school_reads_how_it_is_made(api: Api) -> None:
    admin = api.member("ADMIN")
    with api.scene() as connection:
        make_class(connection, tenant_id=admin.tenant.id)
    for role in ("STUDENT", "PARENT", "TEACHER"):
        caller = api.as_(api.member(role, admin.tenant))
        assert len(years_of(caller)) == 1
        refused(caller.post("/v1/academic-years", json=YEAR), 403, "forbidden")


def test_a_term_with_marks_stays(api: Api) -> None:
    marks = make_marks(api)
    ok(marks.enter(["40"], submit=True, term=1, period="2026-06"))
    (year,) = [y for y in years_of(marks.as_admin) if y["id"] == str(marks.year_id)]
    written = ("name", "startDate", "endDate", "months")
    first = {name: year["terms"][0][name] for name in written}
    body = {name: year[name] for name in ("name", "startDate", "endDate", "version")}
    path = f"/v1/academic-years/{marks.year_id}"
    refused(marks.as_admin.put(path, json={**body, "terms": [first]}), 409, "term_in_use")
    second = {name: year["terms"][1][name] for name in written}
    months = [month for month in second["months"] if month["month"] != "2026-06-01"]
    gone = {**body, "terms": [first, {**second, "months": months}]}
    refused(marks.as_admin.put(path, json=gone), 409, "term_in_use")
    # The same month in another term would leave its marks behind as well.
    longer = {
        **first,
        "endDate": "2026-06-30",
        "months": [*first["months"], {"month": "2026-06-01"}],
    }
    shorter = {**second, "startDate": "2026-07-01", "months": [{"month": "2026-07-01"}]}
    refused(marks.as_admin.put(path, json={**body, "terms": [longer, shorter]}), 409, "term_in_use")
    (kept,) = [y for y in years_of(marks.as_admin) if y["id"] == str(marks.year_id)]
    assert kept == year
    other = [month for month in second["months"] if month["month"] != "2026-07-01"]
    ok(marks.as_admin.put(path, json={**body, "terms": [first, {**second, "months": other}]}))
