"""Imports: planned row by row, applied as planned, and the second time nothing more."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from functions.workers import imports as runner
from infra.workbooks import write_rows
from shared.realtime.envelope import Envelope
from tests.areas.school.factories.imports import (
    ARCHIVE,
    TABLE,
    WORKBOOK,
    applied,
    archive,
    planned,
    read,
    rows_of,
    uploaded,
)
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.years import make_student
from tests.support.api import Api, ok, refused
from tests.support.waiting import behind

SINCE = "2025-11-01"
HEAD = "អត្តលេខសិស្ស;គោត្តនាម;នាម;ភេទ;ថ្ងៃខែឆ្នាំកំណើត;ថ្នាក់;នាមអាណាព្យាបាល;គោត្តនាមអាណាព្យាបាល;ទូរស័ព្ទអាណាព្យាបាល"
LIST = f"""\ufeff{HEAD}
០០១;សុខ;ដារា;ប្រុស;30/04/2012;7A;លក្ខិណា;ម៉ៅ;០១២ ៣៤៥ ៦៧៨
002;សុខ;សុភា;ស្រី;02/03/2013;7A;លក្ខិណា;ម៉ៅ;012345678
;ចាន់;បូរ៉ា;;;7A;;;
"""


@pytest.fixture
def campus(stored: Api) -> Campus:
    stored.claim()
    return make_campus(stored)


def roster(campus: Campus, class_id: object = None) -> list[dict[str, Any]]:
    path = f"/v1/classes/{class_id or campus.class_id}/students?on={SINCE}"
    found: list[dict[str, Any]] = ok(campus.office.get(path))["data"]
    return found


def test_a_list_is_planned_then_applied_and_the_second_time_changes_nothing(
    campus: Campus,
) -> None:
    plan = planned(campus, LIST, startedOn=SINCE)
    assert (plan["status"], plan["dayOrder"]) == ("PLANNED", "DMY")
    assert plan["counts"] == {**dict.fromkeys(plan["counts"], 0), "create": 3}
    assert roster(campus) == []
    first = rows_of(campus, plan)[0]
    assert (first["number"], first["name"], first["fate"]) == (2, "សុខ ដារា", "CREATE")
    changes = {one["field"]: (one["before"], one["after"]) for one in first["changes"]}
    assert changes["student_number"] == (None, "001")
    assert changes["date_of_birth"] == (None, "2012-04-30")
    assert changes["guardian"] == (None, "ម៉ៅ លក្ខិណា 012 345 678")
    done = applied(campus, plan)
    assert (done["status"], done["done"], done["total"]) == ("DONE", 3, 3)
    pupils = {one["givenNameKh"]: one for one in roster(campus)}
    assert set(pupils) == {"ដារា", "សុភា", "បូរ៉ា"}
    assert (pupils["ដារា"]["studentNumber"], pupils["បូរ៉ា"]["studentNumber"]) == ("001", "2500001")
    guardians = [
        ok(campus.office.get(f"/v1/students/{pupils[name]['studentId']}/guardians"))["data"]
        for name in ("ដារា", "សុភា")
    ]
    assert guardians[0][0]["id"] == guardians[1][0]["id"], "siblings have one mother"
    again = planned(campus, LIST, startedOn=SINCE)
    assert again["counts"] == {**dict.fromkeys(again["counts"], 0), "same": 3}
    assert applied(campus, again)["status"] == "DONE"
    assert len(roster(campus)) == 3
    refused(
        campus.office.post(f"/v1/imports/{plan['id']}/apply", json={"planHash": plan["planHash"]}),
        409,
        "import_ended",
    )
    listed = ok(campus.office.get("/v1/imports"))["data"]
    assert [one["id"] for one in listed] == [again["id"], plan["id"]]


def test_a_spreadsheet_is_read_as_a_table_is(campus: Campus) -> None:
    table = [["Family name", "Given name", "Notes", "Class"], ["Sok", "Dara", "likes maths", "7a"]]
    plan = planned(campus, write_rows(table, title="Pupils"), WORKBOOK, startedOn=SINCE)
    assert (plan["ignoredColumns"], plan["counts"]["create"]) == (["Notes"], 1)
    applied(campus, plan)
    assert [one["lastName"] for one in roster(campus)] == ["Sok"]


def test_each_row_that_is_not_taken_says_why(campus: Campus) -> None:
    full = campus.another_class("7F", capacity=1)
    campus.pupil(full)
    with campus.api.scene() as connection:
        for number in ("900", "901"):
            make_student(
                connection, campus.school_id, last_name="Keo", first_name="Rith",
                student_number=number, official_id=f"M{number}",
            )  # fmt: skip
    head = "student number,official id,family name,given name,gender,date of birth,phone,class"
    wrong = {
        ",,Chan,,,,,": ("last_name", "NAME_MISSING"),
        ",,Chan,Bora A,boy?,,,": ("gender", "GENDER_UNKNOWN"),
        ",,Chan,Bora B,M,03/04/2012,,": ("date_of_birth", "DATE_UNCLEAR"),
        ",,Chan,Bora C,M,2012-02-31,,": ("date_of_birth", "INVALID"),
        ",,Chan,Bora D,M,,call me,": ("phone", "INVALID"),
        ",,Chan,Bora E,M,,,8Z": ("class", "CLASS_UNKNOWN"),
        ",,Chan,Bora F,M,,,7F": ("class", "CLASS_FULL"),
        ",,Keo,Rith,M,,,": ("last_name", "AMBIGUOUS"),
        "900,M901,Keo,Rith,M,,,": ("student_number", "NUMBERS_DISAGREE"),
    }
    twice = ["1,,Lim,Sophy,F,,,", "1,,Lim,Sophy,F,,,"]
    plan = planned(campus, "\n".join([head, *wrong, *twice]), startedOn=SINCE)
    rows = rows_of(campus, plan, fate="ERROR")
    said = [(one["problems"][0]["field"], one["problems"][0]["problem"]) for one in rows]
    assert said == [*wrong.values(), ("student_number", "TWICE")]
    reasons = {one["problem"]: one["rows"] for one in plan["problems"]}
    assert reasons == Counter(problem for _, problem in said)
    page = ok(campus.office.get(f"/v1/imports/{plan['id']}/rows?limit=5"))
    rest = f"/v1/imports/{plan['id']}/rows?limit=100&cursor={page['pageInfo']['nextCursor']}"
    assert [one["number"] for one in ok(campus.office.get(rest))["data"]] == [7, 8, 9, 10, 11, 12]
    answer = campus.office.get(f"/v1/imports/{plan['id']}/problems.csv")
    table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert (table[0], table[1]) == (
        ["row", "name", "column", "problem"],
        ["2", "Chan", "last_name", "NAME_MISSING"],
    )
    assert applied(campus, plan)["counts"]["applied"] == 1


def test_who_left_comes_back_by_a_list_after_that_day(campus: Campus) -> None:
    child = campus.pupil(student_number="78", last_name="Sok", first_name="Dara")
    leaving = {"on": "2026-03-01", "reason": "OTHER"}
    ok(campus.office.delete(f"/v1/classes/{campus.class_id}/students/{child}", query=leaving))
    table = "student number,family name,given name,class\n78,Sok,Dara,7A"
    early = planned(campus, table, startedOn="2026-02-10")
    (row,) = rows_of(campus, early, fate="ERROR")
    assert row["problems"] == [{"field": "class", "problem": "BEFORE_ENROLMENT"}]
    assert applied(campus, planned(campus, table, startedOn="2026-03-01"))["counts"]["applied"] == 1
    history = ok(campus.office.get(f"/v1/students/{child}"))["enrolments"]
    assert (history[0]["startedOn"], history[0]["endedOn"]) == ("2026-03-01", None)


def test_what_was_set_by_hand_stays_and_what_is_missing_is_not_deleted(campus: Campus) -> None:
    itself = campus.api.member("STUDENT", campus.admin.tenant)
    child = campus.pupil(
        user_id=itself.id,
        student_number="77",
        last_name="Sok",
        first_name="Dara",
        phone="011 111",
    )
    path = f"/v1/students/{child}"
    before = ok(campus.office.get(path))
    names = {"lastName": "Sok", "firstName": "Dara", "phone": "011 111"}
    ok(campus.office.put(path, json={**names, "address": "By hand", "version": before["version"]}))
    other = campus.another_class("7B")
    table = (
        "student number,family name,given name,phone,address,class\n77,Sok,Daro,,From the file,7B"
    )
    plan = planned(campus, table, startedOn="2026-02-10")
    (row,) = rows_of(campus, plan)
    assert [(one["field"], one["before"], one["after"]) for one in row["changes"]] == [
        ("first_name", "Dara", "Daro"),
        ("class", "7A", "7B"),
    ]
    applied(campus, plan)
    after = ok(campus.office.get(path))
    assert (after["firstName"], after["phone"], after["address"]) == ("Daro", "011 111", "By hand")
    (told,) = campus.api.events(campus.admin.tenant, "access:changed")
    assert told.data == {"userId": str(itself.id)}
    assert [(one["classId"], one["endedOn"]) for one in after["enrolments"]] == [
        (str(other), None),
        (str(campus.class_id), "2026-02-10"),
    ]


def test_a_row_whose_record_was_changed_meanwhile_is_left_out(campus: Campus) -> None:
    child = campus.pupil(student_number="77", last_name="Sok", first_name="Dara")
    plan = planned(campus, "student number,family name,given name\n77,Sok,Daro\n78,Lim,Sophy")
    version = ok(campus.office.get(f"/v1/students/{child}"))["version"]
    changed = {"lastName": "Sok", "firstName": "Rith", "version": version}
    ok(campus.office.put(f"/v1/students/{child}", json=changed))
    done = applied(campus, plan)
    assert (done["counts"]["applied"], done["counts"]["changedMeanwhile"]) == (1, 1)
    assert ok(campus.office.get(f"/v1/students/{child}"))["firstName"] == "Rith"


def test_an_import_is_done_in_steps_each_once_whatever_is_delivered_again(
    campus: Campus, monkeypatch: pytest.MonkeyPatch, announced: list[Envelope]
) -> None:
    monkeypatch.setattr(runner, "ROWS_A_STEP", 2)
    rows = "\n".join(f"Sok,Dara {number},7A" for number in range(5))
    plan = planned(campus, f"family name,given name,class\n{rows}", startedOn=SINCE)
    path = f"/v1/imports/{plan['id']}"
    wrong = {"planHash": "0" * 64}
    refused(campus.office.post(f"{path}/apply", json=wrong), 409, "import_plan_outdated")
    begun = {"planHash": plan["planHash"]}
    ok(campus.office.post(f"{path}/apply", json=begun))
    campus.api.deliver("worker_imports", campus.admin.tenant)
    halfway = read(campus, plan["id"])
    assert (halfway["status"], halfway["done"], halfway["total"]) == ("APPLYING", 2, 5)
    # Somebody asks again while a step waits: the one that waits does nothing any more.
    assert applied(campus, plan)["done"] == 5
    assert len(roster(campus)) == 5
    told = [one.data for one in announced if one.type == "job:progress"]
    assert [(one["status"], one["done"], one["total"]) for one in told] == [
        ("PLANNED", 0, 5),
        *(("APPLYING", done, 5) for done in (2, 4)),
        ("DONE", 5, 5),
    ]


def test_a_cancelled_import_writes_nothing_more(campus: Campus) -> None:
    plan = planned(campus, "family name,given name,class\nSok,Dara,7A", startedOn=SINCE)
    path = f"/v1/imports/{plan['id']}"
    ok(campus.office.post(f"{path}/apply", json={"planHash": plan["planHash"]}))
    assert ok(campus.office.post(f"{path}/cancel"))["status"] == "CANCELLED"
    campus.api.deliver("worker_imports", campus.admin.tenant)
    assert (read(campus, plan["id"])["status"], roster(campus)) == ("CANCELLED", [])
    refused(campus.office.post(f"{path}/cancel"), 409, "import_ended")


def torn_archives() -> list[bytes]:
    """Archives whose list was packed in each way, and is damaged behind its head."""
    found, rows = [], "".join(f"{n},student\n" for n in range(500))
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", packing) as packed:
            packed.writestr("users.csv", f"sourcedId,role\n{rows}")
        torn = bytearray(out.getvalue())
        for place in (45, 60, 100, 200):
            torn[place] ^= 0xFF
        found.append(bytes(torn))
    return found


@pytest.mark.parametrize(
    ("content", "media_type", "kind", "problem"),
    [
        (b"name,class\nDara,7A", "text/plain", "PUPILS", "HEADINGS"),
        (b"family name,given name\n", "text/plain", "PUPILS", "EMPTY"),
        (write_rows([["x"]], title="x")[:-30], WORKBOOK, "PUPILS", "UNREADABLE"),
        (archive({"orgs": [{"sourcedId": "1"}]}), ARCHIVE, "ONEROSTER", "HEADINGS"),
        (b"family name,given name\nSok,Dara", "text/plain", "ONEROSTER", "UNREADABLE"),
        *((packed, ARCHIVE, "ONEROSTER", "UNREADABLE") for packed in torn_archives()),
    ],
)
def test_a_file_that_is_no_list_fails_with_the_reason(
    campus: Campus, content: bytes, media_type: str, kind: str, problem: str
) -> None:
    plan = planned(campus, content, media_type, kind=kind)
    assert (plan["status"], plan["problem"]) == ("FAILED", problem)
    wanted = {"planHash": "0" * 64}
    refused(campus.office.post(f"/v1/imports/{plan['id']}/apply", json=wanted), 409, "import_ended")


def test_an_archive_of_another_system_brings_pupils_guardians_and_classes(campus: Campus) -> None:
    def user(sourced_id: str, role: str, given: str, **more: str) -> dict[str, str]:
        keys = ("identifier", "phone", "agentSourcedIds", "status")
        record = {"sourcedId": sourced_id, "role": role, "familyName": "Sok", "givenName": given}
        return {**record, **{key: more.get(key, "") for key in keys}}

    def seat(class_id: str, user_id: str) -> dict[str, str]:
        return {
            "sourcedId": f"{class_id}-{user_id}",
            "classSourcedId": class_id,
            "userSourcedId": user_id,
            "role": "student",
        }

    content = archive(
        {
            "users": [
                user("p1", "student", "Dara", identifier="001", agentSourcedIds="g1, t1"),
                user("p2", "student", "Sophy", agentSourcedIds="g1"),
                user("p3", "student", "Gone", status="tobedeleted"),
                user("g1", "parent", "Leakena", phone="012 345 678"),
                user("t1", "teacher", "Vanna"),
            ],
            "classes": [
                {"sourcedId": "c1", "title": "9C", "classType": "homeroom"},
                {"sourcedId": "c2", "title": "Maths", "classType": "scheduled"},
            ],
            "enrollments": [seat("c1", "p1"), seat("c2", "p1"), seat("c1", "p2")],
            "demographics": [{"sourcedId": "p1", "birthDate": "2012-04-30", "sex": "male"}],
        }
    )
    options = {"kind": "ONEROSTER", "createsClasses": True, "startedOn": SINCE}
    plan = planned(campus, content, ARCHIVE, **options)
    assert plan["counts"]["create"] == 2
    applied(campus, plan)
    (made,) = [one for one in ok(campus.office.get("/v1/classes"))["data"] if one["name"] == "9C"]
    dara, sophy = roster(campus, made["id"])
    assert (dara["firstName"], dara["studentNumber"], dara["gender"]) == ("Dara", "001", "MALE")
    for pupil in (dara, sophy):
        path = f"/v1/students/{pupil['studentId']}/guardians"
        assert [one["firstName"] for one in ok(campus.office.get(path))["data"]] == ["Leakena"]
    assert planned(campus, content, ARCHIVE, **options)["counts"]["same"] == 2


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(("form", "media_type"), [("CSV", TABLE), ("XLSX", WORKBOOK)])
def test_the_template_is_taken_as_it_is(
    campus: Campus, language: str, form: str, media_type: str
) -> None:
    path = f"/v1/import-templates/pupils?language={language}&format={form}"
    content = campus.office.get(path).get_data()
    plan = planned(campus, content, media_type, startedOn=SINCE)
    assert (plan["counts"]["create"], plan["ignoredColumns"]) == (1, [])
    (row,) = rows_of(campus, plan)
    assert {one["field"]: one["after"] for one in row["changes"]}["student_number"] == "0260001"


def test_what_cannot_be_planned_is_refused(campus: Campus) -> None:
    office, upload = campus.office, uploaded(campus, b"family name,given name\na,b", "text/plain")
    refused(office.post("/v1/imports", json={"uploadId": str(campus.class_id)}), 404, "not_found")
    year = {"uploadId": upload, "yearId": str(campus.class_id)}
    refused(office.post("/v1/imports", json=year), 404, "not_found")
    late = {"uploadId": upload, "startedOn": "2027-01-01"}
    refused(office.post("/v1/imports", json=late), 422, "validation_failed")
    waiting = ok(
        office.post(
            "/v1/uploads",
            json={
                "name": "pupils.csv",
                "contentType": "text/plain",
                "sizeBytes": 3,
                "sha256": "0" * 64,
                "purpose": "IMPORT",
            },
        ),
        201,
    )["upload"]["id"]
    refused(office.post("/v1/imports", json={"uploadId": waiting}), 409, "upload_not_ready")
    refused(office.get(f"/v1/imports/{upload}"), 404, "not_found")


def test_the_last_place_of_a_class_goes_to_a_list_or_to_the_office(campus: Campus) -> None:
    to = campus.another_class("7B", capacity=1)
    plan = planned(campus, "family name,given name,class\nSok,Dara,7B\n", startedOn=SINCE)
    assert plan["counts"]["create"] == 1

    def take(scene: Connection) -> None:
        locking = text("SELECT 1 FROM app.classes WHERE id = :id FOR NO KEY UPDATE")
        scene.execute(locking, {"id": to})
        campus.pupil(to)

    (done,) = behind(campus.api, take, [partial(applied, campus, plan)])
    assert done["status"] == "DONE"
    assert len(roster(campus, to)) == 1
    assert [row["outcome"] for row in rows_of(campus, plan)] == ["CHANGED_MEANWHILE"]


def test_what_nobody_sees_is_no_change(campus: Campus) -> None:
    """A list of another program has zero-width spaces in words, and letters in two characters."""
    head = "student number;last name;first name;class"
    applied(campus, planned(campus, f"{head}\n001;Sré;សុខ\u17b6ភា;7A\n", startedOn=SINCE))
    other = f"{head}\n001;Sre\u0301;សុខ\u200b\u17b6ភា\u200b;7A\n"
    again = planned(campus, other, startedOn=SINCE)
    assert again["counts"] == {**dict.fromkeys(again["counts"], 0), "same": 1}
    # What is seen is one: a capital letter, too.
    changed = planned(campus, f"{head}\n001;SRÉ;សុខ\u17b6ភា;7A\n", startedOn=SINCE)
    assert changed["counts"] == {**dict.fromkeys(changed["counts"], 0), "change": 1}
