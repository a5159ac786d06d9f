"""Who is notified of assignments, where that leads, and who may open what was handed in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.coursework import Course, at, make_course
from tests.areas.learning.factories.quizzes import QUESTIONS, RIGHT
from tests.areas.media.factories.uploads import make_upload
from tests.support.api import Api, ok, refused


@pytest.fixture
def room(api: Api) -> Course:
    return make_course(api, "dara", "bopha")


def told(room: Course, *types: str) -> set[tuple[str, str, str]]:
    """What the worker makes of what has happened since: whom, of what, and where it leads."""
    tenant = room.school.author.tenant
    before = {row.id for row in _rows(room)}
    room.api.deliver("worker_coursework", tenant, *types)
    return {(str(r.user_id), r.type, r.link) for r in _rows(room) if r.id not in before}


def _rows(room: Course) -> Any:
    return room.api.rows(
        "SELECT id, user_id, type, link, message FROM app.notifications WHERE tenant_id = :t",
        t=room.school.author.tenant.id,
    )


@pytest.mark.every_school
def test_everybody_hears_of_their_part_of_an_assignment(room: Course) -> None:
    parent = room.guardian_of("dara")
    dara, bopha, teacher = room.user_id("dara"), room.user_id("bopha"), str(room.school.author.id)
    parent_id = str(room.school.member("a parent of dara").id)
    work = room.work(dueDate=at(hours=20), gradesHidden=True)
    page = f"/assignments/{work['id']}"
    child = f"/courses/{room.id}/grades?student={dara}"
    assert told(room, "assignment:created") == {
        (dara, "ASSIGNMENT_CREATED", page),
        (bopha, "ASSIGNMENT_CREATED", page),
    }
    handed_in = room.submit(work, "bopha")
    assert told(room, "submission:created") == {(teacher, "SUBMISSION_RECEIVED", f"{page}/grade")}
    room.api.run_job("job_assignment_due_reminders")
    assert told(room, "assignment:due_soon") == {(dara, "ASSIGNMENT_DUE", page)}
    room.api.clock.advance(hours=21)
    room.api.run_job("job_assignment_missing")
    assert told(room, "assignment:missed") == {
        (dara, "ASSIGNMENT_MISSING", page),
        (parent_id, "CHILD_MISSING", child),
    }
    ok(parent.get(f"/v1/courses/{room.id}/gradebook/me", query={"userId": dara}))

    thread = room.place(work, handed_in, "/comments")
    ok(room.caller("bopha").post(thread, json={"body": "Is it long enough?"}), 201)
    assert told(room, "submission:commented") == {(teacher, "WORK_QUESTION", f"{page}/grade")}
    ok(room.teacher.post(thread, json={"body": "Yes."}), 201)
    assert told(room, "submission:commented") == {(bopha, "WORK_COMMENT", page)}

    room.grade(work, room.open(work, handed_in, None), points=87.5)
    assert told(room, "submission:graded", "grade:released") == set()
    ok(room.teacher.post(f"{page.replace('/assignments', '/v1/assignments')}/release", json={}))
    # The missing work of the other one is released with it.
    assert told(room, "submission:graded", "grade:released") == {
        (bopha, "ASSIGNMENT_GRADED", page),
        (dara, "ASSIGNMENT_GRADED", page),
        (parent_id, "CHILD_GRADED", child),
    }
    assert not [row for row in _rows(room) if "87.5" in row.message]


def test_where_names_are_hidden_no_notification_tells_them(room: Course) -> None:
    work = room.work(gradesHidden=True, anonymous=True)
    handed_in = room.submit(work, "bopha")
    assert told(room, "assignment:created", "submission:created").isdisjoint(
        {(str(room.school.author.id), "SUBMISSION_RECEIVED", f"/assignments/{work['id']}/grade")}
    )
    thread = room.place(work, handed_in, "/comments")
    ok(room.caller("bopha").post(thread, json={"body": "Is it long enough?"}), 201)
    assert {kind for _, kind, _ in told(room, "submission:commented")} == {"WORK_QUESTION"}
    said = [row.message for row in _rows(room) if row.type == "WORK_QUESTION"]
    assert said == ["There is a new comment."]


def test_a_file_is_opened_by_its_student_who_teaches_and_guardians(room: Course) -> None:
    parent, author = room.guardian_of("dara"), room.school.author
    work = room.work(type="FILE")
    with room.api.scene() as connection:
        upload = str(
            make_upload(
                connection,
                tenant_id=author.tenant.id,
                owner_id=room.school.member("dara").id,
                purpose="SUBMISSION",
            )
        )
    place, files = f"/v1/uploads/{upload}", {"media": [{"uploadId": upload}]}
    dara = room.caller("dara")
    ok(dara.put(f"/v1/assignments/{work['id']}/draft", json=files))
    assert ok(dara.get(place))["url"]
    for other in (room.teacher, parent, room.caller("bopha")):
        refused(other.get(place), 404, "not_found")
    room.submit(work, "dara", **files)
    for reader in (dara, room.teacher, parent):
        assert ok(reader.get(place))["url"]
    colleague = room.school.caller("a colleague", "TEACHER")
    for other in (room.caller("bopha"), colleague):
        refused(other.get(place), 404, "not_found")


@pytest.mark.every_school
def test_an_attempt_that_ran_out_is_handed_in_by_itself_and_graded_once(room: Course) -> None:
    body = {"title": "A quiz", "questions": list(QUESTIONS), "timeLimit": 60, "maxAttempts": 1}
    quiz = ok(room.teacher.post("/v1/quizzes", json=body), 201)
    work = room.work(type="QUIZ", quizId=quiz["id"], maxPoints=20)
    dara = room.caller("dara")
    begun = ok(dara.post(f"/v1/quizzes/{quiz['id']}/attempts"), 201)
    place = f"/v1/quizzes/{quiz['id']}/attempts/{begun['id']}"
    ok(dara.put(place, json={"answers": RIGHT}))
    room.api.run_job("job_quiz_attempts_close")
    assert room.read(work, "dara")["my"] is None
    room.api.clock.advance(minutes=5)
    room.api.run_job("job_quiz_attempts_close")
    room.api.run_job("job_quiz_attempts_close")
    mine = room.read(work, "dara")["my"]
    assert (mine["points"], mine["attempt"]) == (20.0, 1)
    closed = room.api.events(room.school.author.tenant, "quiz:attempt_submitted")
    assert {event.data["attemptId"] for event in closed} == {begun["id"]}
    assert ok(dara.post(f"{place}/submit", json={}))["submittedAt"] == begun["deadlineAt"]
