"""Writing quizzes: who may, what others see, and what stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from tests.areas.learning.factories.quizzes import POINTS, QUESTIONS
from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School
from tests.support.waiting import behind

SECRETS = ("correct", "accepted", "minimum", "maximum", "partial", "explanation", "Phnom Penh")


def quiz(school: School, **body: Any) -> dict[str, Any]:
    """A quiz of the author's."""
    written = {"title": "A quiz", "questions": QUESTIONS, **body}
    found: dict[str, Any] = ok(school.as_author.post("/v1/quizzes", json=written), 201)
    return found


def at(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def test_a_quiz_comes_back_as_it_was_written(school: School) -> None:
    made = quiz(school, titleKh="កម្រងសំណួរ", timeLimit=600, passingScore=50, maxAttempts=None)
    assert (made["questionCount"], made["totalPoints"]) == (len(QUESTIONS), POINTS)
    assert made["author"]["id"] == str(school.author.id)
    assert ok(school.as_author.get(f"/v1/quizzes/{made['id']}")) == made
    for given, got in zip(QUESTIONS, made["questions"], strict=True):
        assert {name: got[name] for name in given if name != "options"} == {
            name: value for name, value in given.items() if name != "options"
        }
    (event,) = school.api.events(school.author.tenant, "quiz:published")
    assert event.channel == f"tenant:{school.author.tenant.id}"
    assert event.data == {
        "quizId": made["id"],
        "title": "A quiz",
        "questionCount": len(QUESTIONS),
    }


def test_questions_and_options_are_given_ids_that_tell_nothing(school: School) -> None:
    bare = {
        "type": "ORDERING",
        "text": "Order?",
        "options": [{"text": text} for text in ("first", "second", "third")],
    }
    made = quiz(school, questions=[bare, bare])
    question_ids = [question["id"] for question in made["questions"]]
    option_ids = [o["id"] for question in made["questions"] for o in question["options"]]
    assert len({*question_ids, *option_ids}) == 8
    assert all(len(name) == 12 for name in (*question_ids, *option_ids))


def test_no_answer_is_sent_to_who_may_not_edit(school: School) -> None:
    made = quiz(school)
    for name, role in (("a student", "STUDENT"), ("a colleague", "TEACHER")):
        answer = school.caller(name, role).get(f"/v1/quizzes/{made['id']}")
        read = ok(answer)
        assert read["canEdit"] is False
        assert [question["id"] for question in read["questions"]] == [q["id"] for q in QUESTIONS]
        for secret in SECRETS:
            assert secret not in answer.text, secret
    # An ordering is shown, but not in the right order.
    order = next(q for q in read["questions"] if q["id"] == "order")
    assert sorted(o["id"] for o in order["options"]) == ["p", "q", "r", "s"]
    assert ok(school.caller("an admin", "ADMIN").get(f"/v1/quizzes/{made['id']}"))["canEdit"]


def test_the_time_is_not_spent_on_reading_before_it_runs(school: School) -> None:
    student = school.caller("a student")
    timed, early = quiz(school, timeLimit=60), quiz(school, opensAt=at(hours=1))
    for made in (timed, early):
        assert ok(student.get(f"/v1/quizzes/{made['id']}"))["questions"] is None
    ok(student.post(f"/v1/quizzes/{timed['id']}/attempts"), 201)
    assert len(ok(student.get(f"/v1/quizzes/{timed['id']}"))["questions"]) == len(QUESTIONS)


def test_a_draft_is_known_to_its_author_and_to_who_manages(school: School) -> None:
    draft, published = quiz(school, status="DRAFT"), quiz(school)
    path = f"/v1/quizzes/{draft['id']}"
    assert (
        school.api.events(school.author.tenant, "quiz:published")[0].data["quizId"]
        == (published["id"])
    )
    listed = {
        name: ids(all_items(school.caller(name, role), "/v1/quizzes"))
        for name, role in (("student", "STUDENT"), ("teacher", "TEACHER"), ("admin", "ADMIN"))
    }
    assert listed == {
        "student": [published["id"]],
        "teacher": [published["id"]],
        "admin": [published["id"], draft["id"]],
    }
    assert ids(all_items(school.as_author, "/v1/quizzes", mine="true")) == listed["admin"]
    assert all_items(school.caller("teacher"), "/v1/quizzes", mine="true") == []
    teacher, body = school.caller("teacher"), {"title": "x", "questions": QUESTIONS}
    refused(teacher.get(path), 404, "not_found")
    refused(teacher.put(path, json=body), 404, "not_found")
    refused(teacher.delete(path), 404, "not_found")
    refused(school.caller("student").post(f"{path}/attempts"), 404, "not_found")


def test_publishing_is_told_once(school: School) -> None:
    draft = quiz(school, status="DRAFT")
    assert school.api.events(school.author.tenant, "quiz:published") == []
    for title in ("Ready", "Better"):
        body = {"title": title, "questions": QUESTIONS}
        ok(school.as_author.put(f"/v1/quizzes/{draft['id']}", json=body))
    (event,) = school.api.events(school.author.tenant, "quiz:published")
    assert event.data["title"] == "Ready"


def test_publishing_twice_at_once_is_told_once(school: School) -> None:
    draft = quiz(school, status="DRAFT")
    body = {"title": "Ready", "questions": QUESTIONS}
    put = partial(school.as_author.put, f"/v1/quizzes/{draft['id']}", json=body)
    for answer in behind(school.api, partial(held, draft), [put, put]):
        ok(answer)
    assert len(school.api.events(school.author.tenant, "quiz:published")) == 1


def test_nobody_begins_a_quiz_that_is_taken_back_at_this_moment(school: School) -> None:
    made = quiz(school)
    begin = partial(school.caller("a student").post, f"/v1/quizzes/{made['id']}/attempts")
    (answer,) = behind(school.api, partial(held, made, status="DRAFT"), [begin])
    refused(answer, 404, "not_found")


def held(of: dict[str, Any], scene: Connection, *, status: str | None = None) -> None:
    """Somebody changes the quiz."""
    changing = text("UPDATE app.quizzes SET status = coalesce(:status, status) WHERE id = :id")
    scene.execute(changing, {"id": of["id"], "status": status})


def test_only_the_author_and_who_manages_change_a_quiz(school: School) -> None:
    made = quiz(school)
    path, body = f"/v1/quizzes/{made['id']}", {"title": "Mine now", "questions": QUESTIONS}
    colleague = school.caller("a colleague", "TEACHER")
    with school.api.nothing_written():
        refused(colleague.put(path, json=body), 403, "forbidden")
        refused(colleague.delete(path), 403, "forbidden")
        refused(colleague.get(f"{path}/stats"), 403, "forbidden")
    admin = school.caller("an admin", "ADMIN")
    assert ok(admin.put(path, json=body))["title"] == "Mine now"
    ok(admin.delete(path), 204)
    refused(school.as_author.get(path), 404, "not_found")


def test_questions_are_fixed_by_the_first_attempt(school: School) -> None:
    made = quiz(school)
    path = f"/v1/quizzes/{made['id']}"
    ok(school.caller("a student").post(f"{path}/attempts"), 201)
    kept = {"title": "Other title", "questions": QUESTIONS, "closesAt": at(hours=1)}
    assert ok(school.as_author.put(path, json=kept))["title"] == "Other title"
    with school.api.nothing_written():
        fewer = {**kept, "questions": QUESTIONS[:2]}
        refused(school.as_author.put(path, json=fewer), 409, "quiz_in_use")
        refused(school.as_author.put(path, json={**kept, "status": "DRAFT"}), 409, "quiz_in_use")


def test_another_school_knows_nothing_of_it(school: School) -> None:
    made = quiz(school)
    stranger = school.api.as_(school.api.member("ADMIN"))
    assert all_items(stranger, "/v1/quizzes") == []
    for path in (f"/v1/quizzes/{made['id']}", f"/v1/quizzes/{uuid4()}"):
        refused(stranger.get(path), 404, "not_found")
        refused(stranger.get(f"{path}/stats"), 404, "not_found")
        refused(stranger.post(f"{path}/attempts"), 404, "not_found")


@pytest.mark.parametrize(
    "change",
    [
        {"questions": []},
        {"questions": [QUESTIONS[0], QUESTIONS[0]]},
        {"questions": [{**QUESTIONS[0], "correct": 4}]},
        {"questions": [{**QUESTIONS[0], "image": "http://example.test/a.png"}]},
        {"questions": [{**QUESTIONS[0], "type": "ESSAY"}]},
        {"opensAt": "2026-01-02T00:00:00Z", "closesAt": "2026-01-01T00:00:00Z"},
        {"opensAt": "2026-01-01T00:00:00"},
        {"resultsVisibility": "AFTER_CLOSE"},
        {"timeLimit": 5},
        {"maxAttempts": 0},
        {"passingScore": 101},
    ],
    ids=range(11),
)
def test_what_makes_no_quiz_is_refused(school: School, change: dict[str, Any]) -> None:
    body = {"title": "A quiz", "questions": QUESTIONS, **change}
    with school.api.nothing_written():
        refused(school.as_author.post("/v1/quizzes", json=body), 422, "validation_failed")


def test_a_long_quiz_in_two_scripts_fits(school: School) -> None:
    words = "សំណួរ" * 40
    options = [{"text": words[:60] + str(n), "textKh": words[:60] + str(n)} for n in range(6)]
    question = {
        "type": "MULTIPLE",
        "text": words,
        "textKh": words,
        "options": options,
        "correct": [0],
    }
    assert quiz(school, questions=[question] * 100)["questionCount"] == 100
