"""Comments in threads of three levels, each seen by who may see it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import Caller, all_items, ids, in_parallel, ok, refused
from tests.support.school import School


def comment(caller: Caller, post: dict[str, Any], content: str = "Hi", **body: Any) -> Any:
    answer = caller.post(f"/v1/posts/{post['id']}/comment", json={"content": content, **body})
    return ok(answer, 201)


def test_a_thread_is_three_levels_deep(school: School) -> None:
    post, parents, depths = school.post(), [None], []
    for _ in range(5):
        answer = comment(school.as_author, post, parentId=parents[-1])
        parents.append(answer["id"])
        depths.append(answer["depth"])
        assert answer["parentId"] == parents[-2]
    assert depths == [1, 2, 3, 3, 3]
    listed = all_items(school.caller("a reader"), f"/v1/posts/{post['id']}/comments", limit=2)
    assert ids(listed) == parents[1:]
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["commentsCount"] == 5


def test_a_comment_tells_author_parent_and_readers_once(school: School) -> None:
    post, student = school.post(), school.member("a student")
    first = comment(school.api.as_(student), post, "First")
    comment(school.caller("another"), post, "Answer " * 100, parentId=first["id"])
    *_, to_author, to_parent, to_readers = school.api.events(
        school.author.tenant, "comment:created"
    )
    assert [to_author.channel, to_parent.channel, to_readers.channel] == [
        f"user:{school.author.id}",
        f"user:{student.id}",
        f"post:{post['id']}",
    ]
    assert len({to_author.body["id"], to_parent.body["id"], to_readers.body["id"]}) == 1
    assert to_author.data["parentId"] == first["id"]
    assert to_author.data["commentsCount"] == 2
    assert len(to_author.data["preview"]) <= 140


def test_who_may_not_read_a_post_any_more_is_told_of_no_answer_there(school: School) -> None:
    club = ok(school.as_author.post("/v1/clubs", json={"name": "Chess", "mode": "PUBLIC"}), 201)
    gone, leave = school.caller("gone"), f"/v1/clubs/{club['id']}/leave"
    for caller in (gone, school.caller("another")):
        ok(caller.post(f"/v1/clubs/{club['id']}/join"))
    private = {"name": "Chess", "mode": "INVITE_ONLY"}
    ok(school.as_author.put(f"/v1/clubs/{club['id']}", json=private))
    post = school.post(visibility="CLUB", clubId=club["id"])
    mine = comment(gone, post, "First")
    ok(gone.post(leave))
    comment(school.caller("another"), post, "Now that you are gone", parentId=mine["id"])
    ok(school.caller("another").post(f"/v1/comments/{mine['id']}/like"))
    school.api.deliver("worker_notifications", school.author.tenant)
    told = school.api.events(
        school.author.tenant, "comment:created", "comment:liked", "notification:new"
    )
    theirs = f"user:{school.member('gone').id}"
    assert [e.type for e in told if e.channel == theirs] == []
    assert any("gone" in e.data.get("preview", "") for e in told)


def test_an_answer_to_the_author_is_one_event_for_them(school: School) -> None:
    post = school.post()
    own = comment(school.as_author, post)
    comment(school.caller("a student"), post, parentId=own["id"])
    events = school.api.events(school.author.tenant, "comment:created")
    assert [e.channel for e in events[2:]] == [f"user:{school.author.id}", f"post:{post['id']}"]


@pytest.mark.parametrize(
    ("content", "accepted"),
    [("", False), ("  ", False), ("x", True), ("ក" * 2000, True), ("x" * 2001, False)],
)
def test_the_bounds_of_a_comment(school: School, content: str, accepted: bool) -> None:
    path = f"/v1/posts/{school.post()['id']}/comment"
    answer = school.as_author.post(path, json={"content": content})
    assert answer.status_code == (201 if accepted else 422)


def test_only_a_comment_below_the_post_is_answered(school: School) -> None:
    post, other = school.post(), school.post()
    elsewhere = comment(school.as_author, other)
    foreign = school.api.member("TEACHER")
    theirs = ok(school.api.as_(foreign).post("/v1/posts", json={"content": "x"}), 201)
    foreign_comment = comment(school.api.as_(foreign), theirs)
    with school.api.nothing_written():
        for parent in (elsewhere["id"], foreign_comment["id"], str(uuid4())):
            body = {"content": "x", "parentId": parent}
            answer = school.as_author.post(f"/v1/posts/{post['id']}/comment", json=body)
            refused(answer, 404, "not_found")


def test_a_block_hides_comments_both_ways(school: School) -> None:
    post = school.post()
    one, other = school.member("one"), school.member("other")
    first = comment(school.api.as_(one), post)
    second = comment(school.api.as_(other), post)
    school.block(one, other)
    path = f"/v1/posts/{post['id']}/comments"
    assert ids(all_items(school.api.as_(one), path)) == [first["id"]]
    assert ids(all_items(school.api.as_(other), path)) == [second["id"]]
    assert ids(all_items(school.as_author, path)) == [first["id"], second["id"]]
    # What one cannot see one cannot answer either.
    for member, hidden in ((one, second), (other, first)):
        body = {"content": "x", "parentId": hidden["id"]}
        answer = school.api.as_(member).post(f"/v1/posts/{post['id']}/comment", json=body)
        refused(answer, 404, "not_found")


def test_a_block_hides_no_comment_from_staff_and_staff_from_who_blocks(school: School) -> None:
    post, pupil = school.post(), school.member("a pupil")
    path = f"/v1/posts/{post['id']}/comments"
    theirs = comment(school.api.as_(pupil), post)
    staff = [school.member("an admin", "ADMIN"), school.member("a teacher", "TEACHER")]
    said = [comment(school.api.as_(person), post)["id"] for person in staff]
    for person in staff:
        school.block(pupil, person)
    for person in staff:
        caller = school.api.as_(person)
        assert ids(all_items(caller, path)) == [theirs["id"], *said]
        answer = {"content": "Be kind", "parentId": theirs["id"]}
        said.append(ok(caller.post(f"/v1/posts/{post['id']}/comment", json=answer), 201)["id"])
    assert ids(all_items(school.api.as_(pupil), path)) == [theirs["id"]]


def test_twenty_comments_at_once_are_counted(school: School) -> None:
    post, student = school.post(), school.caller("a student")
    in_parallel([lambda: comment(student, post)] * 20)
    assert ok(student.get(f"/v1/posts/{post['id']}"))["commentsCount"] == 20
    events = school.api.events(school.author.tenant, "comment:created")
    on_post = sorted((e for e in events if e.channel.startswith("post:")), key=lambda e: e.seq)
    assert [e.data["commentsCount"] for e in on_post] == list(range(1, 21))


def test_the_second_address_of_the_route_is_the_same_route(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}/comments"
    created = ok(school.as_author.post(path, json={"content": "x"}), 201)
    assert ids(all_items(school.as_author, path)) == [created["id"]]
