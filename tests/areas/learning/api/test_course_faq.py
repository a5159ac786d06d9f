"""What a course is asked often, and the boards that the questions come from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.areas.boards.factories.boards import make_board, make_question
from tests.areas.learning.api.test_courses import inserted
from tests.areas.learning.factories.courses import course
from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School


def board_of(school: School, course_id: str, **body: Any) -> Any:
    written = {"title": "Ask here", "scopeType": "COURSE", "scopeId": course_id, **body}
    return school.as_author.post("/v1/boards", json=written)


def asked(school: School, board_id: str, **columns: Any) -> str:
    columns = {"author_id": school.member("who asks").id, **columns}
    with school.api.scene() as connection:
        return str(
            make_question(
                connection,
                tenant_id=school.author.tenant.id,
                board_id=UUID(board_id),
                **columns,
            )
        )


def promote(school: School, question_id: str, **body: Any) -> Any:
    return school.as_author.post(f"/v1/questions/{question_id}/promote", json=body)


def test_a_board_of_a_course_is_for_its_people(school: School) -> None:
    made = inserted(school, students=(school.member("one").id,))
    board = ok(board_of(school, made), 201)["id"]
    one, somebody = school.caller("one"), school.caller("somebody")
    assert ok(one.get(f"/v1/boards/{board}"))["scopeId"] == made
    assert ids(all_items(one, "/v1/boards", scopeId=made)) == [board]
    refused(somebody.get(f"/v1/boards/{board}"), 404, "not_found")
    assert all_items(somebody, "/v1/boards", scopeId=made) == []
    colleague = school.caller("a colleague", "TEACHER")
    body = {"title": "Mine", "scopeType": "COURSE", "scopeId": made}
    refused(colleague.post("/v1/boards", json=body), 404, "not_found")
    body["scopeId"] = str(school.author.id)
    refused(school.as_author.post("/v1/boards", json=body), 404, "not_found")


def test_an_answered_question_helps_the_whole_course(school: School) -> None:
    made = inserted(school)
    board = ok(board_of(school, made), 201)["id"]
    question = asked(school, board, body="When is the test?")
    refused(promote(school, question), 409, "question_not_answered")
    answer = {"responseText": "On Monday."}
    ok(school.as_author.post(f"/v1/questions/{question}/answer", json=answer))
    entry = ok(promote(school, question), 201)
    assert (entry["question"], entry["answer"]) == ("When is the test?", "On Monday.")
    (event,) = school.api.events(school.author.tenant, "course:updated")
    assert (event.channel, event.data["changed"]) == (f"course:{made}", ["faq"])
    # Done again, it is written anew.
    again = ok(promote(school, question, question="When is the exam?", answer="On Friday."), 201)
    assert again["id"] == entry["id"]
    path = f"/v1/courses/{made}/faq"
    assert all_items(school.caller("somebody"), path) == [again]
    assert school.as_author.delete(f"{path}/{entry['id']}").status_code == 204
    refused(school.as_author.delete(f"{path}/{entry['id']}"), 404, "not_found")
    assert all_items(school.as_author, path) == []


def test_a_question_goes_into_a_course_that_one_teaches(school: School) -> None:
    made = inserted(school)
    with school.api.scene() as connection:
        tenant_id = school.author.tenant.id
        board = make_board(connection, tenant_id=tenant_id, owner_id=school.author.id)
        theirs = inserted_of(school, connection)
    question = asked(school, str(board), status="ANSWERED", response_text="So it is.")
    refused(promote(school, question), 404, "not_found")
    refused(promote(school, question, courseId=theirs), 404, "not_found")
    assert ok(promote(school, question, courseId=made), 201)["courseId"] == made
    colleague = school.caller("a colleague", "TEACHER")
    answer = colleague.post(f"/v1/questions/{question}/promote", json={"courseId": theirs})
    refused(answer, 403, "forbidden")
    ok(school.as_author.post(f"/v1/courses/{made}/publish", json={"status": "ARCHIVED"}))
    entry = all_items(school.as_author, f"/v1/courses/{made}/faq")[0]["id"]
    gone = school.as_author.delete(f"/v1/courses/{made}/faq/{entry}")
    refused(gone, 409, "course_archived")
    refused(colleague.delete(f"/v1/courses/{theirs}/faq/{entry}"), 404, "not_found")
    with school.api.scene() as connection:
        other = inserted(school)
    refused(colleague.delete(f"/v1/courses/{other}/faq/{entry}"), 403, "not_in_your_course")


def inserted_of(school: School, connection: Any) -> str:
    """A course of a colleague's."""
    return str(
        course(
            connection,
            tenant_id=school.author.tenant.id,
            owner_id=school.member("a colleague", "TEACHER").id,
        )
    )


def test_nothing_names_who_promoted_what_somebody_asked_without_a_name(school: School) -> None:
    made = inserted(school)
    board = ok(board_of(school, made, anonymous=True), 201)["id"]
    question = asked(school, board, status="ANSWERED", response_text="So it is.", author_id=None)
    ok(promote(school, question), 201)
    (event,) = school.api.events(school.author.tenant, "course:updated")
    assert event.body["actorId"] is None
    assert event.body["requestId"] is None
