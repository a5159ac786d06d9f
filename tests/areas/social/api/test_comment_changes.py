"""Comments after they were written: edited, deleted, liked."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import text

from tests.areas.media.factories.uploads import make_upload
from tests.support.api import in_parallel, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


def comment(school: School, post: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
    path = f"/v1/posts/{post['id']}/comment"
    said: dict[str, Any] = ok(
        school.caller(name).post(path, json={"content": "Hello", **body}), 201
    )
    return said


def test_only_who_wrote_a_comment_changes_it(school: School) -> None:
    post = school.post()
    said = comment(school, post, "a student")
    path, student = f"/v1/comments/{said['id']}", school.caller("a student")
    assert (said["canEdit"], said["canDelete"], said["editedAt"]) == (True, True, None)
    school.api.clock.advance(minutes=1)
    edited = ok(student.put(path, json={"content": "Hello again"}))
    assert edited["content"] == "Hello again"
    assert edited["editedAt"] > said["createdAt"]
    (event,) = school.api.events(school.author.tenant, "comment:updated")
    assert (event.channel, event.data["commentId"]) == (f"post:{post['id']}", said["id"])
    with school.api.nothing_written():
        ok(student.put(path, json={"content": "Hello again"}))
    for caller in (school.as_author, school.caller("an admin", "ADMIN")):
        refused(caller.put(path, json={"content": "x"}), 403, "forbidden")
    refused(student.put(path, json={"content": " "}), 422, "validation_failed")
    seen = ok(school.caller("a reader").get(f"/v1/posts/{post['id']}/comments"))["data"][0]
    assert (seen["canEdit"], seen["canDelete"]) == (False, False)


def test_a_comment_is_deleted_by_its_author_the_posts_author_and_moderators(
    school: School,
) -> None:
    post = school.post()
    deleters = (
        school.caller("a student"),
        school.as_author,
        school.caller("an admin", "ADMIN"),
    )
    for caller in deleters:
        said = comment(school, post, "a student")
        path = f"/v1/comments/{said['id']}"
        refused(school.caller("another").delete(path), 403, "forbidden")
        assert caller.delete(path).status_code == 204
        refused(caller.delete(path), 404, "not_found")
        refused(school.caller("a student").put(path, json={"content": "x"}), 404, "not_found")
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["commentsCount"] == 0
    events = school.api.events(school.author.tenant, "comment:deleted")
    assert [event.data["commentsCount"] for event in events] == [0, 0, 0]


def test_a_deleted_comment_with_answers_keeps_its_place_and_nothing_else(school: School) -> None:
    post = school.post()
    said = comment(school, post, "a student", content="A secret")
    answer = comment(school, post, "another", parentId=said["id"])
    school.caller("a student").delete(f"/v1/comments/{said['id']}")
    path = f"/v1/posts/{post['id']}/comments"
    gone, left = ok(school.as_author.get(path))["data"]
    assert (gone["id"], gone["deleted"], gone["author"], gone["content"]) == (
        said["id"],
        True,
        None,
        "",
    )
    assert (gone["canDelete"], gone["canEdit"], left["parentId"]) == (False, False, said["id"])
    school.caller("another").delete(f"/v1/comments/{answer['id']}")
    assert ok(school.as_author.get(path))["data"] == []
    body = {"content": "x", "parentId": said["id"]}
    refused(school.as_author.post(path, json=body), 404, "not_found")


def test_likes_of_a_comment_count_each_person_once(school: School) -> None:
    post = school.post()
    said = comment(school, post, "a student")
    path, callers = f"/v1/comments/{said['id']}/like", [school.caller(f"p{n}") for n in range(4)]
    in_parallel([lambda c=c: ok(c.post(path)) for c in [*callers, callers[0]]])  # type: ignore[misc]
    listed = ok(callers[0].get(f"/v1/posts/{post['id']}/comments"))["data"][0]
    assert (listed["likesCount"], listed["liked"]) == (4, True)
    assert ok(callers[0].delete(path)) == {
        "commentId": said["id"],
        "liked": False,
        "likesCount": 3,
    }
    with school.api.nothing_written():
        ok(callers[0].delete(path))
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["likesCount"] == 0
    events = school.api.events(school.author.tenant, "comment:liked")
    assert {event.channel for event in events} == {f"user:{school.member('a student').id}"}
    assert len(events) == 4


def test_comments_of_a_closed_post_are_closed(school: School) -> None:
    post = school.post()
    said = comment(school, post, "a student")
    path, reader = f"/v1/comments/{said['id']}", school.caller("a reader")
    school.block(school.author, school.member("a reader"))
    for answer in (
        reader.post(f"{path}/like"),
        reader.delete(f"{path}/like"),
        reader.put(path, json={"content": "x"}),
        reader.delete(path),
    ):
        refused(answer, 404, "not_found")


def test_an_edit_that_is_sent_twice_at_once_attaches_its_file_once(school: School) -> None:
    writer = school.member("a student")
    said = comment(school, school.post(), "a student")
    with school.api.scene() as connection:
        upload = make_upload(connection, tenant_id=writer.tenant.id, owner_id=writer.id)
    body = {"content": "Look", "media": [{"uploadId": str(upload)}]}
    put = partial(school.api.as_(writer).put, f"/v1/comments/{said['id']}", json=body)
    holding = text("SELECT 1 FROM app.uploads WHERE id = :id FOR UPDATE")
    for answer in behind(
        school.api, lambda scene: scene.execute(holding, {"id": upload}), [put, put]
    ):
        ok(answer)
