"""Two courses of one school with the same people: what is done in one is not done in the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.areas.learning.api.test_gradebook import book, categories, cell, mine, save
from tests.areas.learning.api.test_marking import extend, policy
from tests.areas.learning.api.test_quiz_attempts import save as answer
from tests.areas.learning.api.test_quiz_attempts import start, submit
from tests.areas.learning.api.test_quizzes import quiz
from tests.areas.learning.coursework import Course, at, make_course
from tests.areas.learning.factories.courses import course
from tests.areas.learning.factories.quizzes import RIGHT
from tests.support.api import Api, all_items, ok, refused
from tests.support.school import School


@pytest.fixture
def rooms(api: Api) -> tuple[Course, Course]:
    """Two courses of one teacher, with Dara and Bopha in both."""
    room = make_course(api, "dara", "bopha")
    author = room.school.author
    with api.scene() as connection:
        other = course(connection, tenant_id=author.tenant.id, owner_id=author.id)
    beside = Course(room.school, other)
    beside.join("dara", "bopha")
    return room, beside


def roles(room: Course) -> dict[str, str]:
    found = all_items(room.teacher, f"/v1/courses/{room.id}/roster")
    return {one["user"]["id"]: one["role"] for one in found}


def test_who_leaves_one_course_is_in_the_other(rooms: tuple[Course, Course]) -> None:
    room, other = rooms
    other.join("sok")
    dara, bopha, sok = (room.user_id(name) for name in ("dara", "bopha", "sok"))
    assert (set(roles(room)) | {sok}) == set(roles(other))
    assert sok not in roles(room)
    refused(room.teacher.delete(f"/v1/courses/{room.id}/roster/{sok}"), 404, "not_found")
    ok(room.teacher.delete(f"/v1/courses/{room.id}/roster/{dara}"), 204)
    assert set(roles(room)) == {bopha, str(room.school.author.id)}
    assert set(roles(other)) == {dara, bopha, sok, str(room.school.author.id)}
    assert [one["student"]["id"] for one in book(room)["rows"]] == [bopha]
    counts = [ok(room.teacher.get(f"/v1/courses/{one.id}"))["studentsCount"] for one in rooms]
    assert counts == [1, 3]


def test_each_gradebook_has_its_own_categories_columns_and_cells(
    rooms: tuple[Course, Course],
) -> None:
    room, other = rooms
    homework, exams = categories(
        room, {"name": "Homework", "weight": 40}, {"name": "Exams", "weight": 60}
    )
    (projects,) = categories(other, {"name": "Projects", "weight": 100})
    works = [
        room.work(type="ON_PAPER", categoryId=homework),
        room.work(type="ON_PAPER", categoryId=exams),
        other.work(type="ON_PAPER", categoryId=projects),
    ]
    save(
        room, cell(room, works[0], "dara", 0, points=80), cell(room, works[1], "dara", 0, points=50)
    )
    save(other, cell(other, works[2], "dara", 0, points=10))
    assert [mine(one, "dara")["total"] for one in rooms] == [62.0, 10.0]
    # A category goes, with what stood in it standing in none; the others keep theirs.
    categories(room, {"id": exams, "name": "Exams", "weight": 60})
    places = [
        one.read(work)["categoryId"] for one, work in zip((room, room, other), works, strict=True)
    ]
    assert places == [None, exams, projects]
    named = [[one["name"] for one in book(each)["categories"]] for each in rooms]
    assert named == [["Exams"], ["Projects"]]
    items = [[one["id"] for one in book(each)["items"]] for each in rooms]
    assert items == [[works[0]["id"], works[1]["id"]], [works[2]["id"]]]
    listed = [all_items(room.teacher, "/v1/assignments", courseId=one.id) for one in rooms]
    assert [{one["id"] for one in each} for each in listed] == [
        {works[0]["id"], works[1]["id"]},
        {works[2]["id"]},
    ]


def test_a_draft_beside_what_is_published_is_no_column_of_a_student(
    rooms: tuple[Course, Course],
) -> None:
    room, _ = rooms
    shown, taken_back = room.work(type="ON_PAPER"), room.work(type="ON_PAPER")
    save(
        room, cell(room, shown, "dara", 0, points=80), cell(room, taken_back, "dara", 0, points=20)
    )
    place = f"/v1/assignments/{taken_back['id']}"
    ok(room.teacher.delete(place), 204)
    assert [one["id"] for one in mine(room, "dara")["items"]] == [shown["id"]]
    assert mine(room, "dara")["total"] == 80.0


def test_each_work_has_its_own_threads_dates_and_submissions(rooms: tuple[Course, Course]) -> None:
    room, other = rooms
    work, beside = room.work(dueDate=at(days=1)), other.work(dueDate=at(days=1))
    handed_in = [
        (work, "dara", room.submit(work, "dara")),
        (work, "bopha", room.submit(work, "bopha")),
        (beside, "dara", other.submit(beside, "dara")),
    ]
    for of, name, one in handed_in:
        body = {"body": f"{name} in {of['courseId']}"}
        ok(room.caller(name).post(f"{room.place(of, one)}/comments", json=body), 201)
    for of, name, one in handed_in:
        (said,) = room.open(of, one, name)["comments"]
        assert said["body"] == f"{name} in {of['courseId']}"
    later = at(days=3)
    extend(room, work, kind="PERSON", userIds=[room.user_id("dara")], dueDate=later)
    dates = [datetime.fromisoformat(room.read(of, "dara")["dueDate"]) for of in (work, beside)]
    assert dates[0] == datetime.fromisoformat(later) > dates[1]
    listed = [
        all_items(room.teacher, f"/v1/assignments/{of['id']}/submissions") for of in (work, beside)
    ]
    ids = {one["id"] for _, _, one in handed_in}
    assert [len({entry["id"] for entry in each} & ids) for each in listed] == [2, 1]
    assert {entry["state"] for entry in listed[1]} == {"SUBMITTED", "PENDING"}
    room.grade(work, handed_in[0][2], points=90)
    after = [room.open(of, one, None)["points"] for of, _, one in handed_in]
    assert after == [90.0, None, None]


def test_a_class_of_which_some_have_left_brings_who_is_in_it(rooms: tuple[Course, Course]) -> None:
    room, _ = rooms
    names = ("here", "moved", "suspended")
    class_id = room.school.make_class(students=names)
    room.school.make_class(students=("elsewhere",))
    by_name = {name: room.user_id(name) for name in names}
    room.api.rows(
        "UPDATE app.class_enrollments SET ended_on = :d WHERE student_id ="
        " (SELECT id FROM app.students WHERE user_id = :u AND tenant_id = :t) RETURNING 1",
        d=datetime.now(UTC).date(),
        u=by_name["moved"],
        t=room.school.author.tenant.id,
    )
    room.api.rows(
        "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u RETURNING 1",
        u=by_name["suspended"],
    )
    place = f"/v1/courses/{room.id}/roster"
    added = ok(room.teacher.post(place, json={"classId": str(class_id)}))["added"]
    assert added == [by_name["here"]]


def test_answers_and_figures_are_of_one_attempt_at_one_quiz(school: School) -> None:
    first, second = quiz(school, maxAttempts=2), quiz(school, maxAttempts=2)
    one, other = school.caller("one"), school.caller("other")
    begun: dict[str, Any] = {}
    for caller, made, key in (
        (one, first, "mine"),
        (other, first, "theirs"),
        (one, second, "next"),
    ):
        begun[key] = start(caller, made)
    answer(one, begun["mine"], {"one": RIGHT["one"]})
    assert start(other, first)["answers"] == {}
    assert start(one, second)["answers"] == {}
    assert submit(one, begun["mine"], answers=RIGHT)["score"] == 100.0
    assert start(other, first)["id"] == begun["theirs"]["id"]
    assert submit(one, begun["next"], answers={})["score"] == 0.0
    figures = [
        ok(school.as_author.get(f"/v1/quizzes/{made['id']}/stats")) for made in (first, second)
    ]
    assert [(each["attempts"], each["meanScore"]) for each in figures] == [(1, 100.0), (1, 0.0)]


def test_what_lateness_costs_in_one_course_costs_nothing_in_the_other(
    rooms: tuple[Course, Course],
) -> None:
    _, other = rooms
    policy(other, deductionPercent=50)
    points = []
    for one in rooms:
        work = one.work(dueDate=at(days=-0.5))
        points.append(one.grade(work, one.submit(work, "dara"), points=90)["points"])
    assert points == [90.0, 40.0]


def test_a_class_has_other_dates_for_one_work_alone(rooms: tuple[Course, Course]) -> None:
    room, other = rooms
    classes = [room.school.make_class(students=(name,)) for name in ("dara", "bopha")]
    due, later = at(days=1), at(days=2)
    works = [room.work(dueDate=due), room.work(dueDate=due), other.work(dueDate=due)]
    extend(room, works[0], kind="CLASS", classId=str(classes[0]), dueDate=later)
    moments = [
        [datetime.fromisoformat(room.read(work, name)["dueDate"]) for work in works]
        for name in ("dara", "bopha")
    ]
    first, second = datetime.fromisoformat(due), datetime.fromisoformat(later)
    assert moments == [[second, first, first], [first, first, first]]


def test_drafts_and_states_are_of_one_persons_work(rooms: tuple[Course, Course]) -> None:
    room, _ = rooms
    works = [room.work(dueDate=at(days=1)) for _ in range(2)]
    for name in ("dara", "bopha"):
        for number, work in enumerate(works):
            body = {"content": f"{name} {number}"}
            ok(room.caller(name).put(f"/v1/assignments/{work['id']}/draft", json=body))
    room.submit(works[0], "dara", content="All of it")
    found: dict[tuple[str, str], str] = {}
    for name in ("dara", "bopha"):
        listed = all_items(room.caller(name), "/v1/assignments")
        found |= {(name, one["id"]): one["my"]["state"] for one in listed}
        mine = room.read(works[1], name)["my"]["submissionId"]
        assert room.open(works[1], {"id": mine}, name)["draft"]["content"] == f"{name} 1"
    assert found == {
        ("dara", works[0]["id"]): "SUBMITTED",
        ("dara", works[1]["id"]): "PENDING",
        ("bopha", works[0]["id"]): "PENDING",
        ("bopha", works[1]["id"]): "PENDING",
    }


def test_who_has_left_a_course_gets_no_grade_and_no_other_date_there(
    rooms: tuple[Course, Course],
) -> None:
    room, other = rooms
    works = [one.work(type="ON_PAPER", dueDate=at(days=1)) for one in rooms]
    dara = room.user_id("dara")
    ok(room.teacher.delete(f"/v1/courses/{room.id}/roster/{dara}"), 204)
    place = f"/v1/courses/{room.id}/gradebook/cells"
    cells = {"cells": [cell(room, works[0], "dara", 0, points=50)]}
    refused(room.teacher.put(place, json=cells), 422, "no_such_cell")
    dates = {"kind": "PERSON", "userIds": [dara], "dueDate": at(days=2)}
    refused(
        room.teacher.post(f"/v1/assignments/{works[0]['id']}/extensions", json=dates),
        422,
        "not_students",
    )
    extend(other, works[1], **dates)
    save(other, cell(other, works[1], "dara", 0, points=50))
