"""Whoever is missing from a file stays; where it is said otherwise, their time in a class ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.areas.school.factories.imports import (
    ARCHIVE,
    applied,
    archive,
    planned,
    rows_of,
)
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.support.api import Api, ok, refused

ON = "2026-02-10"
HEAD = "student number,family name,given name,class"
SAID: dict[str, Any] = {"startedOn": ON, "endsAbsent": True}


@pytest.fixture
def campus(stored: Api) -> Campus:
    stored.claim()
    return make_campus(stored)


def named(plan: dict[str, Any], campus: Campus) -> list[str]:
    return [one["name"] for one in rows_of(campus, plan, fate="END")]


def class_of(campus: Campus, pupil: object) -> str | None:
    found: str | None = ok(campus.office.get(f"/v1/students/{pupil}"))["className"]
    return found


def test_who_is_missing_leaves_the_class_where_it_is_said_and_confirmed(
    campus: Campus, looked_at: list[str]
) -> None:
    account = campus.api.member("STUDENT", campus.admin.tenant)
    there = campus.pupil(student_number="1", last_name="Sok", first_name="Dara")
    missing = campus.pupil(student_number="2", last_name="Lim", first_name="Sophy")
    known = campus.pupil(
        student_number="3", last_name="Chan", first_name="Bora", user_id=account.id
    )
    elsewhere = campus.pupil(campus.another_class("7B"))
    newer = campus.pupil(since=date(2026, 3, 1))
    table = f"{HEAD}\n1,Sok,Dara,7A"
    assert planned(campus, table, startedOn=ON)["counts"]["end"] == 0
    plan = planned(campus, table, **SAID)
    counts = plan["counts"]
    assert (plan["endsAbsent"], counts["same"], counts["end"], plan["total"]) == (True, 1, 2, 2)
    rows = rows_of(campus, plan, fate="END")
    assert [(one["number"], one["name"], one["changes"]) for one in rows] == [
        (number, name, [{"field": "class", "before": "7A", "after": ""}])
        for number, name in ((3, "Chan Bora"), (4, "Lim Sophy"))
    ]
    path = f"/v1/imports/{plan['id']}/apply"
    for unconfirmed in ({}, {"endings": 1}, {"endings": 3}):
        body = {"planHash": plan["planHash"], **unconfirmed}
        refused(campus.office.post(path, json=body), 409, "import_endings_unconfirmed")
    assert class_of(campus, missing) == "7A"
    done = applied(campus, plan, endings=2)
    assert (done["status"], done["counts"]["applied"], done["done"]) == ("DONE", 2, 2)
    for pupil, name in ((there, "7A"), (missing, None), (elsewhere, "7B"), (newer, "7A")):
        assert class_of(campus, pupil) == name
    left = ok(campus.office.get(f"/v1/students/{missing}"))
    (time_there,) = left["enrolments"]
    assert (left["status"], left["studentNumber"]) == ("INACTIVE", "2"), "the record stays"
    assert (time_there["endedOn"], time_there["exitReason"]) == (ON, "OTHER")
    changed = campus.api.events(campus.admin.tenant, "enrollment:changed")
    assert {one.data["studentId"] for one in changed} == {str(missing), str(known)}
    assert looked_at == [f"user:{account.id}"]
    again = planned(campus, table, **SAID)
    assert (again["counts"]["end"], applied(campus, again)["status"]) == (0, "DONE")
    # Who comes back is found by their number.
    back = planned(campus, f"{HEAD}\n2,Lim,Sophy,7A", startedOn="2026-03-01")
    assert back["counts"]["change"] == 1
    applied(campus, back)
    assert class_of(campus, missing) == "7A"


def test_nobody_is_missing_whom_a_row_may_mean(campus: Campus) -> None:
    other = campus.another_class("7B")
    campus.pupil(last_name="Sok", first_name="Dara")
    campus.pupil(last_name="Chan", first_name="Bora")
    campus.pupil(other, last_name="Lim", first_name="Sophy")
    told = "family name,given name,phone,class"
    # A row that is not taken means whoever it names.
    unsure = f"{told},date of birth\nSok,Dara,,7A,\nChan,Bora,,7A,03/04/2012\nKeo,Rith,,7B,"
    assert named(planned(campus, unsure, **SAID), campus) == ["Lim Sophy"]
    # Where nobody knows whom it means, its class loses nobody.
    rows = f"{told}\nSok,Dara,call me,7A\nKeo,Rith,,7B"
    assert named(planned(campus, rows, **SAID), campus) == ["Lim Sophy"]
    unnamed = f"{told}\nSok,Dara,,7A\nKeo,,,7B"
    assert named(planned(campus, unnamed, **SAID), campus) == ["Chan Bora"]
    assert named(planned(campus, f"{told}\nSok,Dara,,7A\nKeo,,,", **SAID), campus) == []
    # No class is named: nobody is missing from any.
    assert named(planned(campus, "family name,given name\nSok,Dara", **SAID), campus) == []


def test_who_moved_meanwhile_is_left_where_they_are(campus: Campus) -> None:
    other = campus.another_class("7B")
    campus.pupil(student_number="1", last_name="Sok", first_name="Dara")
    moved = campus.pupil(student_number="2", last_name="Lim", first_name="Sophy")
    plan = planned(campus, f"{HEAD}\n1,Sok,Dara,7A", **SAID)
    move = {"studentId": str(moved), "startedOn": ON}
    ok(campus.office.post(f"/v1/classes/{other}/students", json=move), 201)
    done = applied(campus, plan, endings=1)
    assert (done["counts"]["applied"], done["counts"]["changedMeanwhile"]) == (0, 1)
    assert class_of(campus, moved) == "7B"


def test_nobody_is_missing_from_an_archive_of_changes(campus: Campus) -> None:
    content = archive(
        {
            "manifest": [{"propertyName": "file.users", "value": "delta"}],
            "users": [
                {"sourcedId": "p1", "role": "student", "familyName": "Sok", "givenName": "Dara"}
            ],
        }
    )
    plan = planned(campus, content, ARCHIVE, kind="ONEROSTER", **SAID)
    assert (plan["status"], plan["problem"]) == ("FAILED", "PARTIAL")
    whole = planned(campus, content, ARCHIVE, kind="ONEROSTER", startedOn=ON)
    assert whole["counts"]["create"] == 1
