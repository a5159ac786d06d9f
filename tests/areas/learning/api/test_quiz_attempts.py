"""Attempts: the server's clock, what is saved, what is graded, and who learns of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.api.test_quizzes import SECRETS, at, quiz
from tests.areas.learning.factories.quizzes import POINTS, QUESTIONS, RIGHT
from tests.support.api import Caller, all_items, in_parallel, ok, refused
from tests.support.school import School


def start(caller: Caller, made: dict[str, Any]) -> Any:
    return ok(caller.post(f"/v1/quizzes/{made['id']}/attempts"), 201)


def place(attempt: dict[str, Any], action: str = "") -> str:
    return f"/v1/quizzes/{attempt['quizId']}/attempts/{attempt['id']}{action}"


def save(caller: Caller, attempt: dict[str, Any], answers: Any) -> Any:
    return ok(caller.put(place(attempt), json={"answers": answers}))


def submit(caller: Caller, attempt: dict[str, Any], **body: Any) -> Any:
    return ok(caller.post(place(attempt, "/submit"), json=body))


def test_an_attempt_from_the_first_to_the_last_word(school: School) -> None:
    made, student = quiz(school, passingScore=60), school.caller("a student")
    answer = student.post(f"/v1/quizzes/{made['id']}/attempts")
    attempt = ok(answer, 201)
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert (attempt["number"], attempt["resumed"], attempt["answers"]) == (1, False, {})
    assert save(student, attempt, {"one": RIGHT["one"]})["answered"] == 1
    resumed = start(student, made)
    assert (resumed["id"], resumed["resumed"]) == (attempt["id"], True)
    assert resumed["answers"]["one"]["choice"] == "r"
    done = submit(student, attempt, answers=RIGHT)
    assert (done["status"], done["score"], done["passed"]) == ("SUBMITTED", 100.0, True)
    assert (done["pointsEarned"], done["totalPoints"]) == (POINTS, POINTS)
    assert {item["questionId"]: item["correct"] for item in done["items"]} == {
        **dict.fromkeys(RIGHT, True),
        "poll": None,
    }
    assert done["items"][0]["solution"]["choices"] == ["r"]
    with school.api.nothing_written():
        assert submit(student, attempt, answers={}) == done
        refused(student.put(place(attempt), json={"answers": {}}), 409, "attempt_over")
    events = school.api.events(school.author.tenant, "quiz:attempt_submitted")
    assert [e.channel for e in events] == [
        f"user:{school.member('a student').id}",
        f"user:{school.author.id}",
    ]
    assert events[0].data == {
        "quizId": made["id"],
        "attemptId": attempt["id"],
        "userId": str(school.member("a student").id),
        "score": 100.0,
        "passed": True,
    }


def test_a_part_is_worth_a_part(school: School) -> None:
    made, student = quiz(school, passingScore=60), school.caller("a student")
    attempt = start(student, made)
    # One of two right choices, a wrong word, and two numbers that are right.
    given = {
        "some": {"choices": ["p"]},
        "word": {"text": "Battambang"},
        "much": {"number": 9.7},
        "so": {"value": True},
    }
    done = submit(student, attempt, answers=given)
    assert (done["pointsEarned"], done["score"], done["passed"]) == (3.0, 42.86, False)


def test_after_the_deadline_what_was_saved_counts(school: School) -> None:
    made, student = quiz(school, timeLimit=60), school.caller("a student")
    school.api.clock.stop()
    attempt = start(student, made)
    save(student, attempt, {"one": RIGHT["one"], "so": RIGHT["so"]})
    school.api.clock.advance(seconds=59)
    save(student, attempt, {"one": RIGHT["one"]})
    school.api.clock.advance(seconds=2)
    with school.api.nothing_written():
        refused(student.put(place(attempt), json={"answers": RIGHT}), 409, "attempt_over")
        (listed,) = all_items(student, f"/v1/quizzes/{made['id']}/attempts")
    assert (listed["status"], listed["pointsEarned"]) == ("EXPIRED", 1.0)
    done = submit(student, attempt, answers=RIGHT)
    assert {**listed, "items": done["items"]} == done
    assert done["submittedAt"] == done["deadlineAt"] == attempt["deadlineAt"]


def test_an_expired_attempt_is_handed_in_by_the_next(school: School) -> None:
    made = quiz(school, timeLimit=60, maxAttempts=2)
    student = school.caller("a student")
    first = start(student, made)
    save(student, first, {"one": RIGHT["one"]})
    school.api.clock.advance(minutes=5)
    second = start(student, made)
    assert (second["number"], second["resumed"], second["answers"]) == (2, False, {})
    (event, _) = school.api.events(school.author.tenant, "quiz:attempt_submitted")
    assert event.data["attemptId"] == first["id"]
    submit(student, second)
    refused(student.post(f"/v1/quizzes/{made['id']}/attempts"), 409, "no_attempts_left")


def test_an_attempt_ends_with_the_quiz(school: School) -> None:
    made = quiz(school, timeLimit=3600, opensAt=at(minutes=1), closesAt=at(minutes=10))
    student, path = school.caller("a student"), f"/v1/quizzes/{made['id']}/attempts"
    refused(student.post(path), 409, "quiz_not_open")
    school.api.clock.advance(minutes=5)
    attempt = start(student, made)
    assert attempt["deadlineAt"] == made["closesAt"]
    school.api.clock.advance(minutes=6)
    refused(student.put(place(attempt), json={"answers": {}}), 409, "attempt_over")
    refused(student.post(path), 409, "quiz_not_open")


def test_attempts_begun_at_once_are_one(school: School) -> None:
    made, student = quiz(school, maxAttempts=None), school.caller("a student")
    attempts = in_parallel([lambda: start(student, made)] * 8)
    assert len({attempt["id"] for attempt in attempts}) == 1
    assert [attempt["resumed"] for attempt in attempts].count(False) == 1


def test_an_attempt_handed_in_twice_at_once_is_told_once(school: School) -> None:
    made, student = quiz(school), school.caller("a student")
    attempt = start(student, made)
    results = in_parallel([lambda: submit(student, attempt, answers=RIGHT)] * 6)
    assert all(result == results[0] for result in results)
    assert len(school.api.events(school.author.tenant, "quiz:attempt_submitted")) == 2


def test_the_order_is_the_attempts_own_and_stays(school: School) -> None:
    made = quiz(school, shuffle=True)
    orders = []
    for number in range(6):
        student = school.caller(f"student {number}")
        sheet = start(student, made)["questions"]
        assert start(student, made)["questions"] == sheet
        orders.append([(q["id"], [o["id"] for o in q["options"]]) for q in sheet])
    assert len({str(order) for order in orders}) > 1
    assert {tuple(sorted(name for name, _ in order)) for order in orders} == {tuple(sorted(RIGHT))}


@pytest.mark.parametrize(
    ("visibility", "score", "items", "after"),
    [
        ("IMMEDIATE", True, True, (True, True)),
        ("SCORE_ONLY", True, False, (True, False)),
        ("AFTER_CLOSE", False, False, (True, True)),
    ],
)
def test_what_is_hidden_stays_hidden_until_its_time(
    school: School, visibility: str, *, score: bool, items: bool, after: tuple[bool, bool]
) -> None:
    made = quiz(school, resultsVisibility=visibility, closesAt=at(hours=1), passingScore=50)
    student = school.caller("a student")
    done = submit(student, start(student, made), answers=RIGHT)
    assert (done["score"] is not None, done["items"] is not None) == (score, items)
    event = school.api.events(school.author.tenant, "quiz:attempt_submitted")[0]
    assert (event.data["score"] is not None, event.data["passed"] is not None) == (score, score)
    of_author = f"/v1/quizzes/{made['id']}/attempts"
    (known,) = all_items(school.as_author, of_author, userId=str(school.member("a student").id))
    assert (known["score"], len(known["items"])) == (100.0, len(QUESTIONS))
    school.api.clock.advance(hours=2)
    (later,) = all_items(student, of_author)
    assert (later["score"] is not None, later["items"] is not None) == after


def test_attempts_are_seen_by_their_owner_and_the_author(school: School) -> None:
    made = quiz(school)
    one, other = school.caller("one"), school.caller("other")
    attempt = start(one, made)
    start(other, made)
    path = f"/v1/quizzes/{made['id']}/attempts"
    own = [a["user"]["id"] for a in all_items(one, path, userId=str(school.member("other").id))]
    assert own == [str(school.member("one").id)]
    assert len(all_items(school.as_author, path, limit=1)) == 2
    for caller in (other, school.as_author):
        with school.api.nothing_written():
            refused(caller.put(place(attempt), json={"answers": {}}), 404, "not_found")
            refused(caller.post(place(attempt, "/submit"), json={}), 404, "not_found")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("nothing", {"choice": "p"}),
        ("one", {"choice": "z"}),
        ("one", {"value": True}),
        ("order", {"order": ["p"]}),
        ("some", {"choices": ["p", "p"]}),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused(
    school: School, name: str, answer: dict[str, Any]
) -> None:
    made, student = quiz(school), school.caller("a student")
    attempt = start(student, made)
    answers = {**RIGHT, name: answer}
    with school.api.nothing_written():
        for refusal in (
            student.put(place(attempt), json={"answers": answers}),
            student.post(place(attempt, "/submit"), json={"answers": answers}),
        ):
            problem = refused(refusal, 422, "validation_failed")
            assert [error["field"] for error in problem["errors"]] == [f"answers.{name}"]


def test_the_statistics_are_of_first_attempts(school: School) -> None:
    made = quiz(school, maxAttempts=2, passingScore=50)
    path = f"/v1/quizzes/{made['id']}/stats"
    assert ok(school.as_author.get(path))["meanScore"] is None
    for number in range(4):
        student = school.caller(f"student {number}")
        given = RIGHT if number < 2 else {"one": {"choice": "p"}, "so": {"value": number == 2}}
        submit(student, start(student, made), answers=given)
        submit(student, start(student, made), answers=RIGHT)
    stats = ok(school.as_author.get(path))
    assert (stats["attempts"], stats["passRate"]) == (4, 0.5)
    assert stats["meanScore"] == pytest.approx((100 + 100 + 14.29 + 0) / 4, abs=0.01)
    assert stats["medianScore"] == pytest.approx((100 + 14.29) / 2, abs=0.01)
    by_id = {item["questionId"]: item for item in stats["items"]}
    assert (by_id["one"]["difficulty"], by_id["so"]["difficulty"]) == (0.5, 0.75)
    assert by_id["one"]["discrimination"] > by_id["so"]["discrimination"] > 0
    assert by_id["one"]["distribution"] == [
        {"key": "p", "count": 2, "correct": False},
        {"key": "q", "count": 0, "correct": False},
        {"key": "r", "count": 2, "correct": True},
        {"key": "s", "count": 0, "correct": False},
    ]
    assert (by_id["poll"]["difficulty"], by_id["poll"]["answered"]) == (None, 2)


def test_solutions_wait_until_no_attempt_is_left(school: School) -> None:
    made, student = quiz(school, maxAttempts=2), school.caller("a student")
    path = f"/v1/quizzes/{made['id']}/attempts"
    first = submit(student, start(student, made), answers=RIGHT)
    assert (first["score"], first["items"]) == (100.0, None)
    second = start(student, made)
    # The last attempt has begun, and its answers can still be changed.
    assert [one["items"] for one in all_items(student, path)] == [None, None]
    assert submit(student, second, answers={})["items"]
    assert all(one["items"] for one in all_items(student, path))


def test_solutions_of_a_quiz_without_a_last_attempt_come_when_it_closes(school: School) -> None:
    made = quiz(school, maxAttempts=None, closesAt=at(hours=1))
    student = school.caller("a student")
    done = submit(student, start(student, made), answers=RIGHT)
    assert done["items"] is None
    school.api.clock.advance(hours=2)
    (later,) = all_items(student, f"/v1/quizzes/{made['id']}/attempts")
    assert later["items"]


def _of_numbers(school: School, language: str | None) -> dict[str, Any]:
    question = {"id": "n", "type": "NUMERIC", "text": "?", "minimum": 1000, "maximum": 1000.5}
    # One attempt only, so that its answers are told.
    return quiz(school, questions=[{**question, "language": language}], maxAttempts=1)


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("en", "1,000", 1000),
        ("en", "1 000", 1000),
        ("en", "1.000,5", 1000.5),
        ("km", "1.000,5", 1000.5),
        ("km", "១.០០០", 1000),
        ("km", "1,000", 1),
        (None, "1000", 1000),
        (None, "1.000,5", 1000.5),
    ],
)
def test_a_number_is_read_as_people_write_it(
    school: School, language: str | None, written: str, number: float
) -> None:
    made, student = _of_numbers(school, language), school.caller("a student")
    attempt = start(student, made)
    assert attempt["questions"][0]["language"] == language
    # The answer says how it was read: nothing is guessed in silence.
    assert save(student, attempt, {"n": {"written": written}})["numbers"] == {"n": number}
    done = submit(student, attempt, answers={"n": {"written": written}})
    assert done["items"][0]["answer"]["number"] == number
    assert done["items"][0]["correct"] is (number >= 1000)


@pytest.mark.parametrize("written", ["1,000", "1.000", "ten", "10²", "1e400", "9" * 20])
def test_a_number_that_cannot_be_read_is_sent_back(school: School, written: str) -> None:
    student = school.caller("a student")
    attempt = start(student, _of_numbers(school, None))
    answers = {"answers": {"n": {"written": written}}}
    problem = refused(student.put(place(attempt), json=answers), 422, "validation_failed")
    assert [error["field"] for error in problem["errors"]] == ["answers.n"]


def test_numbers_are_counted_each_for_itself(school: School) -> None:
    made = _of_numbers(school, "en")
    for who, number in (("a student", 1234567), ("another student", 1234568)):
        student = school.caller(who)
        submit(student, start(student, made), answers={"n": {"number": number}})
    (item,) = ok(school.as_author.get(f"/v1/quizzes/{made['id']}/stats"))["items"]
    assert [bar["key"] for bar in item["distribution"]] == ["1234567", "1234568"]
