"""What stands beside lessons: links, films, files and quizzes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.api.test_courses import inserted
from tests.areas.learning.api.test_lessons import lesson, with_student
from tests.areas.learning.factories.quizzes import make_quiz
from tests.areas.media.factories.uploads import make_upload
from tests.areas.people.factories.people import new_id
from tests.support.api import ok, refused
from tests.support.school import School

LINK = {"title": "A page", "kind": "LINK", "url": "https://example.com/page"}


def beside(school: School, lesson_id: str, **body: Any) -> Any:
    return school.as_author.post(f"/v1/lessons/{lesson_id}/resources", json=body)


def quiz_of(school: School, **columns: Any) -> str:
    with school.api.scene() as connection:
        return str(
            make_quiz(
                connection,
                tenant_id=school.author.tenant.id,
                author_id=school.author.id,
                **columns,
            )
        )


def upload_of(school: School, name: str | None = None, **columns: Any) -> str:
    owner = school.author if name is None else school.member(name)
    with school.api.scene() as connection:
        return str(
            make_upload(connection, tenant_id=school.author.tenant.id, owner_id=owner.id, **columns)
        )


def test_links_and_quizzes_stand_beside_a_lesson_in_their_order(school: School) -> None:
    made, student = with_student(school)
    one = lesson(school, made)["id"]
    quiz_id = quiz_of(school)
    ok(beside(school, one, **LINK), 201)
    found = ok(beside(school, one, title="Test", kind="QUIZ", quizId=quiz_id), 201)["resources"]
    assert [(r["kind"], r["url"], r["quizId"]) for r in found] == [
        ("LINK", LINK["url"], None),
        ("QUIZ", None, quiz_id),
    ]
    assert ok(student.get(f"/v1/lessons/{one}"))["resources"] == found
    path = f"/v1/lessons/{one}/resources"
    assert school.as_author.delete(f"{path}/{found[0]['id']}").status_code == 204
    refused(school.as_author.delete(f"{path}/{found[0]['id']}"), 404, "not_found")
    assert len(ok(student.get(f"/v1/lessons/{one}"))["resources"]) == 1


def test_a_file_is_opened_by_who_may_read_the_lesson(school: School) -> None:
    made, student = with_student(school)
    one = lesson(school, made)["id"]
    upload = upload_of(school, purpose="LESSON")
    (found,) = ok(beside(school, one, title="Plan", kind="FILE", uploadId=upload), 201)["resources"]
    assert found["file"]["uploadId"] == upload
    assert found["file"]["url"].startswith("http")
    assert ok(student.get(f"/v1/uploads/{upload}"))["url"]
    # Whoever is not in the course, or for whom the lesson is not open, does not see the file.
    refused(school.caller("somebody").get(f"/v1/uploads/{upload}"), 404, "not_found")
    first = lesson(school, made)["id"]
    locked = {"title": "Light", "published": True, "prerequisites": [first]}
    ok(school.as_author.put(f"/v1/lessons/{one}", json=locked))
    refused(student.get(f"/v1/uploads/{upload}"), 404, "not_found")
    helper = school.member("help", "TEACHER")
    add = {"userIds": [str(helper.id)], "role": "ASSISTANT"}
    ok(school.as_author.post(f"/v1/courses/{made}/roster", json=add))
    assert ok(school.caller("help").get(f"/v1/uploads/{upload}"))["url"]
    ok(student.post(f"/v1/lessons/{first}/complete", json={}))
    assert ok(student.get(f"/v1/uploads/{upload}"))["url"]
    assert school.as_author.delete(f"/v1/lessons/{one}").status_code == 204
    refused(student.get(f"/v1/uploads/{upload}"), 404, "not_found")


def test_only_what_is_ones_own_and_ready_is_put_beside(school: School) -> None:
    one = lesson(school, inserted(school))["id"]
    file = {"title": "Plan", "kind": "FILE"}
    for upload, status, code in (
        (upload_of(school, "somebody"), 404, "not_found"),
        (str(new_id()), 404, "not_found"),
        (upload_of(school, status="PENDING"), 409, "upload_not_ready"),
    ):
        refused(beside(school, one, **file, uploadId=upload), status, code)
    with school.api.scene() as connection:
        draft = make_quiz(
            connection,
            tenant_id=school.author.tenant.id,
            author_id=school.member("a colleague", "TEACHER").id,
            status="DRAFT",
        )
    answer = beside(school, one, title="Test", kind="QUIZ", quizId=str(draft))
    refused(answer, 404, "not_found")
    for url in ("javascript:alert(1)", "http://example.com"):
        refused(beside(school, one, **{**LINK, "url": url}), 422, "validation_failed")


def test_only_so_much_stands_beside_a_lesson(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = lesson(school, inserted(school))["id"]
    ok(beside(school, one, **LINK), 201)
    monkeypatch.setattr("functions.learning.resources.MAX_RESOURCES", 1)
    refused(beside(school, one, **LINK), 409, "too_many_resources")
