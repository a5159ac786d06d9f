"""Progress, completed courses and their certificates."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from tests.areas.learning.api.test_courses import inserted
from tests.areas.learning.api.test_lesson_resources import beside, quiz_of
from tests.areas.learning.api.test_lessons import lesson, outline, with_student
from tests.areas.learning.factories.quizzes import RIGHT
from tests.support.api import Caller, all_items, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


def complete(caller: Caller, lesson_id: str, *, completed: bool = True) -> dict[str, Any]:
    answer = caller.post(f"/v1/lessons/{lesson_id}/complete", json={"completed": completed})
    found: dict[str, Any] = ok(answer)
    return found


def attempt(caller: Caller, quiz_id: str, answers: Any) -> None:
    begun = ok(caller.post(f"/v1/quizzes/{quiz_id}/attempts"), 201)
    path = f"/v1/quizzes/{quiz_id}/attempts/{begun['id']}/submit"
    ok(caller.post(path, json={"answers": answers}))


def test_progress_is_what_was_done_of_what_is_published(school: School) -> None:
    made, student = with_student(school)
    one, two, _ = (lesson(school, made)["id"] for _ in range(3))
    lesson(school, made, published=False)
    first = complete(student, one)
    assert (first["progress"], first["completedLessons"]) == (33.33, 1)
    assert first["courseCompletedAt"] is None
    again = complete(student, one)
    assert again == first
    (told,) = school.api.events(school.author.tenant, "lesson:completed")
    assert told.channel == f"user:{school.member('a student').id}"
    assert told.data == {
        "courseId": made,
        "lessonId": one,
        "progress": 33.33,
        "completedLessons": 1,
    }
    complete(student, two)
    undone = complete(student, one, completed=False)
    assert (undone["progress"], undone["completedAt"]) == (33.33, None)
    assert outline(student, made)["progress"] == 33.33


def test_lessons_that_are_done_at_once_all_count(school: School) -> None:
    """Two devices of one pupil, and an outbox that is sent when the network is back."""
    made, student = with_student(school)
    lessons = [lesson(school, made)["id"] for _ in range(2)]
    holding = text("SELECT 1 FROM app.course_members WHERE course_id = :course FOR UPDATE")
    done = behind(
        school.api,
        lambda scene: scene.execute(holding, {"course": made}),
        [partial(complete, student, one) for one in lessons],
    )
    assert sorted(one["progress"] for one in done) == [50, 100]
    found = outline(student, made)
    assert (found["progress"], found["completedAt"] is None) == (100, False)


def test_a_lesson_that_comes_later_opens_the_course_again(school: School) -> None:
    made, student = with_student(school)
    done = complete(student, lesson(school, made)["id"])
    assert done["progress"] == 100
    lesson(school, made, published=False)
    assert outline(student, made)["progress"] == 100
    lesson(school, made)
    found = outline(student, made)
    # What was completed stays completed.
    assert found["progress"] == 50
    assert found["completedAt"] == done["courseCompletedAt"]


def test_a_score_that_its_quiz_hides_is_in_no_outline_and_on_no_certificate(
    school: School,
) -> None:
    """Whoever may attempt it again could find the right answers by it."""
    made, student = with_student(school, title="Optics", title_kh="អុបទិក")
    one, closes = lesson(school, made)["id"], school.api.clock() + timedelta(hours=1)
    hidden = {"results_visibility": "AFTER_CLOSE", "closes_at": closes, "max_attempts": None}
    quiz_id = quiz_of(school, passing_score=50, title="Light", **hidden)
    ok(beside(school, one, title="Test", kind="QUIZ", quizId=quiz_id), 201)
    complete(student, one)
    attempt(student, quiz_id, RIGHT)
    (quiz,) = outline(student, made)["quizzes"]
    assert (quiz["passed"], quiz["bestScore"]) == (False, None)
    assert school.api.deliver("worker_course_completion", school.author.tenant) == 1
    earned = ok(student.get(f"/v1/courses/{made}/certificate"))
    assert earned["snapshot"]["quizzes"] == []
    school.api.clock.advance(hours=2)
    (quiz,) = outline(student, made)["quizzes"]
    assert (quiz["passed"], quiz["bestScore"]) == (True, 100)


def test_all_lessons_and_quizzes_make_a_certificate(school: School) -> None:
    made, student = with_student(school, title="Optics", title_kh="អុបទិក")
    one = lesson(school, made)["id"]
    quiz_id = quiz_of(school, passing_score=50, max_attempts=None, title="Light")
    ok(beside(school, one, title="Test", kind="QUIZ", quizId=quiz_id), 201)
    path = f"/v1/courses/{made}/certificate"
    assert complete(student, one)["courseCompletedAt"] is None
    attempt(student, quiz_id, {"one": {"choice": "p"}})
    assert school.api.deliver("worker_course_completion", school.author.tenant) == 1
    refused(student.get(path), 404, "certificate_not_earned")
    (quiz,) = outline(student, made)["quizzes"]
    assert (quiz["passed"], quiz["passingScore"], quiz["bestScore"]) == (False, 50, 0)
    attempt(student, quiz_id, RIGHT)
    (_, last) = [
        event
        for event in school.api.events(school.author.tenant, "quiz:attempt_submitted")
        if event.copy == 0
    ]
    school.api.push("worker_course_completion", last.body)
    earned = ok(student.get(path))
    completed = school.api.events(school.author.tenant, "course:completed")
    assert {event.channel for event in completed} == {
        f"user:{school.member('a student').id}",
        f"user:{school.author.id}",
    }
    assert completed[0].data["certificateCode"] == earned["code"]
    snapshot = earned["snapshot"]
    assert snapshot["personName"] == school.member("a student").user.name
    assert (snapshot["courseTitle"], snapshot["courseTitleKh"]) == ("Optics", "អុបទិក")
    assert (snapshot["lessons"], snapshot["quizzes"]) == (1, [{"title": "Light", "score": 100}])
    # A second message, a second attempt and another title change nothing of it.
    school.api.push("worker_course_completion", last.body)
    ok(school.as_author.put(f"/v1/courses/{made}", json={"title": "Another"}))
    assert ok(student.get(path)) == earned
    assert len(school.api.events(school.author.tenant, "course:completed")) == 2


def test_a_quiz_without_a_bar_is_passed_by_handing_it_in(school: School) -> None:
    made, student = with_student(school)
    one = lesson(school, made)["id"]
    quiz_id = quiz_of(school)
    ok(beside(school, one, title="Test", kind="QUIZ", quizId=quiz_id), 201)
    attempt(student, quiz_id, {})
    done = complete(student, one)
    assert done["courseCompletedAt"] is not None
    assert ok(student.get(f"/v1/courses/{made}/certificate"))["code"] == done["certificateCode"]
    assert school.api.events(school.author.tenant, "course:completed")


def test_a_course_may_give_no_certificates(school: School) -> None:
    made, student = with_student(school, certificates=False)
    done = complete(student, lesson(school, made)["id"])
    assert done["courseCompletedAt"] is not None
    assert done["certificateCode"] is None
    refused(student.get(f"/v1/courses/{made}/certificate"), 404, "certificate_not_earned")
    somebody = school.caller("somebody")
    refused(somebody.get(f"/v1/courses/{made}/certificate"), 403, "not_in_your_course")


def test_anybody_with_the_code_verifies_a_certificate(school: School) -> None:
    made, student = with_student(school)
    code = complete(student, lesson(school, made)["id"])["certificateCode"]
    nobody = school.api.anonymous()
    printed = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()
    found = ok(nobody.get(f"/v1/certificates/{printed}"))
    assert found == ok(student.get(f"/v1/courses/{made}/certificate"))
    assert school.api.as_(school.api.member()).get(f"/v1/certificates/{code}").json == found
    for wrong in ("AAAABBBBCCCC", code[:-1], "x"):
        refused(nobody.get(f"/v1/certificates/{wrong}"), 404, "not_found")


def test_who_teaches_sees_how_far_each_has_come(school: School) -> None:
    names = ("one", "two", "three")
    made = inserted(school, students=tuple(school.member(name).id for name in names))
    first, second = (lesson(school, made)["id"] for _ in range(2))
    quiz_id = quiz_of(school)
    ok(beside(school, first, title="Test", kind="QUIZ", quizId=quiz_id), 201)
    for one in (first, second):
        complete(school.caller("one"), one)
    complete(school.caller("two"), second)
    attempt(school.caller("three"), quiz_id, {})
    rows = all_items(school.as_author, f"/v1/courses/{made}/progress", limit=2)
    found = {row["user"]["id"]: row for row in rows}
    mine = [found[str(school.member(name).id)] for name in names]
    assert [row["progress"] for row in mine] == [100, 50, 0]
    assert [row["completedLessons"] for row in mine] == [[first, second], [second], []]
    assert [row["passedQuizzes"] for row in mine] == [[], [], [quiz_id]]
    assert all(row["completedAt"] is None for row in mine)
    assert mine[2]["lastCompletedAt"] is None
    colleague = school.caller("a colleague", "TEACHER")
    refused(colleague.get(f"/v1/courses/{made}/progress"), 403, "not_in_your_course")
