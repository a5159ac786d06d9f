"""Points by hand: who gives them, what they change, and that nothing takes them away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.api.test_quiz_attempts import place, start, submit
from tests.areas.learning.api.test_quizzes import quiz
from tests.areas.learning.coursework import Course, make_course
from tests.areas.learning.factories.quizzes import QUESTIONS, RIGHT
from tests.support.api import Api, ok, refused
from tests.support.school import School


@pytest.fixture
def room(api: Api) -> Course:
    return make_course(api, "dara", "bopha")


def points(school: School, attempt: dict[str, Any], given: Any, **body: Any) -> Any:
    sent = {"points": given, "reason": "Well meant", **body}
    return school.as_author.put(place(attempt, "/points"), json=sent)


def test_points_by_hand_count_and_are_told_with_their_history(school: School) -> None:
    made, student = quiz(school, passingScore=60), school.caller("a student")
    attempt = submit(student, start(student, made), answers={"one": RIGHT["one"]})
    assert (attempt["score"], attempt["passed"], attempt["version"]) == (14.29, False, 0)
    opened = ok(school.as_author.get(place(attempt)))
    assert [item["points"] for item in opened["items"]] == [1, 0, 0, 0, 0, 0, 0]
    found = ok(points(school, attempt, {"some": 2, "word": 0.5, "one": 0.25}))
    assert (found["pointsEarned"], found["score"], found["passed"]) == (2.75, 39.29, False)
    assert (found["version"], found["corrected"]) == (1, True)
    assert [item["byHand"] for item in found["items"]] == [True, True, False, True] + [False] * 3
    seen = ok(student.get(place(attempt)))
    assert (seen["score"], seen["corrected"]) == (39.29, True)
    ok(points(school, attempt, {"one": None, "much": 1}, reason="Read again", version=1))
    lines = ok(school.as_author.get(place(attempt, "/history")))["data"]
    assert [(one["questionId"], one["pointsBefore"], one["pointsAfter"]) for one in lines] == [
        ("much", 0, 1),
        ("one", 0.25, 1),
        ("one", 1, 0.25),
        ("some", 0, 2),
        ("word", 0, 0.5),
    ]
    assert (lines[1]["pointsByHand"], lines[1]["reason"]) == (None, "Read again")
    assert lines[0]["correctedBy"] == str(school.author.id)
    events = school.api.events(school.author.tenant, "quiz:attempt_corrected")
    assert [event.data["score"] for event in events] == [39.29, 64.29]
    assert {event.channel for event in events} == {f"user:{school.member('a student').id}"}
    log = ok(school.caller("a head", "ADMIN").get("/v1/audit-log"))["data"]
    assert [row["action"] for row in log] == ["quiz_attempt.corrected"] * 2
    # Handing in once more, and a new passing score, grade nothing anew.
    assert submit(student, attempt, answers={})["score"] == 64.29
    body = {"title": "A quiz", "questions": made["questions"], "passingScore": 90}
    ok(school.as_author.put(f"/v1/quizzes/{made['id']}", json=body))
    assert ok(school.as_author.get(place(attempt)))["pointsEarned"] == 4.5
    refused(student.get(place(attempt, "/history")), 403, "forbidden")


def test_points_that_do_not_fit_are_refused_whole(school: School) -> None:
    made, student = quiz(school), school.caller("a student")
    begun = start(student, made)
    refused(points(school, begun, {"one": 1}), 409, "attempt_open")
    attempt = submit(student, begun, answers={})
    with school.api.nothing_written():
        for given in ({"one": 1.5}, {"none": 1, "some": 1}):
            refused(points(school, attempt, given), 422, "validation_failed")
        refused(points(school, attempt, {"one": 1}, reason=""), 422, "validation_failed")
        refused(points(school, attempt, {"one": 1}, version=3), 409, "attempt_changed")
    colleague = school.caller("a colleague", "TEACHER")
    body = {"points": {"one": 1}, "reason": "Mine"}
    refused(colleague.put(place(attempt, "/points"), json=body), 403, "forbidden")
    refused(colleague.get(place(attempt)), 404, "not_found")
    other = quiz(school)
    elsewhere = {"id": attempt["id"], "quizId": other["id"]}
    refused(points(school, elsewhere, {"one": 1}), 404, "not_found")
    refused(school.as_author.get(place(elsewhere, "/history")), 404, "not_found")


def test_what_nobody_handed_in_is_handed_in_before_it_is_corrected(school: School) -> None:
    made, student = quiz(school, timeLimit=60), school.caller("a student")
    begun = start(student, made)
    school.api.clock.advance(minutes=5)
    found = ok(points(school, begun, {"one": 1}))
    assert (found["status"], found["pointsEarned"]) == ("EXPIRED", 1)
    assert len(school.api.events(school.author.tenant, "quiz:attempt_submitted")) == 2


def test_a_correction_reaches_the_gradebook_with_its_reason(room: Course) -> None:
    body = {"title": "A quiz", "questions": list(QUESTIONS), "maxAttempts": 3}
    made = ok(room.teacher.post("/v1/quizzes", json=body), 201)
    work = room.work(type="QUIZ", quizId=made["id"], maxPoints=70)
    dara = room.caller("dara")
    first = submit(dara, start(dara, made), answers={"one": RIGHT["one"]})
    assert room.read(work, "dara")["my"]["points"] == 10
    ok(points(room.school, first, {"so": 1, "word": 1}))
    mine = room.read(work, "dara")["my"]
    assert mine["points"] == 30
    history = f"/v1/submissions/{mine['submissionId']}/history"
    line = ok(room.teacher.get(history))["data"][0]
    assert (line["points"], line["cause"], line["reason"]) == (30, "QUIZ", "Well meant")
    assert line["changedBy"] == str(room.school.author.id)
    # Another attempt is graded beside it; the better one counts, and it is the corrected one.
    submit(dara, start(dara, made), answers={"one": RIGHT["one"], "so": RIGHT["so"]})
    assert room.read(work, "dara")["my"]["points"] == 30
    # Points that are what they were change no grade.
    before = len(ok(room.teacher.get(history))["data"])
    ok(points(room.school, first, {"so": 1}))
    assert len(ok(room.teacher.get(history))["data"]) == before


def test_a_grade_is_made_of_the_points_and_not_of_rounded_percent(room: Course) -> None:
    """One of seven points is 14.29 percent, and 142.86 of 1,000."""
    made = ok(room.teacher.post("/v1/quizzes", json={"title": "A", "questions": [*QUESTIONS]}), 201)
    work = room.work(type="QUIZ", quizId=made["id"], maxPoints=1000)
    dara = room.caller("dara")
    attempt = submit(dara, start(dara, made), answers={"one": RIGHT["one"]})
    mine = room.read(work, "dara")["my"]
    assert (attempt["score"], mine["points"], mine["grade"]) == (14.29, 142.86, 14.29)
    ok(points(room.school, attempt, {"so": 1}))
    assert room.read(work, "dara")["my"]["points"] == 285.71
