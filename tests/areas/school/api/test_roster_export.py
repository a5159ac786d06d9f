"""Rosters leave as OneRoster 1.1, and come back without a change."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.areas.school.factories.imports import ARCHIVE, applied, planned
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.years import enrol, make_guardian, make_student
from tests.support.api import Api, ok, refused

PATH = "/v1/exports/oneroster.zip"
KHMER: dict[str, Any] = {
    "last_name": "",
    "first_name": "",
    "family_name_kh": "សុខ",
    "given_name_kh": "សុភា",
}


@pytest.fixture
def campus(stored: Api) -> Campus:
    """7A with a pupil of each writing, their mother, and one who has left."""
    stored.claim()
    campus = make_campus(stored)
    dara = campus.pupil(
        last_name="Sok, the elder", first_name="=Dara", student_number="007", gender="MALE",
        official_id="MINISTRY-1", phone="011 222 333", address="A secret street",
        date_of_birth=date(2012, 4, 30),
    )  # fmt: skip
    sophea = campus.pupil(student_number="008", **KHMER)
    campus.parent(dara, sophea, phone="012 345 678")
    with stored.scene() as connection:
        make_guardian(connection, campus.school_id, dara, last_name="", first_name="Vuthy")
        make_student(connection, campus.school_id, last_name="Gone", first_name="Away")
        left = make_student(connection, campus.school_id, last_name="Left", first_name="Early")
        enrol(
            connection, campus.school_id, year_id=campus.year.id, class_id=campus.class_id,
            student_id=left, started_on=date(2025, 11, 1), ended_on=date(2025, 12, 1),
            exit_reason="TRANSFERRED_OUT",
        )  # fmt: skip
    campus.pupils = [dara, sophea]
    return campus


def tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(packed.read(name).decode())))
            for name in packed.namelist()
        }


def test_what_is_exported_comes_back_without_a_change(campus: Campus) -> None:
    answer = campus.office.post(PATH, json={})
    content = answer.get_data()
    assert answer.mimetype == "application/zip"
    plan = planned(campus, content, ARCHIVE, kind="ONEROSTER")
    assert plan["counts"] == {**dict.fromkeys(plan["counts"], 0), "same": 2}
    assert applied(campus, plan)["status"] == "DONE"
    assert campus.office.post(PATH, json={}).get_data() == content


def test_an_archive_is_what_the_standard_says(campus: Campus) -> None:
    content = campus.office.post(PATH, json={}).get_data()
    found = tables(content)
    manifest = {row["propertyName"]: row["value"] for row in found["manifest"]}
    assert manifest["oneroster.version"] == "1.1"
    held = {name for name in found if manifest.get(f"file.{name}") == "bulk"}
    assert held == set(found) - {"manifest"}
    assert {value for name, value in manifest.items() if name.startswith("file.")} == {
        "bulk", "absent",
    }  # fmt: skip
    # What one file names stands in another.
    ids = {name: {row["sourcedId"] for row in found[name]} for name in held}
    for row in found["enrollments"]:
        assert row["userSourcedId"] in ids["users"]
        assert row["classSourcedId"] in ids["classes"]
    for row in found["classes"]:
        assert row["courseSourcedId"] in ids["courses"]
        assert set(row["termSourcedIds"].split(",")) <= ids["academicSessions"]
        assert row["schoolSourcedId"] in ids["orgs"]
    users = {row["sourcedId"]: row for row in found["users"]}
    assert {row["role"] for row in users.values()} == {"student", "guardian", "teacher"}
    dara, sophea = (users[str(one)] for one in campus.pupils)
    assert set(dara["agentSourcedIds"].split(",")) <= ids["users"]
    assert (dara["familyName"], dara["givenName"], dara["identifier"]) == (
        "Sok, the elder", "=Dara", "007",
    )  # fmt: skip
    assert (sophea["familyName"], sophea["metadata.familyNameKh"]) == ("សុខ", "សុខ")
    born = {row["sourcedId"]: (row["birthDate"], row["sex"]) for row in found["demographics"]}
    assert born[dara["sourcedId"]] == ("2012-04-30", "male")
    leads = [row["userSourcedId"] for row in found["enrollments"] if row["primary"] == "true"]
    assert leads == [str(campus.teacher.id)]
    names = {row["familyName"] for row in users.values()}
    assert not names & {"Gone", "Left"}


def test_what_the_standard_does_not_ask_for_stays_here(campus: Campus) -> None:
    with zipfile.ZipFile(io.BytesIO(campus.office.post(PATH, json={}).get_data())) as packed:
        text = "".join(packed.read(name).decode() for name in packed.namelist())
    for secret in ("MINISTRY-1", "011 222", "012 345", "secret street", "@"):
        assert secret not in text


def test_an_export_is_of_a_year_that_is_there_and_is_audited(campus: Campus) -> None:
    foreign = {"yearId": str(campus.class_id)}
    refused(campus.office.post(PATH, json=foreign), 404, "not_found")
    refused(campus.as_teacher.post(PATH, json={}), 403, "forbidden")
    this = {"yearId": str(campus.year.id)}
    assert campus.office.post(PATH, json=this).status_code == 200
    (entry,) = ok(campus.office.get("/v1/audit-log?action=roster.exported"))["data"]
    assert entry["entityId"] == str(campus.year.id)
