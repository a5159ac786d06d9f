"""Courses once more, and what people think of them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from tests.areas.learning.api.test_courses import inserted
from tests.areas.learning.api.test_lesson_resources import LINK, beside, quiz_of, upload_of
from tests.areas.learning.api.test_lessons import lesson, outline
from tests.areas.learning.coursework import make_course
from tests.support.api import Api, all_items, ok, refused
from tests.support.school import School


def test_a_copy_has_all_lessons_and_no_people(school: School) -> None:
    teacher = school.member("a teacher", "TEACHER")
    made = inserted(
        school,
        title="Optics",
        title_kh="អុបទិក",
        category="Science",
        teachers=(teacher.id,),
        students=(school.member("a student").id,),
        starts_at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    first = lesson(school, made, availableFrom="2026-01-12T08:00:00Z", content="Words")["id"]
    draft = lesson(school, made, published=False, publishAt="2999-01-01T00:00:00Z")["id"]
    last = lesson(school, made, prerequisites=[first])["id"]
    ok(beside(school, first, **LINK), 201)
    upload = upload_of(school, purpose="LESSON")
    ok(beside(school, first, title="Plan", kind="FILE", uploadId=upload), 201)
    ok(beside(school, last, title="Test", kind="QUIZ", quizId=quiz_of(school)), 201)
    order = {
        "lessons": [first],
        "modules": [
            {"title": "Later", "availableFrom": "2026-02-01T00:00:00Z", "lessons": [last, draft]}
        ],
    }
    ok(school.as_author.put(f"/v1/courses/{made}/lessons/order", json=order))
    body = {"title": "Optics, next year", "shiftDays": 364}
    copied = ok(school.caller("a teacher").post(f"/v1/courses/{made}/copy", json=body), 201)
    assert (copied["title"], copied["titleKh"]) == ("Optics, next year", None)
    assert (copied["status"], copied["category"]) == ("DRAFT", "Science")
    assert copied["startsAt"] == "2027-01-04T00:00:00Z"
    assert (copied["owner"]["id"], copied["studentsCount"]) == (str(teacher.id), 0)
    as_teacher = school.caller("a teacher")
    found = outline(as_teacher, copied["id"])
    assert [one["title"] for one in found["modules"]] == ["Later"]
    assert found["modules"][0]["availableFrom"] == "2027-01-31T00:00:00Z"
    one, two, three = found["lessons"]
    assert [entry["moduleId"] is None for entry in found["lessons"]] == [True, False, False]
    assert one["availableFrom"] == "2027-01-11T08:00:00Z"
    assert two["prerequisites"] == [one["id"]]
    assert (three["state"], three["publishAt"]) == ("DRAFT", "2999-12-31T00:00:00Z")
    assert {one["id"], two["id"], three["id"]}.isdisjoint({first, draft, last})
    read = ok(as_teacher.get(f"/v1/lessons/{one['id']}"))
    assert read["content"] == "Words"
    assert [resource["kind"] for resource in read["resources"]] == ["LINK", "FILE"]
    assert read["resources"][1]["file"]["uploadId"] == upload
    again = ok(school.as_author.post(f"/v1/courses/{made}/copy", json={}), 201)
    assert (again["title"], again["titleKh"]) == ("Optics", "អុបទិក")
    assert again["startsAt"] == "2026-01-05T00:00:00Z"


def test_days_are_moved_on_the_clock_of_the_school(school: School) -> None:
    tenant = school.author.tenant.id
    change = "UPDATE app.tenants SET timezone = 'Europe/Paris' WHERE id = :t RETURNING 1"
    school.api.rows(change, t=tenant)
    # Eight in the morning, before the clocks go forward and after.
    made = inserted(school, starts_at=datetime(2026, 3, 2, 7, tzinfo=UTC))
    copied = ok(school.as_author.post(f"/v1/courses/{made}/copy", json={"shiftDays": 35}), 201)
    assert copied["startsAt"] == "2026-04-06T06:00:00Z"


def test_only_who_teaches_a_course_copies_it(school: School) -> None:
    made = inserted(school)
    colleague = school.caller("a colleague", "TEACHER")
    refused(colleague.post(f"/v1/courses/{made}/copy", json={}), 403, "not_in_your_course")
    refused(school.caller("a student").post(f"/v1/courses/{made}/copy", json={}), 403, "forbidden")
    ok(school.caller("an admin", "ADMIN").post(f"/v1/courses/{made}/copy", json={}), 201)


def test_who_studies_in_a_course_says_what_they_think_of_it(school: School) -> None:
    made = inserted(school, students=tuple(school.member(n).id for n in ("one", "two")))
    path = f"/v1/courses/{made}/review"
    ok(school.caller("one").put(path, json={"rating": 2}))
    ok(school.caller("two").put(path, json={"rating": 5, "body": "I learnt a lot."}))
    ok(school.caller("one").put(path, json={"rating": 4}))
    for rating in (0, 6, 2.5):
        answer = school.caller("one").put(path, json={"rating": rating})
        refused(answer, 422, "validation_failed")
    refused(school.as_author.put(path, json={"rating": 5}), 403, "not_in_your_course")
    found = all_items(school.caller("somebody"), f"/v1/courses/{made}/reviews", limit=1)
    assert [(UUID(one["user"]["id"]), one["rating"], one["body"]) for one in found] == [
        (school.member("one").id, 4, None),
        (school.member("two").id, 5, "I learnt a lot."),
    ]
    school.block(school.member("two"), school.member("somebody"))
    seen = all_items(school.caller("somebody"), f"/v1/courses/{made}/reviews")
    assert [UUID(one["user"]["id"]) for one in seen] == [school.member("one").id]


def test_a_copy_has_the_assignments_with_their_dates_and_rules_and_nobodys_work(
    api: Api,
) -> None:
    room = make_course(api, "dara")
    rows = [{"name": "Homework", "weight": 40, "dropLowest": 1}, {"name": "Exams", "weight": 60}]
    base = f"/v1/courses/{room.id}"
    kept = ok(room.teacher.put(f"{base}/grade-categories", json={"categories": rows}))
    policy = {"deductionPercent": 10, "minimumPercent": 40}
    ok(room.teacher.put(f"{base}/late-policy", json=policy))
    rubric = [
        {
            "id": "ideas",
            "title": "Ideas",
            "levels": [{"id": "all", "title": "All", "points": 5}],
        }
    ]
    work = room.work(
        categoryId=kept["categories"][0]["id"],
        dueDate="2026-03-02T10:00:00Z",
        lockAt="2999-03-03T10:00:00Z",
        attemptsAllowed=2,
    )
    place = f"/v1/assignments/{work['id']}/rubric"
    ok(room.teacher.put(place, json={"criteria": rubric}))
    graded_by = room.read(work)["rubric"]
    assert graded_by
    draft = room.work(title="Later", status="DRAFT")
    room.submit(work, "dara")
    copied = ok(room.teacher.post(f"{base}/copy", json={"shiftDays": 7}), 201)
    found = all_items(room.teacher, "/v1/assignments", courseId=copied["id"])
    by_title = {one["title"]: one for one in found}
    assert by_title.keys() == {"An essay", "Later"}
    assert by_title["Later"]["status"] == "DRAFT"
    essay = ok(room.teacher.get(f"/v1/assignments/{by_title['An essay']['id']}"))
    assert essay["id"] not in {work["id"], draft["id"]}
    assert (essay["dueDate"], essay["lockAt"]) == ("2026-03-09T10:00:00Z", "2999-03-10T10:00:00Z")
    assert (essay["attemptsAllowed"], essay["rubric"]) == (2, graded_by)
    assert essay["latePolicy"]["deductionPercent"] == 10
    assert (essay["toGrade"], essay["status"]) == (0, "PUBLISHED")
    book = ok(room.teacher.get(f"/v1/courses/{copied['id']}/gradebook"))
    names = {one["id"]: (one["name"], one["weight"]) for one in book["categories"]}
    assert list(names.values()) == [("Homework", 40), ("Exams", 60)]
    assert essay["categoryId"] in names
    assert essay["categoryId"] != work["categoryId"]
