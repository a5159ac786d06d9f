"""Who comes into a course, how, and as what."""

from __future__ import annotations

import functools
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from functions.learning import roster as roster_routes
from shared.learning.courses import schemas
from tests.areas.learning.api.test_courses import add_lesson, inserted, publish
from tests.areas.people.factories.people import new_id
from tests.support.api import all_items, in_parallel, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


def roster(school: School, course_id: str, **body: Any) -> Any:
    return school.as_author.post(f"/v1/courses/{course_id}/roster", json=body)


def people(school: School, course_id: str) -> dict[str, str]:
    """Who is in the course, and as what."""
    found = all_items(school.as_author, f"/v1/courses/{course_id}/roster", limit=2)
    return {entry["user"]["id"]: entry["role"] for entry in found}


def test_a_pupil_enrols_once_and_may_leave(school: School, looked_at: list[str]) -> None:
    made, student = inserted(school), school.caller("a student")
    path, me = f"/v1/courses/{made}/enroll", str(school.member("a student").id)
    joined = ok(student.post(path))
    assert (joined["myRole"], joined["canStudy"], joined["studentsCount"]) == ("STUDENT", True, 1)
    assert ok(student.post(path)) == joined
    told = school.api.events(school.author.tenant, "course:enrolled")
    assert {event.channel for event in told} == {f"course:{made}", f"user:{me}"}
    assert told[0].data == {"courseId": made, "userId": me, "role": "STUDENT"}
    assert f"user:{me}" in looked_at
    for _ in range(2):
        assert student.delete(path).status_code == 204
    left = school.api.events(school.author.tenant, "course:unenrolled")
    assert {event.channel for event in left} == {f"course:{made}", f"user:{me}"}
    assert len(left) == 2
    assert people(school, made) == {str(school.author.id): "OWNER"}
    # The way back is open, and what was done is still there.
    with school.api.scene() as connection:
        connection.execute(
            text("UPDATE app.course_members SET progress = 40 WHERE user_id = :me"), {"me": me}
        )
    assert ok(student.post(path))["myProgress"] == 40


@pytest.mark.parametrize(
    ("columns", "enrols", "joins"),
    [
        ({}, 200, 200),
        ({"enrolment": "CODE"}, 409, 200),
        ({"enrolment": "CLOSED"}, 409, 409),
        ({"is_paid": True, "price": 5}, 402, 402),
        ({"published_at": None}, 404, 404),
    ],
)
def test_the_way_in_is_what_the_course_says(
    school: School, columns: dict[str, Any], enrols: int, joins: int
) -> None:
    made = inserted(school, join_code="H7K3MX", **columns)
    one, other = school.caller("one"), school.caller("other")
    assert one.post(f"/v1/courses/{made}/enroll").status_code == enrols
    typed = other.post("/v1/courses/join", json={"code": " h7k-3mx "})
    assert typed.status_code == joins
    if joins == 402:
        refused(typed, 402, "payment_required")
    # Who teaches it adds people whatever it says.
    assert ok(roster(school, made, userIds=[str(school.member("third").id)]))["added"]


def test_a_wrong_code_and_one_of_another_school_look_alike(school: School) -> None:
    inserted(school, join_code="H7K3MX")
    stranger = school.api.as_(school.api.member())
    for code in ("H7K3MX", "000000"):
        refused(stranger.post("/v1/courses/join", json={"code": code}), 404, "not_found")


def test_two_who_take_the_last_seat_at_once(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_routes, "MAX_STUDENTS", 1)
    assert schemas.MAX_STUDENTS > 1
    made = inserted(school)
    enrol = f"/v1/courses/{made}/enroll"
    callers = [school.caller(name) for name in ("one", "other", "third")]
    answers = in_parallel([functools.partial(caller.post, enrol) for caller in callers])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    refused(roster(school, made, userIds=[str(school.member("x").id)]), 409, "course_full")
    by_code = ok(school.as_author.get(f"/v1/courses/{made}"))["joinCode"]
    late = school.caller("late").post("/v1/courses/join", json={"code": by_code})
    refused(late, 409, "course_full")


def test_people_and_a_whole_class_are_added(school: School) -> None:
    made = inserted(school, enrolment="CLOSED")
    class_id = school.make_class(students=("one", "two", "three"))
    one, extra = (str(school.member(name).id) for name in ("one", "extra"))
    first = ok(roster(school, made, userIds=[one, extra, one]))
    assert sorted(first["added"]) == sorted([one, extra])
    second = ok(roster(school, made, classId=str(class_id)))
    assert sorted(second["added"]) == sorted(
        str(school.member(name).id) for name in ("two", "three")
    )
    assert ok(roster(school, made, classId=str(class_id))) == {"added": [], "changed": []}
    assert len(people(school, made)) == 5
    told = school.api.events(school.author.tenant, "course:enrolled")
    assert len([event for event in told if event.channel.startswith("user:")]) == 4


def test_only_a_class_of_ones_own_is_added(school: School) -> None:
    made = inserted(school)
    with school.api.scene():
        class_id = school.make_class(students=("one",))
    other = school.caller("a colleague", "TEACHER")
    theirs = ok(other.post("/v1/courses", json={"title": "Art"}), 201)["id"]
    answer = other.post(f"/v1/courses/{theirs}/roster", json={"classId": str(class_id)})
    refused(answer, 404, "not_found")
    refused(roster(school, made, classId=str(new_id())), 404, "not_found")
    admin = school.caller("an admin", "ADMIN")
    ok(admin.post(f"/v1/courses/{theirs}/roster", json={"classId": str(class_id)}))


def test_the_owner_says_who_teaches(school: School) -> None:
    made = inserted(school)
    teacher, student = school.member("a teacher", "TEACHER"), school.member("a student")
    who = str(teacher.id)
    for role in ("STUDENT", "ASSISTANT", "TEACHER"):
        ok(roster(school, made, userIds=[who], role=role))
        assert people(school, made)[who] == role
    answer = roster(school, made, userIds=[str(student.id)], role="TEACHER")
    assert refused(answer, 422, "validation_failed")["errors"][0]["field"] == "userIds.0"
    parent = school.member("a parent", "PARENT")
    refused(roster(school, made, userIds=[str(parent.id)]), 422, "validation_failed")
    refused(roster(school, made, userIds=[str(new_id())]), 404, "not_found")
    refused(roster(school, made), 422, "validation_failed")
    as_teacher, path = school.caller("a teacher"), f"/v1/courses/{made}/roster"
    ok(as_teacher.post(path, json={"userIds": [str(student.id)]}))
    for role in ("ASSISTANT", "STUDENT"):
        body = {"userIds": [str(school.member("b", "TEACHER").id)], "role": "ASSISTANT"}
        refused(as_teacher.post(path, json=body), 403, "not_in_your_course")
        body = {"userIds": [who], "role": role}
        refused(as_teacher.post(path, json=body), 403, "not_in_your_course")


def test_a_course_is_handed_over_and_always_has_one_owner(school: School) -> None:
    heir = school.member("a teacher", "TEACHER")
    made = inserted(school, teachers=(heir.id,))
    me, them, path = str(school.author.id), str(heir.id), f"/v1/courses/{made}"
    refused(school.as_author.delete(f"{path}/enroll"), 409, "owner_stays")
    refused(school.as_author.delete(f"{path}/roster/{me}"), 409, "owner_stays")
    refused(roster(school, made, userIds=[me], role="TEACHER"), 409, "owner_stays")
    two = {"userIds": [me, them], "role": "OWNER"}
    refused(school.as_author.post(f"{path}/roster", json=two), 422, "validation_failed")
    ok(roster(school, made, userIds=[them], role="OWNER"))
    assert people(school, made) == {me: "TEACHER", them: "OWNER"}
    seen = ok(school.as_author.get(path))
    assert (seen["owner"]["id"], seen["canOwn"], seen["canEdit"]) == (them, False, True)
    assert school.as_author.delete(f"{path}/enroll").status_code == 204


def test_whoever_is_given_a_course_at_this_moment_does_not_leave_it(school: School) -> None:
    heir = school.member("a teacher", "TEACHER")
    made = inserted(school, teachers=(heir.id,))

    def hand_over(scene: Connection) -> None:
        given = {"course": made, "heir": heir.id}
        scene.execute(text("UPDATE app.courses SET owner_id = :heir WHERE id = :course"), given)
        role = "CASE WHEN user_id = :heir THEN 'OWNER' ELSE 'TEACHER' END"
        changing = f"UPDATE app.course_members SET role = {role} WHERE course_id = :course"  # noqa: S608 - a part of this test
        scene.execute(text(changing), given)

    leaving = functools.partial(school.api.as_(heir).delete, f"/v1/courses/{made}/enroll")
    (answer,) = behind(school.api, hand_over, [leaving])
    refused(answer, 409, "owner_stays")
    assert people(school, made)[str(heir.id)] == "OWNER"


def test_nobody_comes_into_a_course_that_is_archived_at_this_moment(school: School) -> None:
    made = inserted(school)
    archiving = text("UPDATE app.courses SET archived_at = now() WHERE id = :id")
    code = ok(school.as_author.get(f"/v1/courses/{made}"))["joinCode"]
    coming = [
        functools.partial(school.caller("one").post, f"/v1/courses/{made}/enroll"),
        functools.partial(school.caller("other").post, "/v1/courses/join", json={"code": code}),
    ]
    for answer in behind(school.api, lambda scene: scene.execute(archiving, {"id": made}), coming):
        refused(answer, 404, "not_found")
    assert list(people(school, made).values()) == ["OWNER"]


def test_somebody_is_taken_out(school: School) -> None:
    teacher, student = school.member("a teacher", "TEACHER"), school.member("a student")
    made = inserted(school, teachers=(teacher.id,), students=(student.id,))
    path = f"/v1/courses/{made}/roster"
    other = school.member("b", "TEACHER")
    ok(roster(school, made, userIds=[str(other.id)], role="ASSISTANT"))
    refused(school.caller("a teacher").delete(f"{path}/{other.id}"), 403, "not_in_your_course")
    refused(school.caller("a student").delete(f"{path}/{other.id}"), 403, "forbidden")
    assert school.caller("a teacher").delete(f"{path}/{student.id}").status_code == 204
    refused(school.as_author.delete(f"{path}/{student.id}"), 404, "not_found")
    (left,) = [
        event
        for event in school.api.events(school.author.tenant, "course:unenrolled")
        if event.channel.startswith("user:")
    ]
    assert left.data == {"courseId": made, "userId": str(student.id)}
    seen = ok(school.caller("a student").get(f"/v1/courses/{made}"))
    assert (seen["myRole"], seen["canStudy"]) == (None, False)


def test_pupils_see_names_and_their_own_progress(school: School) -> None:
    students = tuple(school.member(name).id for name in ("one", "two"))
    made = inserted(school, students=students)
    entries = all_items(school.caller("one"), f"/v1/courses/{made}/roster")
    shown = {UUID(entry["user"]["id"]): entry["progress"] for entry in entries}
    assert shown == {school.author.id: None, students[0]: 0, students[1]: None}
    for entry in all_items(school.as_author, f"/v1/courses/{made}/roster", role="STUDENT"):
        assert entry["progress"] == 0
    path = f"/v1/courses/{made}/roster"
    refused(school.caller("somebody").get(path), 403, "not_in_your_course")


@pytest.mark.parametrize("role", ["STUDENT", "TEACHER", "PARENT", "ADMIN"])
def test_the_channel_of_a_course_is_open_to_its_people(school: School, role: str) -> None:
    made = inserted(school)
    member = school.member("somebody", role)
    allowed = school.api.rows(
        "SELECT app.stream_allowed(:t, :u, ARRAY['course:' || :c]) AS found",
        t=school.author.tenant.id,
        u=member.id,
        c=made,
    )
    assert allowed[0].found == ([f"course:{made}"] if role == "ADMIN" else [])


def test_who_is_added_is_told_and_so_is_the_owner_of_who_came(school: School) -> None:
    made = inserted(school)
    added, came = school.member("added"), school.member("came")
    ok(roster(school, made, userIds=[str(added.id)]))
    ok(school.caller("came").post(f"/v1/courses/{made}/enroll"))
    assert school.api.deliver("worker_courses", school.author.tenant) == 2
    rows = school.api.rows(
        "SELECT user_id, type, link FROM app.notifications WHERE tenant_id = :t",
        t=school.author.tenant.id,
    )
    assert {(row.user_id, row.type, row.link) for row in rows} == {
        (added.id, "COURSE_ADDED", f"/courses/{made}"),
        (school.author.id, "COURSE_JOINED", f"/courses/{made}"),
    }
    assert came.id not in {row.user_id for row in rows}


def test_the_school_hears_of_a_published_course(school: School) -> None:
    made = inserted(school, title="Optics", published_at=None)
    add_lesson(school, made)
    ok(publish(school.as_author, made))
    assert school.api.deliver("worker_activity", school.author.tenant) == 1
    (line,) = ok(school.caller("a teacher", "TEACHER").get("/v1/activity"))["data"]
    assert (line["entityType"], line["entityId"]) == ("course", made)
    assert "“Optics”" in line["description"]
