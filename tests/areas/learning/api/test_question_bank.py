"""The question bank: kept alone, shared with the school, copied into quizzes."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.areas.learning.api.test_quizzes import quiz
from tests.areas.learning.factories.quizzes import QUESTIONS
from tests.support.api import Caller, all_items, ids, ok, refused
from tests.support.school import School
from tests.support.waiting import looking_first

BANK = "/v1/question-bank"
CODE = "not_found"
INVALID = "validation_failed"
POLL = {"type": "POLL", "text": "Do you like it?", "options": [{"text": "Yes"}, {"text": "No"}]}


def keep(caller: Caller, *questions: Any, **body: Any) -> list[dict[str, Any]]:
    written = {"questions": list(questions) or list(QUESTIONS), **body}
    found: list[dict[str, Any]] = ok(caller.post(BANK, json=written), 201)["data"]
    return found


def test_what_is_kept_is_found_by_words_tags_and_type(school: School) -> None:
    me = school.as_author
    kept = keep(me, tags=["Grade 7 ", "grade 7", "Optics"])
    poll = keep(me, POLL, tags=["opinion"])[0]
    assert kept[0]["tags"] == ["grade 7", "optics"]
    assert [one["question"]["text"] for one in kept] == [one["text"] for one in QUESTIONS]
    assert len(all_items(me, BANK, limit=3)) == len(QUESTIONS) + 1
    assert ids(all_items(me, BANK, tag="Opinion")) == [poll["id"]]
    assert ids(all_items(me, BANK, q="LIKE it")) == [poll["id"]]
    assert ids(all_items(me, BANK, q="ទីក្រុង")) == [kept[3]["id"]]
    assert ids(all_items(me, BANK, type="NUMERIC")) == [kept[4]["id"]]
    tags = ok(me.get(f"{BANK}/tags"))["data"]
    assert tags == [
        {"tag": "grade 7", "count": 7},
        {"tag": "optics", "count": 7},
        {"tag": "opinion", "count": 1},
    ]


def test_a_colleague_sees_what_is_shared_and_changes_nothing_of_it(school: School) -> None:
    mine, shared = keep(school.as_author, POLL)[0], keep(school.as_author, POLL, shared=True)[0]
    colleague = school.caller("a colleague", "TEACHER")
    (seen,) = all_items(colleague, BANK)
    assert (seen["id"], seen["canEdit"]) == (shared["id"], False)
    assert all_items(colleague, BANK, mine="true") == []
    body = {"question": POLL}
    place = f"{BANK}/{shared['id']}"
    refused(colleague.put(place, json=body), 403, "not_your_banked_question")
    refused(colleague.delete(place), 403, "not_your_banked_question")
    refused(colleague.put(f"{BANK}/{mine['id']}", json=body), 404, "not_found")
    refused(colleague.delete(f"{BANK}/{mine['id']}"), 404, "not_found")
    changed = ok(
        school.as_author.put(
            place, json={"question": {**POLL, "text": "New?"}, "tags": ["x"], "shared": False}
        )
    )
    assert (changed["question"]["text"], changed["tags"], changed["shared"]) == (
        "New?",
        ["x"],
        False,
    )
    assert all_items(colleague, BANK) == []
    ok(school.as_author.delete(place), 204)
    assert ids(all_items(school.as_author, BANK)) == [mine["id"]]


def test_questions_are_copied_into_a_quiz_in_the_order_they_are_named(school: School) -> None:
    made = quiz(school, questions=[POLL], status="DRAFT")
    one, two = keep(school.as_author, QUESTIONS[2], QUESTIONS[3], tags=["t"])
    path = f"/v1/quizzes/{made['id']}/questions/from-bank"
    body = {"entryIds": [two["id"], one["id"]]}
    found = ok(school.as_author.post(path, json=body))
    assert [q["type"] for q in found["questions"]] == ["POLL", "TEXT", "TRUE_FALSE"]
    assert (found["questionCount"], found["totalPoints"]) == (3, 2)
    assert found["questions"][1]["id"] != two["question"]["id"]
    assert [entry["used"] for entry in all_items(school.as_author, BANK)] == [1, 1]
    with school.api.nothing_written():
        refused(
            school.as_author.post(path, json={"entryIds": [one["id"], str(uuid4())]}),
            404,
            "not_found",
        )
    refused(
        school.as_author.post(path, json={"entryIds": [one["id"]] * 2}), 422, "validation_failed"
    )


def test_a_quiz_that_is_attempted_or_full_takes_none(school: School) -> None:
    one = keep(school.as_author, POLL)[0]
    used = quiz(school)
    ok(school.caller("a student").post(f"/v1/quizzes/{used['id']}/attempts"), 201)
    body = {"entryIds": [one["id"]]}
    place = f"/v1/quizzes/{used['id']}/questions/from-bank"
    refused(school.as_author.post(place, json=body), 409, "quiz_in_use")
    full = quiz(school, questions=[POLL] * 100)
    place = f"/v1/quizzes/{full['id']}/questions/from-bank"
    refused(school.as_author.post(place, json=body), 409, "too_many_questions")
    refused(school.caller("a colleague", "TEACHER").post(place, json=body), 403, "forbidden")


def test_a_bank_has_an_end(school: School) -> None:
    tenant, owner = school.author.tenant.id, school.author.id
    keep(school.as_author, POLL)
    school.api.rows(
        "INSERT INTO app.bank_questions (tenant_id, id, owner_id, question, type, text, tags)"
        " SELECT b.tenant_id, gen_random_uuid(), b.owner_id, b.question, b.type, b.text, b.tags"
        " FROM app.bank_questions b, generate_series(1, 4998)"
        " WHERE b.tenant_id = :t AND b.owner_id = :o RETURNING 1",
        t=tenant,
        o=owner,
    )
    with school.api.nothing_written():
        answer = school.as_author.post(BANK, json={"questions": [POLL, POLL]})
        refused(answer, 409, "question_bank_full")
    keep(school.as_author, POLL)


def test_the_last_place_of_a_bank_is_filled_once(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.learning.question_bank.MAX_KEPT", 2)
    keep(school.as_author, POLL)
    keeping = [partial(school.as_author.post, BANK, json={"questions": [POLL]})] * 3
    answers = looking_first(school.api, "bank_questions", keeping)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
