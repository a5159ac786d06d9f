"""What is announced in a course, and who hears of it."""

from __future__ import annotations

from tests.areas.learning.api.test_courses import inserted
from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School

TOLD = {"title": "No lesson on Monday", "content": "We meet on *Tuesday*."}


def test_all_in_a_course_hear_what_is_announced(school: School) -> None:
    teacher = school.member("a teacher", "TEACHER")
    students = tuple(school.member(name).id for name in ("one", "two"))
    made = inserted(school, teachers=(teacher.id,), students=students)
    path = f"/v1/courses/{made}/announcements"
    first = ok(school.caller("a teacher").post(path, json=TOLD), 201)
    second = ok(school.as_author.post(path, json={**TOLD, "title": "Second"}), 201)
    assert (first["author"]["id"], first["content"]) == (str(teacher.id), TOLD["content"])
    assert ids(all_items(school.caller("one"), path, limit=1)) == [second["id"], first["id"]]
    told = school.api.events(school.author.tenant, "course:announcement")
    assert [event.channel for event in told] == [f"course:{made}"] * 2
    school.api.push("worker_courses", told[0].body)
    rows = school.api.rows(
        "SELECT user_id, type, message FROM app.notifications WHERE tenant_id = :t",
        t=school.author.tenant.id,
    )
    assert {(row.user_id, row.type, row.message) for row in rows} == {
        (person, "COURSE_UPDATE", TOLD["title"]) for person in (school.author.id, *students)
    }


def test_pupils_announce_nothing_and_strangers_read_nothing(school: School) -> None:
    made = inserted(school, students=(school.member("one").id,))
    path = f"/v1/courses/{made}/announcements"
    refused(school.caller("one").post(path, json=TOLD), 403, "forbidden")
    colleague = school.caller("a colleague", "TEACHER")
    refused(colleague.post(path, json=TOLD), 403, "not_in_your_course")
    refused(colleague.get(path), 403, "not_in_your_course")
    school.as_author.post(f"/v1/courses/{made}/publish", json={"status": "ARCHIVED"})
    refused(school.as_author.post(path, json=TOLD), 409, "course_archived")
    assert all_items(school.caller("one"), path) == []
