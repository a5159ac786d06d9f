"""Tables of questions over the API: read without a trace, written, and read again."""

from __future__ import annotations

import base64

from infra.workbooks import write_rows
from tests.areas.learning.api.test_quizzes import quiz
from tests.areas.learning.factories.quizzes import QUESTIONS
from tests.support.api import ok, refused
from tests.support.school import School

COUNTED = "SELECT jsonb_array_elements(quiz_snapshot) FROM app.live_sessions WHERE tenant_id = :t"
READ = "/v1/question-sheets/read"


def bare(questions: list[dict[str, object]]) -> list[dict[str, object]]:
    """The questions without the ids that each place gives them."""
    return [
        {
            **{name: value for name, value in one.items() if name != "id"},
            **(
                {"options": [{**option, "id": None} for option in one["options"]]}  # type: ignore[attr-defined]
                if "options" in one
                else {}
            ),
        }
        for one in questions
    ]


def test_a_quiz_goes_out_as_a_table_and_comes_back(school: School) -> None:
    made = quiz(school)
    for form, language in (("XLSX", "km"), ("CSV", "en")):
        path = f"/v1/quizzes/{made['id']}/sheet?format={form}&language={language}"
        answer = school.as_author.get(path)
        assert answer.status_code == 200
        name = f"quiz-{made['id']}.{form.lower()}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        body = (
            {"content": answer.get_data(as_text=True)}
            if form == "CSV"
            else {"workbook": base64.b64encode(answer.data).decode()}
        )
        with school.api.nothing_written():
            found = ok(school.as_author.post(READ, json=body))
        assert found["errors"] == []
        assert bare(found["questions"]) == bare(made["questions"])
        again = ok(
            school.as_author.post(
                "/v1/quizzes", json={"title": "Again", "questions": found["questions"]}
            ),
            201,
        )
        assert bare(again["questions"]) == bare(made["questions"])


def test_a_mistake_is_named_and_no_question_comes(school: School) -> None:
    rows = [
        ["សំណួរ", "ជម្រើស A", "ជម្រើស B", "ចម្លើយត្រឹមត្រូវ"],
        ["1?", "a", "b", "A"],
        ["2?", "a", "b", "D"],
    ]
    workbook = base64.b64encode(write_rows(rows, title="Sheet")).decode()
    found = ok(school.as_author.post(READ, json={"workbook": workbook}))
    assert found["questions"] == []
    (error,) = found["errors"]
    assert (error["row"], error["column"], error["fault"]) == (3, "ចម្លើយត្រឹមត្រូវ", "WRONG_ANSWER")


def test_what_is_no_table_says_so(school: School) -> None:
    wide = base64.b64encode(write_rows([["Question"] * 90], title="Sheet")).decode()
    for body in ({"workbook": "AAAA"}, {"workbook": "AAAAA"}, {"workbook": wide}):
        (error,) = ok(school.as_author.post(READ, json=body))["errors"]
        assert error["fault"] == "UNREADABLE"
    refused(school.as_author.post(READ, json={}), 422, "validation_failed")


def test_the_template_is_read_by_who_fills_it_in(school: School) -> None:
    for language in ("en", "km"):
        answer = school.as_author.get(f"/v1/question-sheets/template?language={language}")
        workbook = base64.b64encode(answer.data).decode()
        found = ok(school.as_author.post(READ, json={"workbook": workbook}))
        assert (len(found["questions"]), found["errors"]) == (7, [])


def test_a_table_with_its_answers_is_for_who_may_edit(school: School) -> None:
    made = quiz(school)
    path = f"/v1/quizzes/{made['id']}/sheet"
    refused(school.caller("a colleague", "TEACHER").get(path), 403, "forbidden")
    refused(school.caller("a student").get(path), 403, "forbidden")


def test_a_game_is_hosted_from_a_table(school: School) -> None:
    content = "Question,Option A,Option B,Answer,Seconds\nOne?,a,b,B,10\nTwo?,a,b,A,\n"
    found = ok(school.as_author.post(READ, json={"content": content}))
    body = {"title": "From a table", "questions": found["questions"]}
    game = ok(school.as_author.post("/v1/live", json=body), 201)
    assert game["title"] == "From a table"
    assert len(school.api.rows(COUNTED, t=school.author.tenant.id)) == 2


def test_a_quiz_is_duplicated_as_a_draft(school: School) -> None:
    made = quiz(school, titleKh="កម្រង", timeLimit=60, passingScore=50, shuffle=True)
    copied = ok(school.as_author.post(f"/v1/quizzes/{made['id']}/duplicate", json={}), 201)
    assert (copied["status"], copied["titleKh"], copied["timeLimit"]) == ("DRAFT", "កម្រង", 60)
    assert bare(copied["questions"]) == bare(made["questions"])
    ids = {one["id"] for one in made["questions"]}
    assert ids.isdisjoint(one["id"] for one in copied["questions"])
    path = f"/v1/quizzes/{made['id']}/duplicate"
    refused(school.caller("a colleague", "TEACHER").post(path, json={}), 403, "forbidden")


def test_a_preview_shows_what_a_pupil_sees_and_is_no_attempt(school: School) -> None:
    made = quiz(school, maxAttempts=1, timeLimit=60, passingScore=60)
    path = f"/v1/quizzes/{made['id']}/preview"
    with school.api.nothing_written():
        answer = school.as_author.get(path)
        shown = ok(answer)
        assert "correct" not in answer.get_data(as_text=True)
        assert len(shown["questions"]) == len(QUESTIONS)
        tried = ok(school.as_author.post(path, json={"answers": {"one": {"choice": "r"}}}))
    assert (tried["pointsEarned"], tried["totalPoints"], tried["passed"]) == (1, 7, False)
    assert [item["points"] for item in tried["items"]][:2] == [1, 0]
    wrong = {"answers": {"one": {"text": "a"}}}
    refused(school.as_author.post(path, json=wrong), 422, "validation_failed")
    assert ok(school.as_author.get(f"/v1/quizzes/{made['id']}"))["attemptsUsed"] == 0
    colleague = school.caller("a colleague", "TEACHER")
    refused(colleague.get(path), 403, "forbidden")
    refused(colleague.post(path, json={"answers": {}}), 403, "forbidden")
