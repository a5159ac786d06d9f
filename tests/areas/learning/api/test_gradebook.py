"""The gradebook: totals, cells saved many at a time, tables, and what a student sees of it."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from tests.areas.learning.coursework import Course, at, make_course
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.waiting import behind


@pytest.fixture
def room(api: Api) -> Course:
    return make_course(api, "dara", "bopha")


def categories(room: Course, *rows: dict[str, Any]) -> list[str]:
    place = f"/v1/courses/{room.id}/grade-categories"
    made = ok(room.teacher.put(place, json={"categories": list(rows)}))
    return [one["id"] for one in made["categories"]]


def book(room: Course) -> Any:
    return ok(room.teacher.get(f"/v1/courses/{room.id}/gradebook"))


def row(room: Course, name: str) -> Any:
    return next(r for r in book(room)["rows"] if r["student"]["id"] == room.user_id(name))


def mine(room: Course, name: str, **query: str) -> Any:
    return ok(room.caller(name).get(f"/v1/courses/{room.id}/gradebook/me", query=query))


def cell(room: Course, work: dict[str, Any], name: str, version: int, **grade: Any) -> Any:
    return {
        "assignmentId": work["id"],
        "studentId": room.user_id(name),
        "version": version,
        **grade,
    }


def save(room: Course, *cells: Any, **body: Any) -> Any:
    place = f"/v1/courses/{room.id}/gradebook/cells"
    return ok(room.teacher.put(place, json={"cells": list(cells), **body}))


def test_a_category_without_grades_does_not_pull_down(room: Course) -> None:
    homework, exams = categories(
        room, {"name": "Homework", "weight": 40}, {"name": "Exams", "weight": 60}
    )
    work = room.work(type="ON_PAPER", categoryId=homework)
    exam = room.work(type="ON_PAPER", categoryId=exams)
    saved = save(room, cell(room, work, "dara", 0, points=80))
    assert saved["saved"][0]["total"] == 80.0
    assert (row(room, "dara")["total"], row(room, "dara")["categories"]) == (80.0, [80.0, None])
    assert mine(room, "dara")["total"] == 80.0
    supposed = mine(room, "dara", whatIf=f"{exam['id']}:90")
    assert (supposed["total"], supposed["whatIfTotal"]) == (80.0, 86.0)
    assert row(room, "bopha")["total"] is None


def test_extra_credit_and_dropped_grades(room: Course) -> None:
    (only,) = categories(room, {"name": "All", "weight": 100, "dropLowest": 1})
    three = [
        room.work(type="ON_PAPER", categoryId=only, maxPoints=full, dueDate=at(days=n))
        for n, full in enumerate([100, 100, 20], start=1)
    ]
    points = [80, 20, 1]
    save(
        room,
        *(cell(room, w, "dara", 0, points=p) for w, p in zip(three, points, strict=True)),
    )
    seen = mine(room, "dara")
    assert seen["total"] == 67.5
    assert [one["dropped"] for one in seen["items"]] == [False, True, False]
    bonus = room.work(type="ON_PAPER", categoryId=only, maxPoints=10, extraCredit=True)
    save(room, cell(room, bonus, "bopha", 0, points=5))
    assert row(room, "bopha")["total"] is None
    again = [{"id": only, "name": "All", "weight": 100, "spread": "EQUAL", "dropLowest": 1}]
    categories(room, *again)
    assert mine(room, "dara")["total"] == 50.0


def test_what_is_not_released_changes_no_figure_of_the_student(room: Course) -> None:
    shown = room.work(type="ON_PAPER")
    hidden = room.work(type="ON_PAPER", gradesHidden=True)
    save(room, cell(room, shown, "dara", 0, points=90), cell(room, hidden, "dara", 0, points=20))
    assert (row(room, "dara")["total"], row(room, "dara")["releasedTotal"]) == (55.0, 90.0)
    parent = room.guardian_of("dara")
    query = {"userId": room.user_id("dara")}
    place = f"/v1/courses/{room.id}/gradebook/me"
    for seen in (mine(room, "dara"), ok(parent.get(place, query=query))):
        assert seen["total"] == 90.0
        by_id = {one["id"]: one for one in seen["items"]}
        assert (by_id[hidden["id"]]["points"], by_id[hidden["id"]]["state"]) == (None, "PENDING")
    refused(parent.get(place, query={"userId": room.user_id("bopha")}), 403, "not_in_your_course")
    refused(room.caller("bopha").get(place, query=query), 403, "not_in_your_course")
    assert ok(room.teacher.get(place, query=query))["total"] == 90.0
    refused(room.teacher.get(place), 403, "not_in_your_course")


def test_a_cell_that_somebody_has_changed_is_told_and_left(room: Course) -> None:
    work = room.work(type="ON_PAPER")
    save(room, cell(room, work, "dara", 0, points=50), reason="Oral test")
    done = save(
        room, cell(room, work, "dara", 0, points=10), cell(room, work, "bopha", 0, points=60)
    )
    assert [one["points"] for one in done["saved"]] == [60.0]
    assert [(one["points"], one["version"]) for one in done["conflicts"]] == [(50.0, 1)]
    states = save(
        room,
        cell(room, work, "dara", 1, state="EXCUSED"),
        cell(room, work, "bopha", 1, state="NONE"),
    )
    assert [one["state"] for one in states["saved"]] == ["EXCUSED", "PENDING"]
    assert row(room, "dara")["typed"] == []
    # What changes nothing is no change.
    same = save(room, cell(room, work, "dara", 2, state="EXCUSED"))
    assert same["saved"][0]["version"] == 2


def test_a_cell_typed_over_late_work_counts_as_it_is(room: Course) -> None:
    policy = {"deductionPercent": 10}
    ok(room.teacher.put(f"/v1/courses/{room.id}/late-policy", json=policy))
    work = room.work(dueDate=at(days=-1.5))
    graded = room.grade(work, room.submit(work, "dara"), points=90)
    assert graded["points"] == 70.0
    save(room, cell(room, work, "dara", graded["version"], points=88))
    assert (row(room, "dara")["points"], row(room, "dara")["typed"]) == ([88.0], [0])
    assert row(room, "dara")["late"] == [0]
    back = save(room, cell(room, work, "dara", graded["version"] + 1, state="NONE"))
    assert back["saved"][0]["points"] == 70.0


def test_cells_of_elsewhere_are_refused_whole(room: Course) -> None:
    work, place = room.work(type="ON_PAPER"), f"/v1/courses/{room.id}/gradebook/cells"
    wrong = [cell(room, work, "dara", 0, points=1), cell(room, work, "dara", 0, points=1)]
    wrong[1]["studentId"] = str(room.school.author.id)
    with room.api.nothing_written():
        problem = refused(room.teacher.put(place, json={"cells": wrong}), 422, "no_such_cell")
    assert [error["field"] for error in problem["errors"]] == ["cells.1.studentId"]
    veiled = room.work(anonymous=True, gradesHidden=True)
    sent = {"cells": [cell(room, veiled, "dara", 0, points=1)]}
    refused(room.teacher.put(place, json=sent), 409, "names_are_hidden")
    room.submit(veiled, "dara")
    handed_in = ok(room.teacher.get(f"/v1/assignments/{veiled['id']}/submissions"))["data"][0]
    room.grade(veiled, handed_in, points=7)
    seen = row(room, "dara")
    column = next(n for n, one in enumerate(book(room)["items"]) if one["veiled"])
    assert (seen["points"][column], seen["states"][column]) == (None, "SUBMITTED")
    assert seen["total"] is None
    room.archive()
    sent = {"cells": [cell(room, work, "dara", 0, points=1)]}
    refused(room.teacher.put(place, json=sent), 409, "course_archived")
    base = f"/v1/courses/{room.id}"
    empty: dict[str, Any] = {"categories": []}
    refused(room.teacher.put(f"{base}/grade-categories", json=empty), 409, "course_archived")
    refused(room.teacher.put(f"{base}/late-policy", json={}), 409, "course_archived")
    table = {"content": "id,name"}
    refused(room.teacher.post(f"{base}/gradebook/import", json=table), 409, "course_archived")


def test_nothing_in_a_gradebook_tells_whose_work_without_names_was_looked_at(
    room: Course,
) -> None:
    """Neither what grows with a grade, nor what the list without names says of a work as well."""
    work = room.work(anonymous=True, gradesHidden=True, dueDate=at(days=-1))
    for name in ("dara", "bopha"):
        room.submit(work, name)
    query = {"userId": room.user_id("dara")}
    alone = f"/v1/courses/{room.id}/gradebook/me"

    def looks() -> list[Any]:
        return [
            {k: v for k, v in row(room, name).items() if k != "student"}
            for name in ("dara", "bopha")
        ] + [ok(room.teacher.get(alone, query=query))]

    before = looks()
    assert before[0] == before[1]
    assert (before[0]["states"], before[0]["late"]) == (["SUBMITTED"], [])
    (item,) = before[2]["items"]
    assert (item["state"], item["isLate"]) == ("SUBMITTED", False)
    works = ok(room.teacher.get(f"/v1/assignments/{work['id']}/submissions"))["data"]
    graded = room.grade(work, works[0], points=7)
    assert looks() == before
    # Students see their own.
    (own,) = mine(room, "dara")["items"]
    assert (own["state"], own["isLate"]) == ("LATE", True)
    for state in ("EXCUSED", "MISSING"):
        graded = room.grade(work, graded, state=state)
        assert looks() == before


def test_a_category_that_goes_at_this_moment_takes_no_assignment(room: Course) -> None:
    (one,), work = categories(room, {"name": "One", "weight": 50}), room.work()
    sent = {"title": "An essay", "type": "TEXT", "maxPoints": 100, "version": work["version"]}
    change = partial(
        room.teacher.put, f"/v1/assignments/{work['id']}", json={**sent, "categoryId": one}
    )
    deleting = text("DELETE FROM app.grade_categories WHERE id = :id")
    (answer,) = behind(room.api, lambda scene: scene.execute(deleting, {"id": one}), [change])
    refused(answer, 422, "no_such_part")


def test_what_comes_into_a_category_that_goes_at_this_moment_stands_in_none(room: Course) -> None:
    (one,), work = categories(room, {"name": "One", "weight": 50}), room.work()
    moving = text("UPDATE app.assignments SET category_id = :category WHERE id = :id")
    values = {"category": one, "id": work["id"]}
    place = f"/v1/courses/{room.id}/grade-categories"
    without = partial(room.teacher.put, place, json={"categories": []})
    (answer,) = behind(room.api, lambda scene: scene.execute(moving, values), [without])
    assert ok(answer)["categories"] == []
    assert room.read(work)["categoryId"] is None


def test_categories_are_of_the_course(room: Course) -> None:
    place = f"/v1/courses/{room.id}/grade-categories"
    stray = {"categories": [{"id": str(room.id), "name": "Mine", "weight": 1}]}
    refused(room.teacher.put(place, json=stray), 422, "no_such_category")
    (first,) = categories(room, {"name": "One", "weight": 50})
    work = room.work(categoryId=first)
    assert categories(room) == []
    assert room.read(work)["categoryId"] is None
    too_much = {"categories": [{"name": "A", "weight": 60}, {"name": "B", "weight": 41}]}
    refused(room.teacher.put(place, json=too_much), 422, "validation_failed")
    colleague = room.school.caller("a colleague", "TEACHER")
    base = f"/v1/courses/{room.id}"
    empty: dict[str, Any] = {"categories": []}
    table = {"content": "id,name"}
    grade = {"cells": [cell(room, work, "dara", 0, points=1)]}
    for answer in (
        colleague.put(place, json=empty),
        colleague.put(f"{base}/late-policy", json={}),
        colleague.get(f"{base}/gradebook"),
        colleague.get(f"{base}/gradebook.csv"),
        colleague.get(f"/v1/analytics/courses/{room.id}"),
        colleague.put(f"{base}/gradebook/cells", json=grade),
        colleague.post(f"{base}/gradebook/import", json=table),
    ):
        refused(answer, 403, "not_in_your_course")


def test_who_joins_after_the_date_is_exempt_unless_included(room: Course) -> None:
    room.work(dueDate=at(days=-3), title="Before")
    room.work(dueDate=at(days=-2), title="Before as well", includeLateJoiners=True)
    assert row(room, "dara")["exempt"] == [0]
    assert [one["exempt"] for one in mine(room, "dara")["items"]] == [True, False]


def test_a_table_goes_out_and_comes_back_with_its_differences(room: Course) -> None:
    work = room.work(type="ON_PAPER", title="Essay, the first")
    other = room.work(type="ON_PAPER", title="=2+2")
    save(room, cell(room, work, "dara", 0, points=12.5), cell(room, work, "bopha", 0, points=3))
    answer = room.teacher.get(f"/v1/courses/{room.id}/gradebook.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert table[0][:2] == ["id", "name"]
    place = f"/v1/courses/{room.id}/gradebook/import"

    def text(rows: list[list[str]], delimiter: str = ",") -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows)
        return out.getvalue()

    with room.api.nothing_written():
        same = ok(room.teacher.post(place, json={"content": text(table)}))
    assert (same["changes"], same["errors"], same["applied"]) == ([], [], False)
    essay = next(n for n, name in enumerate(table[0]) if name.startswith("Essay"))
    second = next(n for n, name in enumerate(table[0]) if "2+2" in name)
    by_id = {line[0]: line for line in table[1:]}
    by_id[room.user_id("dara")][essay] = "13,5"
    by_id[room.user_id("bopha")][second] = "excused"
    by_id[room.user_id("bopha")][essay] = "NONE"
    with room.api.nothing_written():
        asked = ok(room.teacher.post(place, json={"content": text(table, ";")}))
    assert {
        (c["studentId"], c["assignmentId"], c["before"], c["after"]) for c in asked["changes"]
    } == {
        (room.user_id("dara"), work["id"], "12.5", "13.5"),
        (room.user_id("bopha"), work["id"], "3", ""),
        (room.user_id("bopha"), other["id"], "", "EXCUSED"),
    }
    apply = {"content": text(table, ";"), "apply": True, "plan": asked["plan"]}
    done = ok(room.teacher.post(place, json=apply))
    assert done["applied"] is True
    assert row(room, "dara")["points"][essay - 2] == 13.5
    refused(room.teacher.post(place, json=apply), 409, "plan_is_stale")
    by_id[room.user_id("dara")][essay] = "many"
    by_id[room.user_id("bopha")][0] = "nobody"
    broken = ok(room.teacher.post(place, json={"content": text(table)}))
    assert {(e["problem"], e["found"]) for e in broken["errors"]} == {
        ("NO_NUMBER", "many"),
        ("UNKNOWN_STUDENT", "nobody"),
    }
    stale = {"content": text(table), "apply": True, "plan": broken["plan"]}
    with room.api.nothing_written():
        refused(room.teacher.post(place, json=stale), 409, "plan_is_stale")
    none = ok(room.teacher.post(place, json={"content": "Hello"}))
    assert [one["problem"] for one in none["errors"]] == ["NO_TABLE"]
    lines = room.api.rows(
        "SELECT cause, source FROM app.submission_history WHERE tenant_id = :tenant"
        " AND cause = 'IMPORTED'",
        tenant=room.school.author.tenant.id,
    )
    assert [(line.cause, line.source) for line in lines] == [("IMPORTED", "IMPORT")]


def test_students_stand_as_a_khmer_dictionary_sorts_them(api: Api) -> None:
    names = ("Zed", "អេង", "anna", "ឧត្តម")
    room = make_course(api, *names)
    for name in names:
        api.rows(
            "UPDATE app.users SET first_name = :n, last_name = '' WHERE id = :u RETURNING 1",
            n=name,
            u=room.user_id(name),
        )
    rows = ok(room.teacher.get(f"/v1/courses/{room.id}/gradebook"))["rows"]
    shown = [one["student"]["name"] for one in rows]
    assert shown == ["ឧត្តម", "អេង", "anna", "Zed"]
    answer = room.teacher.get(f"/v1/courses/{room.id}/gradebook.csv")
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [line[1] for line in table[1:]] == shown


def test_who_teaches_sees_cells_change(room: Course) -> None:
    room.join("a helper", role="ASSISTANT")
    work = room.work(type="ON_PAPER")
    save(room, cell(room, work, "dara", 0, points=50))
    told = room.api.events(room.school.author.tenant, "gradebook:changed")
    assert {event.channel for event in told} == {
        f"user:{room.school.author.id}",
        f"user:{room.school.member('a helper').id}",
    }
    assert told[0].data["cells"] == [
        {
            "studentId": room.user_id("dara"),
            "assignmentId": work["id"],
            "points": 50.0,
            "state": "GRADED",
            "version": 1,
            "total": 50.0,
        }
    ]


def test_many_teachers_at_once_lose_no_grade(room: Course) -> None:
    """Each goes on until their grade is in: the history has every one, and ends in what stands."""
    teachers, rounds = 10, 3
    work = room.work(type="ON_PAPER", maxPoints=100)
    names = [f"teacher {n}" for n in range(teachers)]
    room.join(*names, role="TEACHER")
    place = f"/v1/courses/{room.id}/gradebook/cells"

    def grade(n: int) -> None:
        caller = room.school.caller(names[n], "TEACHER")
        for turn in range(rounds):
            version = 0
            while True:
                points = n + turn / 10
                sent = {"cells": [cell(room, work, "dara", version, points=points)]}
                done = ok(caller.put(place, json=sent))
                if done["saved"]:
                    break
                version = done["conflicts"][0]["version"]

    in_parallel([lambda n=n: grade(n) for n in range(teachers)])  # type: ignore[misc]  # bound early
    lines = room.api.rows(
        "SELECT h.version, h.points, h.changed_by, s.version AS last, s.points AS stands"
        " FROM app.submission_history AS h JOIN app.assignment_submissions AS s"
        " ON s.tenant_id = h.tenant_id AND s.id = h.submission_id"
        " WHERE h.tenant_id = :tenant ORDER BY h.version",
        tenant=room.school.author.tenant.id,
    )
    assert [line.version for line in lines] == list(range(1, teachers * rounds + 1))
    given = {(names[n], float(n + turn / 10)) for n in range(teachers) for turn in range(rounds)}
    by_id = {room.school.member(name).id: name for name in names}
    assert {(by_id[line.changed_by], float(line.points)) for line in lines} == given
    assert (lines[-1].last, lines[-1].stands) == (lines[-1].version, lines[-1].points)


def test_all_hand_in_at_the_last_second_and_each_once(room: Course) -> None:
    students = [f"student {n}" for n in range(40)]
    room.join(*students)
    work = room.work(dueDate=at(minutes=1))
    room.api.clock.stop()
    place = f"/v1/assignments/{work['id']}/submit"
    callers = {name: room.caller(name) for name in students}
    keys = {name: f"the-only-one-{n:04}-{room.id}" for n, name in enumerate(students)}

    def hand_in(name: str) -> int:
        headers = {"Idempotency-Key": keys[name]}
        sent = {"content": f"Of {name}"}
        first = callers[name].post(place, json=sent, headers=headers)
        again = callers[name].post(place, json=sent, headers=headers)
        return max(first.status_code, again.status_code)

    for start in range(0, len(students), 20):
        part = students[start : start + 20]
        done = in_parallel([lambda name=name: hand_in(name) for name in part])  # type: ignore[misc]  # bound early
        assert set(done) == {201}
    rows = room.api.rows(
        "SELECT student_id, attempt, is_late FROM app.assignment_submissions"
        " WHERE tenant_id = :tenant",
        tenant=room.school.author.tenant.id,
    )
    assert len(rows) == len(students)
    assert {(one.attempt, one.is_late) for one in rows} == {(1, False)}
