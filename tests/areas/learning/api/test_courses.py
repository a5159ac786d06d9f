"""Courses: who finds them, who changes them, and where they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.areas.learning.factories.courses import course, make_course_member, make_lesson
from tests.support.api import Caller, all_items, ids, ok, refused
from tests.support.school import School


def written(school: School, **body: Any) -> dict[str, Any]:
    """A course of the author's, as the product makes it."""
    answer = school.as_author.post("/v1/courses", json={"title": "Physics", **body})
    found: dict[str, Any] = ok(answer, 201)
    return found


def inserted(school: School, **columns: Any) -> str:
    """A published course of the author's."""
    with school.api.scene() as connection:
        return str(
            course(
                connection,
                tenant_id=school.author.tenant.id,
                owner_id=school.author.id,
                **columns,
            )
        )


def add_lesson(school: School, course_id: str, **columns: Any) -> str:
    with school.api.scene() as connection:
        return str(
            make_lesson(
                connection,
                tenant_id=school.author.tenant.id,
                course_id=UUID(course_id),
                **columns,
            )
        )


def publish(caller: Caller, course_id: str, status: str = "PUBLISHED") -> Any:
    return caller.post(f"/v1/courses/{course_id}/publish", json={"status": status})


def test_a_course_begins_as_a_draft_of_its_owner(school: School) -> None:
    made = written(school, titleKh="រូបវិទ្យា", category="Science", price="4.50")
    assert made["status"] == "DRAFT"
    assert made["owner"]["id"] == str(school.author.id)
    assert (made["myRole"], made["isPaid"], made["price"]) == ("OWNER", True, "4.50")
    assert made["canOwn"]
    assert len(made["joinCode"]) == 6
    assert ok(school.as_author.get(f"/v1/courses/{made['id']}")) == made
    refused(school.caller("a student").get(f"/v1/courses/{made['id']}"), 404, "not_found")
    refused(
        school.caller("a colleague", "TEACHER").get(f"/v1/courses/{made['id']}"), 404, "not_found"
    )
    seen = ok(school.caller("an admin", "ADMIN").get(f"/v1/courses/{made['id']}"))
    assert (seen["myRole"], seen["canOwn"], seen["canEnrol"]) == (None, True, False)


def test_the_catalogue_has_what_is_published_and_ones_own(school: School) -> None:
    draft = written(school)["id"]
    public = inserted(school, title="Optics", category="Science", level="ADVANCED")
    kept = inserted(school, archived_at=datetime.now(UTC))
    student, admin = school.caller("a student"), school.caller("an admin", "ADMIN")
    assert ids(all_items(student, "/v1/courses", limit=1)) == [public]
    assert ids(all_items(school.as_author, "/v1/courses", limit=1)) == [public, draft]
    assert ids(all_items(admin, "/v1/courses")) == [public, draft]
    for query, found in (
        ({"category": "science"}, [public]),
        ({"category": "Art"}, []),
        ({"level": "ADVANCED"}, [public]),
        ({"isPaid": "true"}, []),
        ({"q": "OPT"}, [public]),
        ({"q": "100%"}, []),
    ):
        assert ids(all_items(student, "/v1/courses", **query)) == found, query
    assert ids(all_items(admin, "/v1/courses", status="DRAFT")) == [draft]
    assert ids(all_items(admin, "/v1/courses", status="PUBLISHED")) == [public]
    assert ids(all_items(admin, "/v1/courses", status="ARCHIVED")) == [kept]
    shown = ok(student.get(f"/v1/courses/{public}"))
    assert (shown["joinCode"], shown["canEnrol"], shown["canStudy"]) == (None, True, False)


def test_my_courses_are_those_i_am_in(school: School) -> None:
    student = school.member("a student")
    owned = inserted(school)
    with school.api.scene() as connection:
        other = course(
            connection,
            tenant_id=school.author.tenant.id,
            owner_id=school.member("a colleague", "TEACHER").id,
            students=(school.author.id, student.id),
        )
        hidden = course(
            connection,
            tenant_id=school.author.tenant.id,
            owner_id=school.member("a colleague").id,
            students=(student.id,),
            published_at=None,
        )
    mine = "/v1/users/me/courses"
    assert ids(all_items(school.as_author, mine, limit=1)) == [str(other), owned]
    assert ids(all_items(school.as_author, mine, teaching="true")) == [owned]
    assert ids(all_items(school.as_author, mine, teaching="false")) == [str(other)]
    # Taken back to a draft, it is hidden from who studies in it, who stays in it.
    assert ids(all_items(school.caller("a student"), mine)) == [str(other)]
    assert str(hidden) in ids(all_items(school.caller("a colleague"), mine))


def test_a_course_is_changed_by_who_teaches_it(school: School) -> None:
    teacher, assistant = school.member("a teacher", "TEACHER"), school.member("help", "TEACHER")
    made = inserted(school, teachers=(teacher.id,), assistants=(assistant.id,))
    path, body = f"/v1/courses/{made}", {"title": "Physics, anew", "level": "BEGINNER"}
    for name, role in (("help", "TEACHER"), ("a colleague", "TEACHER")):
        refused(school.caller(name, role).put(path, json=body), 403, "not_in_your_course")
    changed = ok(school.caller("a teacher").put(path, json=body))
    assert (changed["title"], changed["level"]) == ("Physics, anew", "BEGINNER")
    (event,) = school.api.events(school.author.tenant, "course:updated")
    assert event.channel == f"course:{made}"
    assert event.data == {"courseId": made, "changed": ["title", "level"]}
    # What changes nothing says nothing; a new code is nobody else's business.
    renewed = ok(school.as_author.put(path, json={**body, "renewCode": True}))
    assert renewed["joinCode"] != changed["joinCode"]
    assert len(school.api.events(school.author.tenant, "course:updated")) == 1
    backwards = {"startsAt": "2026-03-02T00:00:00Z", "endsAt": "2026-03-01T00:00:00Z"}
    refused(school.as_author.put(path, json=body | backwards), 422, "validation_failed")


def test_who_lost_the_right_to_teach_reads_on(school: School) -> None:
    pupil = school.member("was a teacher")
    made = inserted(school, teachers=(pupil.id,))
    seen = ok(school.caller("was a teacher").get(f"/v1/courses/{made}"))
    assert (seen["canStudy"], seen["canTeach"], seen["joinCode"]) == (True, False, None)


def test_a_course_with_a_lesson_is_published(school: School) -> None:
    made = written(school)["id"]
    refused(publish(school.as_author, made), 409, "course_empty")
    add_lesson(school, made)
    assert ok(publish(school.as_author, made))["status"] == "PUBLISHED"
    ok(publish(school.as_author, made))
    (event,) = school.api.events(school.author.tenant, "course:published")
    assert event.channel == f"tenant:{school.author.tenant.id}"
    assert event.data["courseId"] == made
    assert [
        event.data["changed"] for event in school.api.events(school.author.tenant, "course:updated")
    ] == [["status"]]
    taken = ok(publish(school.as_author, made, "DRAFT"))
    assert (taken["status"], taken["publishedAt"]) == ("DRAFT", None)
    refused(school.caller("a student").get(f"/v1/courses/{made}"), 404, "not_found")


def test_an_archived_course_is_read_by_its_people_and_changed_by_nobody(school: School) -> None:
    teacher, student = school.member("a teacher", "TEACHER"), school.member("a student")
    made = inserted(school, teachers=(teacher.id,), students=(student.id,))
    add_lesson(school, made)
    refused(publish(school.caller("a teacher"), made, "ARCHIVED"), 403, "not_in_your_course")
    assert ok(publish(school.as_author, made, "ARCHIVED"))["canEdit"] is False
    path = f"/v1/courses/{made}"
    assert ok(school.caller("a student").get(path))["canStudy"]
    refused(school.caller("somebody").get(path), 404, "not_found")
    refused(school.as_author.put(path, json={"title": "x"}), 409, "course_archived")
    roster = {"userIds": [str(school.member("somebody").id)]}
    refused(school.as_author.post(f"{path}/roster", json=roster), 409, "course_archived")
    refused(school.as_author.delete(f"{path}/roster/{student.id}"), 409, "course_archived")
    refused(publish(school.caller("a teacher"), made), 403, "not_in_your_course")
    assert ok(publish(school.as_author, made))["status"] == "PUBLISHED"


def test_a_course_in_which_somebody_studied_is_archived_instead_of_deleted(school: School) -> None:
    teacher, student = school.member("a teacher", "TEACHER"), school.member("a student")
    empty = inserted(school, teachers=(teacher.id,))
    used = inserted(school)
    with school.api.scene() as connection:
        make_course_member(
            connection,
            tenant_id=school.author.tenant.id,
            course_id=UUID(used),
            user_id=student.id,
            status="LEFT",
        )
    refused(school.caller("a teacher").delete(f"/v1/courses/{empty}"), 403, "not_in_your_course")
    for made in (empty, used):
        assert school.as_author.delete(f"/v1/courses/{made}").status_code == 204
    refused(school.as_author.get(f"/v1/courses/{empty}"), 404, "not_found")
    refused(publish(school.as_author, empty), 404, "not_found")
    assert ok(school.as_author.get(f"/v1/courses/{used}"))["status"] == "ARCHIVED"
    events = school.api.events(school.author.tenant, "course:updated")
    assert [event.channel for event in events] == [f"course:{empty}", f"course:{used}"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_course_that_is_over_lets_nobody_in(school: School, hours: int) -> None:
    made = inserted(school, ends_at=datetime.now(UTC) + timedelta(hours=hours))
    answer = school.caller("a student").post(f"/v1/courses/{made}/enroll")
    if hours > 0:
        assert ok(answer)["myRole"] == "STUDENT"
    else:
        refused(answer, 409, "enrolment_closed")
