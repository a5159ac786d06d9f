"""Lessons: written, ordered, opened by days and by what comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.areas.learning.api.test_courses import add_lesson, inserted
from tests.areas.learning.factories.courses import make_module
from tests.areas.people.factories.people import new_id
from tests.support.api import Caller, ids, ok, refused
from tests.support.school import School


def lesson(school: School, course_id: str, **body: Any) -> dict[str, Any]:
    """A published lesson of the course, as the product makes it."""
    written = {"title": "Light", "content": "It goes *straight*.", "published": True, **body}
    answer = school.as_author.post(f"/v1/courses/{course_id}/lessons", json=written)
    found: dict[str, Any] = ok(answer, 201)
    return found


def outline(caller: Caller, course_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.get(f"/v1/courses/{course_id}/lessons"))
    return found


def states(caller: Caller, course_id: str) -> list[str]:
    return [one["state"] for one in outline(caller, course_id)["lessons"]]


def at(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def with_student(school: School, **columns: Any) -> tuple[str, Caller]:
    made = inserted(school, students=(school.member("a student").id,), **columns)
    return made, school.caller("a student")


def test_a_lesson_is_written_published_and_read(school: School) -> None:
    made, student = with_student(school)
    draft = lesson(school, made, published=False, duration=20)
    assert (draft["state"], draft["version"], draft["canEdit"]) == ("DRAFT", 1, True)
    path = f"/v1/lessons/{draft['id']}"
    refused(student.get(path), 404, "not_found")
    assert outline(student, made)["lessons"] == []
    body = {"title": "Light and shadow", "titleKh": "ពន្លឺ", "content": "$E = mc^2$"}
    changed = ok(school.as_author.put(path, json={**body, "published": True, "version": 1}))
    assert (changed["version"], changed["content"]) == (2, "$E = mc^2$")
    seen = ok(student.get(path))
    assert (seen["state"], seen["canEdit"], seen["canComplete"]) == ("OPEN", False, True)
    published = school.api.events(school.author.tenant, "lesson:published")
    assert [(event.channel, event.data["title"]) for event in published] == [
        (f"course:{made}", "Light and shadow")
    ]
    # Taken back, it is a draft again; published again, that is news again.
    ok(school.as_author.put(path, json=body))
    refused(student.get(path), 404, "not_found")


def test_a_change_on_top_of_an_older_text_is_refused(school: School) -> None:
    made = lesson(school, inserted(school))
    path = f"/v1/lessons/{made['id']}"
    ok(school.as_author.put(path, json={"title": "Mine", "version": 1}))
    answer = school.as_author.put(path, json={"title": "Yours", "version": 1})
    refused(answer, 409, "lesson_changed")
    assert ok(school.as_author.get(path))["title"] == "Mine"


def test_html_is_cleaned_when_it_is_saved(school: School) -> None:
    wild = (
        '<h2 onclick="steal()">Light</h2><script>steal()</script><style>*{}</style>'
        '<a href="javascript:steal()">x</a><a href="https://example.test/a">y</a>'
        '<img src="https://example.test/p.png" onerror="steal()" alt="p">'
        '<iframe src="https://example.test"></iframe><form><input></form><p style="x">$x^2$</p>'
    )
    made = lesson(school, inserted(school), content=wild, contentKh=wild, contentFormat="HTML")
    for name in ("content", "contentKh"):
        for gone in ("steal", "script", "style", "iframe", "form", "input"):
            assert gone not in made[name], gone
        for kept in ("<h2>Light</h2>", 'href="https://example.test/a"', 'alt="p"', "<p>$x^2$</p>"):
            assert kept in made[name], kept
    again = {"title": "Light", "content": made["content"], "contentFormat": "HTML"}
    changed = ok(school.as_author.put(f"/v1/lessons/{made['id']}", json=again))
    assert changed["content"] == made["content"]
    empty = {**again, "content": "<script>x</script>"}
    assert ok(school.as_author.put(f"/v1/lessons/{made['id']}", json=empty))["content"] is None


def test_days_and_what_comes_first_hold_a_lesson_back(school: School) -> None:
    made, student = with_student(school)
    first = lesson(school, made)
    second = lesson(school, made, prerequisites=[first["id"], first["id"]])
    late = lesson(school, made, availableFrom=at(hours=1))
    assert second["prerequisites"] == [first["id"]]
    assert states(student, made) == ["OPEN", "LOCKED", "NOT_YET"]
    assert states(school.as_author, made) == ["OPEN", "OPEN", "OPEN"]
    for one in (second, late):
        refused(student.get(f"/v1/lessons/{one['id']}"), 409, "lesson_not_open")
        answer = student.post(f"/v1/lessons/{one['id']}/complete", json={})
        refused(answer, 409, "lesson_not_open")
    ok(student.post(f"/v1/lessons/{first['id']}/complete", json={}))
    assert states(student, made) == ["DONE", "OPEN", "NOT_YET"]
    school.api.clock.advance(hours=2)
    assert states(student, made) == ["DONE", "OPEN", "OPEN"]


def test_lessons_do_not_wait_for_each_other_in_a_circle(school: School) -> None:
    made, other = inserted(school), inserted(school)
    first, strange = lesson(school, made), lesson(school, other)
    second = lesson(school, made, prerequisites=[first["id"]])
    path = f"/v1/lessons/{first['id']}"
    for wrong in (second["id"], first["id"], strange["id"], str(new_id())):
        body = {"title": "x", "prerequisites": [wrong]}
        refused(school.as_author.put(path, json=body), 422, "validation_failed")
    with school.api.scene() as connection:
        elsewhere = make_module(
            connection, tenant_id=school.author.tenant.id, course_id=UUID(other)
        )
    body = {"title": "x", "moduleId": str(elsewhere)}
    refused(school.as_author.put(path, json=body), 404, "not_found")
    refused(school.as_author.post(f"/v1/courses/{made}/lessons", json=body), 404, "not_found")
    body = {"title": "x", "prerequisites": [strange["id"]]}
    answer = school.as_author.post(f"/v1/courses/{made}/lessons", json=body)
    refused(answer, 422, "validation_failed")


def test_the_outline_is_replaced_as_a_whole(school: School) -> None:
    made, student = with_student(school)
    one, two, three = (lesson(school, made, title=name)["id"] for name in ("1", "2", "3"))
    path = f"/v1/courses/{made}/lessons/order"
    later = at(hours=1)
    arranged = {
        "lessons": [three],
        "modules": [
            {"title": "Second", "lessons": [two], "availableFrom": later},
            {"title": "First", "titleKh": "ទីមួយ", "lessons": [one]},
        ],
    }
    found = ok(school.as_author.put(path, json=arranged))
    assert ids(found["lessons"]) == [three, two, one]
    second, first = found["modules"]
    assert [one["moduleId"] for one in found["lessons"]] == [None, second["id"], first["id"]]
    assert states(student, made) == ["OPEN", "NOT_YET", "OPEN"]
    kept = {"lessons": [], "modules": [{**first, "lessons": [three, two, one]}]}
    found = ok(school.as_author.put(path, json=kept))
    assert ids(found["modules"]) == [first["id"]]
    assert ids(found["lessons"]) == [three, two, one]
    assert states(student, made) == ["OPEN"] * 3
    gone = {"id": second["id"], "title": "x", "lessons": []}
    for wrong in (
        {"lessons": [one, two], "modules": []},
        {"lessons": [one, two, three, three], "modules": []},
        {"lessons": [one, two, three], "modules": [gone]},
        {"lessons": [one, two, three], "modules": [{**first, "lessons": []}] * 2},
    ):
        refused(school.as_author.put(path, json=wrong), 409, "outline_changed")


def test_a_deleted_lesson_counts_for_nobody(school: School) -> None:
    made, student = with_student(school)
    first = lesson(school, made)
    second = lesson(school, made, prerequisites=[first["id"]])
    ok(student.post(f"/v1/lessons/{first['id']}/complete", json={}))
    assert outline(student, made)["progress"] == 50
    assert school.as_author.delete(f"/v1/lessons/{first['id']}").status_code == 204
    found = outline(student, made)
    assert (ids(found["lessons"]), found["progress"]) == ([second["id"]], 0)
    assert states(student, made) == ["OPEN"]
    refused(school.as_author.delete(f"/v1/lessons/{first['id']}"), 404, "not_found")


@pytest.mark.every_school
def test_a_draft_publishes_itself_when_its_time_comes(school: School) -> None:
    made, student = with_student(school)
    waiting = lesson(school, made, published=False, publishAt=at(hours=1))
    assert waiting["state"] == "DRAFT"
    overdue = lesson(school, made, published=False, publishAt=at(hours=-1))
    assert overdue["publishAt"] is None
    assert overdue["publishedAt"] is not None
    school.api.run_job("job_lessons_publish")
    assert ids(outline(student, made)["lessons"]) == [overdue["id"]]
    school.api.clock.advance(hours=2)
    assert school.api.run_job("job_lessons_publish")["published"] >= 1
    assert ids(outline(student, made)["lessons"]) == [waiting["id"], overdue["id"]]
    told = school.api.events(school.author.tenant, "lesson:published")
    assert told[-1].data["lessonId"] == waiting["id"]
    assert told[-1].body["actorId"] is None


def test_only_who_may_write_does_and_an_archive_is_left_alone(school: School) -> None:
    helper, student = school.member("help", "TEACHER"), school.member("a student")
    made = inserted(school, assistants=(helper.id,), students=(student.id,))
    one = lesson(school, made)["id"]
    body = {"title": "x"}
    order = {"lessons": [one], "modules": []}
    link = {"title": "x", "kind": "LINK", "url": "https://example.com"}

    def attempts(caller: Caller) -> list[Any]:
        return [
            caller.post(f"/v1/courses/{made}/lessons", json=body),
            caller.put(f"/v1/lessons/{one}", json=body),
            caller.put(f"/v1/courses/{made}/lessons/order", json=order),
            caller.post(f"/v1/lessons/{one}/resources", json=link),
            caller.delete(f"/v1/lessons/{one}/resources/{new_id()}"),
            caller.delete(f"/v1/lessons/{one}"),
        ]

    for name, role in (("help", "TEACHER"), ("a colleague", "TEACHER")):
        for answer in attempts(school.caller(name, role)):
            refused(answer, 403, "not_in_your_course")
    colleague = school.caller("a colleague")
    refused(colleague.get(f"/v1/lessons/{one}"), 403, "not_in_your_course")
    answer = colleague.post(f"/v1/lessons/{one}/complete", json={})
    refused(answer, 403, "not_in_your_course")
    ok(school.as_author.post(f"/v1/courses/{made}/publish", json={"status": "ARCHIVED"}))
    for answer in attempts(school.as_author):
        refused(answer, 409, "course_archived")
    answer = school.caller("a student").post(f"/v1/lessons/{one}/complete", json={})
    refused(answer, 409, "course_archived")
    assert ok(school.caller("a student").get(f"/v1/lessons/{one}"))["canComplete"] is False


def test_a_course_has_only_so_many_lessons(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    made = inserted(school)
    add_lesson(school, made)
    monkeypatch.setattr("functions.learning.lessons.MAX_LESSONS", 1)
    answer = school.as_author.post(f"/v1/courses/{made}/lessons", json={"title": "x"})
    refused(answer, 409, "too_many_lessons")
