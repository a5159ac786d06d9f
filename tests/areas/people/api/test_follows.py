"""Following people: at once, or after they agreed; never across a block or a school."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.support.api import Api, all_items, ids, in_parallel, ok, refused
from tests.support.school import School


def set_visibility(api: Api, user_id: object, visibility: str) -> None:
    statement = text("INSERT INTO app.profiles (user_id, profile_visibility) VALUES (:u, :v)")
    with api.scene() as connection:
        connection.execute(statement, {"u": user_id, "v": visibility})


@pytest.mark.parametrize(
    ("visibility", "status"),
    [("PUBLIC", "ACCEPTED"), ("CONNECTIONS", "ACCEPTED"), ("PRIVATE", "PENDING")],
)
def test_a_private_profile_has_to_agree(school: School, visibility: str, status: str) -> None:
    set_visibility(school.api, school.author.id, visibility)
    student, path = school.member("a student"), f"/v1/users/{school.author.id}/follow"
    answer = {"userId": str(school.author.id), "status": status}
    assert ok(school.api.as_(student).post(path)) == answer
    with school.api.nothing_written():
        assert ok(school.api.as_(student).post(path)) == answer
    (event,) = school.api.events(school.author.tenant, "user:followed")
    assert event.channel == f"user:{school.author.id}"
    assert (event.data["userId"], event.data["status"]) == (str(student.id), status)
    followers = all_items(school.as_author, f"/v1/users/{school.author.id}/followers")
    assert ids(followers) == ([str(student.id)] if status == "ACCEPTED" else [])


def test_nobody_follows_themselves(school: School) -> None:
    with school.api.nothing_written():
        answer = school.as_author.post(f"/v1/users/{school.author.id}/follow")
        refused(answer, 409, "cannot_follow_yourself")


def test_a_block_and_a_left_school_hide_a_person(school: School) -> None:
    blocked, blocker, left = (school.member(n) for n in ("blocked", "blocker", "left"))
    reader = school.member("a reader")
    school.block(reader, blocked)
    school.block(blocker, reader)
    school.api.rows(
        "UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :u RETURNING 1", u=left.id
    )
    foreign = school.api.member()
    caller = school.api.as_(reader)
    with school.api.nothing_written():
        for person in (blocked, blocker, left, foreign):
            path = f"/v1/users/{person.id}"
            for answer in (
                caller.post(f"{path}/follow"),
                caller.delete(f"{path}/follow"),
                caller.get(f"{path}/followers"),
                caller.get(f"{path}/following"),
            ):
                refused(answer, 404, "not_found")


def test_who_blocks_staff_does_not_vanish_from_them(school: School) -> None:
    pupil, teacher = school.member("a pupil"), school.member("a teacher", "TEACHER")
    school.block(pupil, teacher)
    ok(school.caller("a teacher").get(f"/v1/users/{pupil.id}/followers"))
    refused(school.caller("a pupil").get(f"/v1/users/{teacher.id}/followers"), 404, "not_found")
    school.block(school.author, pupil)
    refused(school.as_author.get(f"/v1/users/{pupil.id}/followers"), 404, "not_found")
    ok(school.caller("an admin", "ADMIN").post(f"/v1/users/{pupil.id}/block"))
    ok(school.caller("an admin").get(f"/v1/users/{pupil.id}/followers"))


def test_unfollowing_may_be_repeated(school: School) -> None:
    student = school.caller("a student")
    path = f"/v1/users/{school.author.id}/follow"
    ok(student.post(path))
    gone = {"userId": str(school.author.id), "status": "NONE"}
    assert ok(student.delete(path)) == gone
    with school.api.nothing_written():
        assert ok(student.delete(path)) == gone
    # A new follow is news again.
    ok(student.post(path))
    assert len(school.api.events(school.author.tenant, "user:followed")) == 2


def test_lists_are_paged_and_say_whom_the_reader_follows(school: School) -> None:
    followers = [school.member(f"follower {n}") for n in range(5)]
    for person in followers:
        ok(school.api.as_(person).post(f"/v1/users/{school.author.id}/follow"))
    reader = school.member("a reader")
    school.follow(reader, followers[2])
    school.block(followers[4], reader)
    listed = all_items(school.api.as_(reader), f"/v1/users/{school.author.id}/followers", limit=2)
    assert ids(listed) == [str(p.id) for p in reversed(followers[:4])]
    assert [item["followedByMe"] for item in listed] == [False, True, False, False]
    following = all_items(school.api.as_(reader), f"/v1/users/{followers[0].id}/following")
    assert ids(following) == [str(school.author.id)]


def test_twenty_follows_at_once_are_one(school: School) -> None:
    student, path = school.caller("a student"), f"/v1/users/{school.author.id}/follow"
    answers = in_parallel([lambda: ok(student.post(path))["status"]] * 20)
    assert set(answers) == {"ACCEPTED"}
    assert len(school.api.events(school.author.tenant, "user:followed")) == 1
