"""To-do lists, reminders, missing work, calendars, statistics, scores of quizzes and games."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import update

from infra.postgres.learning.course_tables import course_members
from infra.postgres.tenants.tables import tenants
from tests.areas.learning.coursework import Course, at, make_course
from tests.areas.learning.factories.courses import make_completion, make_lesson
from tests.areas.learning.factories.quizzes import QUESTIONS, RIGHT
from tests.areas.live.factories.games import make_live_game, make_live_seat
from tests.areas.people.factories.people import act_for
from tests.areas.school.factories.attendance import make_register
from tests.support.api import Api, ids, ok, refused
from tests.support.waiting import looking_first


@pytest.fixture
def room(api: Api) -> Course:
    made = make_course(api, "dara", "bopha")
    with api.scene() as connection:
        act_for(connection, made.school.author.tenant.id)
        long_ago = datetime.now(UTC) - timedelta(days=90)
        connection.execute(
            update(course_members)
            .where(course_members.c.course_id == made.id)
            .values(joined_at=long_ago)
        )
    return made


def events(room: Course, *types: str) -> list[Any]:
    return room.api.events(room.school.author.tenant, *types)


def row(room: Course, name: str) -> Any:
    found = ok(room.teacher.get(f"/v1/courses/{room.id}/gradebook"))
    return next(r for r in found["rows"] if r["student"]["id"] == room.user_id(name))


def todo(room: Course, name: str | None) -> Any:
    who = room.teacher if name is None else room.caller(name)
    return ok(who.get("/v1/users/me/todo"))


def test_a_to_do_list_has_what_is_owed_and_what_waits(room: Course) -> None:
    later = room.work(dueDate=at(days=3))
    sooner = room.work(dueDate=at(days=1))
    gone = room.work(dueDate=at(days=-1))
    room.work(type="ON_PAPER")
    found = todo(room, "dara")
    assert ids(found["due"]) == [sooner["id"], later["id"]]
    assert ids(found["missing"]) == [gone["id"]]
    assert todo(room, None) == {"due": [], "missing": [], "toGrade": []}
    room.submit(sooner, "dara")
    assert ids(todo(room, "dara")["due"]) == [later["id"]]
    waiting = todo(room, None)["toGrade"]
    assert [(one["id"], one["toGrade"]) for one in waiting] == [(sooner["id"], 1)]


@pytest.mark.every_school
def test_reminders_come_once_a_day_and_two_hours_before_ones_own_date(room: Course) -> None:
    work = room.work(dueDate=at(hours=20))
    room.work(type="ON_PAPER", dueDate=at(hours=20))
    own = {"kind": "PERSON", "userIds": [room.user_id("bopha")], "dueDate": at(days=5)}
    ok(room.teacher.post(f"/v1/assignments/{work['id']}/extensions", json=own), 201)
    room.api.run_job("job_assignment_due_reminders")
    room.api.run_job("job_assignment_due_reminders")
    told = events(room, "assignment:due_soon")
    assert [(e.channel, e.data["hoursLeft"]) for e in told] == [
        (f"user:{room.user_id('dara')}", 24)
    ]
    room.api.clock.advance(hours=18.5)
    room.api.run_job("job_assignment_due_reminders")
    assert [e.data["hoursLeft"] for e in events(room, "assignment:due_soon")] == [24, 2]
    room.submit(work, "dara")
    room.api.clock.advance(days=4)
    room.api.run_job("job_assignment_due_reminders")
    last = events(room, "assignment:due_soon")[-1]
    assert last.channel == f"user:{room.user_id('bopha')}"


def test_work_is_owed_to_the_end_of_the_minute_that_people_read(room: Course) -> None:
    """What is due at 23:59 is taken at 23:59:30, and is not missing before."""
    clock = room.api.clock
    clock.stop()
    due = clock().replace(second=0, microsecond=0) + timedelta(minutes=2)
    work = room.work(dueDate=due.isoformat())
    for seconds, place in ((30, "due"), (60, "missing")):
        clock.advance(seconds=(due - clock()).total_seconds() + seconds)
        found = todo(room, "dara")
        assert {name: ids(found[name]) for name in ("due", "missing")} == {
            "due": [],
            "missing": [],
            place: [work["id"]],
        }


@pytest.mark.every_school
def test_what_was_due_is_missing_and_an_extension_lifts_it(room: Course) -> None:
    ok(room.teacher.put(f"/v1/courses/{room.id}/late-policy", json={"missingPercent": 0}))
    work = room.work(dueDate=at(minutes=30))
    paper = room.work(type="ON_PAPER", dueDate=at(minutes=30))
    room.submit(work, "bopha")
    room.api.clock.advance(hours=1)
    room.api.run_job("job_assignment_missing")
    room.api.run_job("job_assignment_missing")
    seen = row(room, "dara")
    column = 0 if seen["states"][0] == "MISSING" else 1
    assert (seen["states"][column], seen["points"][column]) == ("MISSING", 0.0)
    assert (seen["automatic"], seen["versions"][column]) == ([column], 1)
    assert row(room, "bopha")["states"].count("MISSING") == 0
    assert todo(room, "dara")["missing"][0]["my"]["source"] == "AUTO_MISSING"
    assert paper["id"] not in ids(todo(room, "dara")["missing"])
    place = f"/v1/assignments/{work['id']}/extensions"
    longer = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    own = {"kind": "PERSON", "userIds": [room.user_id("dara")], "dueDate": longer}
    ok(room.teacher.post(place, json=own), 201)
    assert row(room, "dara")["states"][column] == "PENDING"
    # What a teacher typed is no machine's to take back.
    cell = {"assignmentId": work["id"], "studentId": room.user_id("dara"), "version": 2}
    sent = {"cells": [{**cell, "state": "MISSING"}]}
    ok(room.teacher.put(f"/v1/courses/{room.id}/gradebook/cells", json=sent))
    ok(room.teacher.post(place, json=own), 201)
    assert row(room, "dara")["states"][column] == "MISSING"
    assert row(room, "dara")["automatic"] == []


@pytest.mark.every_school
def test_missing_work_that_is_handed_in_late_is_missing_no_more(room: Course) -> None:
    work = room.work(dueDate=at(minutes=5))
    room.api.clock.advance(hours=1)
    room.api.run_job("job_assignment_missing")
    assert row(room, "dara")["states"] == ["MISSING"]
    assert row(room, "dara")["points"] == [None]
    done = room.submit(work, "dara")
    assert (done["state"], done["isLate"]) == ("LATE", True)
    room.api.run_job("job_assignment_missing")
    assert row(room, "dara")["states"] == ["LATE"]


@pytest.mark.every_school
def test_who_joined_after_the_date_is_not_missing(room: Course) -> None:
    room.work(dueDate=at(days=-2))
    room.join("sophal")
    room.api.run_job("job_assignment_missing")
    assert row(room, "sophal")["states"] == ["PENDING"]
    assert row(room, "dara")["states"] == ["MISSING"]


def calendar(room: Course, name: str) -> str:
    made = ok(room.caller(name).post("/v1/users/me/calendar-token"), 201)
    answer = room.api.anonymous().get(made["path"])
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return answer.text


def events_of(text: str) -> dict[str, Any]:
    """The events of a calendar by their ids, as a program of others reads them."""
    read: Any = Calendar.from_ical(text)
    return {str(event["UID"]): event for event in read.walk("VEVENT")}


def test_a_calendar_is_read_back_by_programs_of_others(room: Course) -> None:
    tenant_id = room.school.author.tenant.id
    with room.api.scene() as connection:
        connection.execute(
            update(tenants).where(tenants.c.id == tenant_id).values(timezone="Europe/Paris")
        )
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        opens = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)
        lesson = make_lesson(
            connection,
            tenant_id=tenant_id,
            course_id=room.id,
            title="Light",
            available_from=opens,
            duration=45,
        )
    khmer = "តែងសេចក្ដីអំពីព្រះអាទិត្យ, ព្រះចន្ទ; និងផ្កាយទាំងឡាយនៅលើមេឃ" * 2
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    work = room.work(title=khmer[:150], dueDate=due.isoformat())
    text = calendar(room, "dara")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events_ = events_of(text)
    task = events_[f"assignment-{work['id']}@stunity"]
    assert str(task["SUMMARY"]) == khmer[:150]
    assert task["DTSTART"].dt.astimezone(UTC) == due
    assert int(task["SEQUENCE"]) == 1
    reading = events_[f"lesson-{lesson}@stunity"]
    assert reading["DTSTART"].dt.astimezone(UTC) == opens
    assert reading["DTEND"].dt - reading["DTSTART"].dt == timedelta(minutes=45)
    reader: Any = vobject
    other = reader.readOne(text)
    found = {event.uid.value: event for event in other.vevent_list}
    assert found.keys() == events_.keys()
    assert found[f"assignment-{work['id']}@stunity"].summary.value == khmer[:150]
    assert found[f"assignment-{work['id']}@stunity"].dtstart.value.astimezone(UTC) == due
    own = {"kind": "PERSON", "userIds": [room.user_id("dara")], "dueDate": at(days=20)}
    ok(room.teacher.post(f"/v1/assignments/{work['id']}/extensions", json=own), 201)
    after = events_of(calendar(room, "dara"))
    moved = after[f"assignment-{work['id']}@stunity"]
    assert int(moved["SEQUENCE"]) == 2
    assert moved["DTSTART"].dt.astimezone(UTC) > due


def test_an_address_of_a_calendar_is_a_secret_that_can_be_changed(room: Course) -> None:
    room.work(dueDate=at(days=1))
    dara, nobody = room.caller("dara"), room.api.anonymous()
    first = ok(dara.post("/v1/users/me/calendar-token"), 201)["path"]
    answer = nobody.get(first)
    again = nobody.get(first, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    second = ok(dara.post("/v1/users/me/calendar-token"), 201)["path"]
    refused(nobody.get(first), 404, "not_found")
    assert nobody.get(second).status_code == 200
    for wrong in ("x", "0" * 32, second[-20:]):
        refused(nobody.get("/v1/calendar.ics", query={"token": wrong}), 404, "not_found")


@pytest.mark.every_school
def test_statistics_of_a_course(room: Course) -> None:
    tenant_id = room.school.author.tenant.id
    with room.api.scene() as connection:
        lesson = make_lesson(connection, tenant_id=tenant_id, course_id=room.id)
        make_completion(
            connection,
            tenant_id=tenant_id,
            course_id=room.id,
            lesson_id=lesson,
            user_id=room.school.member("dara").id,
        )
    works = [room.work(dueDate=at(days=-1 - n)) for n in range(3)]
    room.grade(works[0], room.submit(works[0], "bopha"), points=90)
    room.api.run_job("job_assignment_missing")
    found = ok(room.teacher.get(f"/v1/analytics/courses/{room.id}"))
    assert (found["students"], found["lessons"][0]["completed"]) == (2, 1)
    step = next(one for one in found["assignments"] if one["assignmentId"] == works[0]["id"])
    assert (step["handedIn"], step["graded"], step["missing"]) == (1, 1, 1)
    assert step["meanPercent"] == 90.0
    people = {one["student"]["id"]: one for one in found["people"]}
    assert people[room.user_id("dara")]["atRisk"] is True
    assert len(people[room.user_id("dara")]["missing"]) == 3
    bopha = people[room.user_id("bopha")]
    assert (bopha["atRisk"], bopha["attendance"]) == (False, None)


def test_who_is_rarely_at_school_is_at_risk_in_a_course_as_well(room: Course) -> None:
    author = room.school.author
    class_id = room.school.make_class(students=("dara", "bopha"))
    found = room.api.rows(
        "SELECT id, user_id FROM app.students WHERE tenant_id = :t", t=author.tenant.id
    )
    records = {str(row.user_id): row.id for row in found}
    marks = {records[room.user_id("dara")]: "ABSENT", records[room.user_id("bopha")]: "PRESENT"}
    today = datetime.now(UTC).date()
    with room.api.scene() as connection:
        for days in range(2, 9):
            day = today - timedelta(days=days)
            make_register(connection, author.tenant.id, class_id, day, marks, by=author.id)
    found = ok(room.teacher.get(f"/v1/analytics/courses/{room.id}"))
    people = {one["student"]["id"]: one for one in found["people"]}
    dara, bopha = (people[room.user_id(name)] for name in ("dara", "bopha"))
    assert (dara["atRisk"], dara["attendance"]) == (True, 0)
    assert (bopha["atRisk"], bopha["attendance"]) == (False, 100)
    # To teach the course is no right to the register of a class that one does not teach.
    for name, role in (("a colleague", "TEACHER"), ("a researcher", "RESEARCHER")):
        room.school.member(name, role)
        room.join_as(name, "TEACHER")
        seen = ok(room.caller(name).get(f"/v1/analytics/courses/{room.id}"))["people"]
        assert [(one["atRisk"], one["attendance"]) for one in seen] == [(False, None)] * 2
    office = room.school.caller("the office", "ADMIN")
    seen = ok(office.get(f"/v1/analytics/courses/{room.id}"))["people"]
    assert {one["attendance"] for one in seen} == {0, 100}


def test_a_quiz_is_graded_by_its_attempts(room: Course) -> None:
    quiz = ok(
        room.teacher.post(
            "/v1/quizzes",
            json={
                "title": "A quiz",
                "questions": list(QUESTIONS),
                "maxAttempts": 4,
                "timeLimit": 60,
            },
        ),
        201,
    )
    work = room.work(type="QUIZ", quizId=quiz["id"], maxPoints=20)
    dara = room.caller("dara")

    def attempt(answers: Any) -> None:
        started = ok(dara.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)
        place = f"/v1/quizzes/{quiz['id']}/attempts/{started['id']}/submit"
        ok(dara.post(place, json={"answers": answers}))
        ok(dara.post(place, json={"answers": answers}))

    attempt(RIGHT)
    mine = room.read(work, "dara")["my"]
    assert (mine["points"], mine["grade"], mine["attempt"]) == (20.0, 100.0, 1)
    attempt({})
    again = room.read(work, "dara")["my"]
    assert (again["points"], again["attempt"]) == (20.0, 2)
    assert row(room, "dara")["total"] == 100.0
    stranger = room.school.caller("a stranger")
    started = ok(stranger.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)
    ok(stranger.post(f"/v1/quizzes/{quiz['id']}/attempts/{started['id']}/submit", json={}))
    graded = events(room, "submission:graded")
    assert {event.channel for event in graded} == {f"user:{room.user_id('dara')}"}
    assert ids(todo(room, "bopha")["due"]) == [work["id"]]
    # Begun again with nobody to hand it in, and its time over: the next start hands it in.
    begun = ok(dara.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)
    told = len(events(room, "gradebook:changed"))
    room.api.clock.advance(minutes=5)
    assert ok(dara.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)["id"] != begun["id"]
    assert room.read(work, "dara")["my"]["attempt"] == 3
    assert len(events(room, "submission:graded")) > len(graded)
    assert len(events(room, "gradebook:changed")) > told


def test_a_quiz_whose_results_wait_shows_no_grade_either(room: Course) -> None:
    body = {
        "title": "A quiz",
        "questions": list(QUESTIONS),
        "resultsVisibility": "AFTER_CLOSE",
        "closesAt": at(days=1),
    }
    quiz = ok(room.teacher.post("/v1/quizzes", json=body), 201)
    work = room.work(type="QUIZ", quizId=quiz["id"], maxPoints=20)
    dara = room.caller("dara")
    started = ok(dara.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)
    ok(
        dara.post(
            f"/v1/quizzes/{quiz['id']}/attempts/{started['id']}/submit", json={"answers": RIGHT}
        )
    )
    assert room.read(work, "dara")["my"]["points"] is None
    assert row(room, "dara")["points"] == [20.0]


def game(room: Course, quiz_id: str | None, correct: dict[str, int]) -> str:
    author = room.school.author
    questions = [dict(one) for one in QUESTIONS]
    with room.api.scene() as connection:
        game_id, code = make_live_game(
            connection,
            tenant_id=author.tenant.id,
            host_id=author.id,
            status="COMPLETED",
            quiz_id=quiz_id,
            quiz_snapshot=questions,
            question_count=len(questions),
        )
        for n, (name, right) in enumerate(correct.items()):
            make_live_seat(
                connection,
                tenant_id=author.tenant.id,
                game_id=game_id,
                user_id=room.school.member(name).id,
                join_seq=n + 1,
                correct=right,
                answered=6,
                score=right * 1000,
            )
    return code


def test_a_live_game_is_graded_once_and_played_again_is_another_attempt(room: Course) -> None:
    quiz = ok(
        room.teacher.post("/v1/quizzes", json={"title": "Fun", "questions": list(QUESTIONS)}), 201
    )
    room.school.member("a stranger")
    code = game(room, quiz["id"], {"dara": 3, "bopha": 6, "a stranger": 1})
    send = {"courseId": str(room.id), "maxPoints": 12}
    place = f"/v1/live/{code}/gradebook"
    first = ok(room.teacher.post(place, json=send))
    assert (first["graded"], first["already"]) == (2, 0)
    again = ok(room.teacher.post(place, json=send))
    assert (again["assignmentId"], again["graded"], again["already"]) == (
        first["assignmentId"],
        0,
        2,
    )
    assert (row(room, "dara")["points"], row(room, "bopha")["points"]) == ([6.0], [12.0])
    worse = game(room, quiz["id"], {"dara": 6, "bopha": 0})
    second = ok(room.teacher.post(f"/v1/live/{worse}/gradebook", json=send))
    assert second["assignmentId"] == first["assignmentId"]
    assert (row(room, "dara")["points"], row(room, "bopha")["points"]) == ([12.0], [12.0])
    essay = room.work()
    into = {**send, "assignmentId": essay["id"]}
    refused(room.teacher.post(place, json=into), 409, "not_for_games")
    colleague = room.school.caller("a colleague", "TEACHER")
    refused(colleague.post(place, json=send), 403, "not_the_host")
    stray = {"courseId": quiz["id"]}
    refused(room.teacher.post(place, json=stray), 404, "not_found")
    host = room.school.author
    with room.api.scene() as connection:
        _, still_on = make_live_game(
            connection, tenant_id=host.tenant.id, host_id=host.id, status="LOBBY"
        )
    refused(room.teacher.post(f"/v1/live/{still_on}/gradebook", json=send), 409, "not_over")
    strangers = game(room, None, {"a stranger": 2})
    to_nobody = f"/v1/live/{strangers}/gradebook"
    works = {"courseId": str(room.id)}
    before = ok(room.teacher.get("/v1/assignments", query=works))["data"]
    refused(room.teacher.post(to_nobody, json=send), 409, "nobody_to_grade")
    assert ok(room.teacher.get("/v1/assignments", query=works))["data"] == before
    plain = game(room, None, {"dara": 3})
    loose = ok(room.teacher.post(f"/v1/live/{plain}/gradebook", json=send))
    assert room.read({"id": loose["assignmentId"]})["type"] == "ON_PAPER"
    same = ok(room.teacher.post(f"/v1/live/{plain}/gradebook", json=send))
    assert (same["assignmentId"], same["graded"], same["already"]) == (loose["assignmentId"], 0, 1)


def test_two_games_of_a_quiz_that_are_sent_at_once_fill_one_assignment(room: Course) -> None:
    quiz = ok(
        room.teacher.post("/v1/quizzes", json={"title": "Fun", "questions": list(QUESTIONS)}), 201
    )
    codes = [game(room, quiz["id"], {"dara": right}) for right in (3, 6)]
    send = {"courseId": str(room.id), "maxPoints": 12}
    sending = [
        partial(room.teacher.post, f"/v1/live/{code}/gradebook", json=send) for code in codes
    ]
    answers = looking_first(room.api, "assignments", sending)
    (assignment_id,) = {ok(answer)["assignmentId"] for answer in answers}
    found = ok(room.teacher.get("/v1/assignments", query={"courseId": str(room.id)}))["data"]
    assert ids(found) == [assignment_id]
    assert row(room, "dara")["points"] == [12.0]
