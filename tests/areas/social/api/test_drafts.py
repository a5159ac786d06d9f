"""Posts before they are published, later, and as they were before an edit."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from tests.areas.media.factories.uploads import make_upload
from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


def test_a_draft_is_its_authors_alone_until_it_is_published(school: School) -> None:
    with school.api.scene() as connection:
        mine = {"tenant_id": school.author.tenant.id, "owner_id": school.author.id}
        picture = str(make_upload(connection, **mine))
    draft = school.post(content="Not yet #plan", status="DRAFT", media=[{"uploadId": picture}])
    path, reader = f"/v1/posts/{draft['id']}", school.caller("a reader")
    admin = school.caller("an admin", "ADMIN")
    for caller in (reader, admin):
        refused(caller.get(path), 404, "not_found")
        refused(caller.put(path, json={"content": "x"}), 404, "not_found")
        refused(caller.delete(path), 404, "not_found")
        refused(caller.post(f"{path}/publish", json={}), 404, "not_found")
        refused(caller.post(f"{path}/like"), 404, "not_found")
        assert ok(caller.get("/v1/posts/drafts"))["data"] == []
    refused(reader.get(f"/v1/uploads/{picture}"), 404, "not_found")
    assert ok(school.as_author.get("/v1/posts"))["data"] == []
    assert ids(ok(school.as_author.get("/v1/posts/drafts"))["data"]) == [draft["id"]]
    assert ok(reader.get("/v1/hashtags/plan/posts"))["data"] == []
    assert school.api.events(school.author.tenant) == []

    body = {"content": "Now #plan", "media": [{"uploadId": picture}]}
    edited = ok(school.as_author.put(path, json=body))
    assert (edited["content"], edited["editedAt"], edited["status"]) == ("Now #plan", None, "DRAFT")
    assert school.api.events(school.author.tenant) == []

    school.api.clock.advance(hours=1)
    published = ok(school.as_author.post(f"{path}/publish", json={}))
    assert (published["status"], published["createdAt"] > draft["createdAt"]) == ("PUBLISHED", True)
    (event,) = school.api.events(school.author.tenant, "post:created")
    assert (event.data["preview"], event.data["mediaCount"]) == ("Now #plan", 1)
    (seen,) = ok(reader.get("/v1/posts"))["data"]
    assert (seen["id"], seen["media"][0]["uploadId"]) == (draft["id"], picture)
    assert ids(ok(reader.get("/v1/hashtags/plan/posts"))["data"]) == [draft["id"]]
    assert ok(school.as_author.get("/v1/posts/drafts"))["data"] == []
    refused(school.as_author.post(f"{path}/publish", json={}), 409, "published_already")


@pytest.mark.every_school
def test_a_post_is_published_when_its_time_has_come(school: School) -> None:
    at = school.api.clock() + timedelta(hours=3)
    later = school.post(content="Good morning", status="SCHEDULED", publishAt=at.isoformat())
    draft = school.post(content="And later", status="DRAFT")
    path = f"/v1/posts/{draft['id']}/publish"
    answer = ok(school.as_author.post(path, json={"publishAt": at.isoformat()}))
    assert (answer["status"], later["status"]) == ("SCHEDULED", "SCHEDULED")
    assert len(all_items(school.as_author, "/v1/posts/drafts", limit=1)) == 2
    school.api.run_job("job_scheduled_publish")
    assert ok(school.as_author.get("/v1/posts"))["data"] == []
    school.api.clock.advance(hours=4)
    first = school.post(content="In between")
    school.api.clock.advance(minutes=1)
    assert school.api.run_job("job_scheduled_publish")["published"] >= 2
    assert school.api.run_job("job_scheduled_publish")["published"] == 0
    shown = ok(school.caller("a reader").get("/v1/posts"))["data"]
    assert {shown[0]["id"], shown[1]["id"]} == {later["id"], draft["id"]}
    assert shown[2]["id"] == first["id"]
    events = school.api.events(school.author.tenant, "post:created")
    assert [e.body["actorId"] for e in events] == [str(school.author.id)] * 3


@pytest.mark.every_school
def test_a_draft_is_published_where_its_author_may_write_now(school: School) -> None:
    """What one could do when it was written is no right when its time has come."""
    club = ok(school.as_author.post("/v1/clubs", json={"name": "Chess", "mode": "PUBLIC"}), 201)
    pupil, place = school.caller("a pupil"), f"/v1/clubs/{club['id']}"
    ok(pupil.post(f"{place}/join"))
    at = {"publishAt": (school.api.clock() + timedelta(hours=1)).isoformat()}
    body = {"content": "Hear me", "visibility": "CLUB", "clubId": club["id"]}
    draft = ok(pupil.post("/v1/posts", json={**body, "status": "DRAFT"}), 201)
    later = ok(pupil.post("/v1/posts", json={**body, "status": "SCHEDULED", **at}), 201)
    shown = ok(pupil.post("/v1/posts", json=body), 201)
    ok(pupil.post(f"{place}/leave"))
    refused(pupil.post(f"/v1/posts/{draft['id']}/publish", json={}), 403, "forbidden")
    refused(pupil.post(f"/v1/posts/{draft['id']}/publish", json=at), 403, "forbidden")
    class_id, inside = school.make_class(students=("in a class",)), school.caller("in a class")
    of_class = {"visibility": "CLASS", "classId": str(class_id), "status": "DRAFT"}
    homework = ok(inside.post("/v1/posts", json={"content": "Hello", **of_class}), 201)
    school.api.rows(
        "UPDATE app.classes SET archived_at = now() WHERE tenant_id = :t AND id = :c RETURNING 1",
        t=school.author.tenant.id,
        c=class_id,
    )
    refused(inside.post(f"/v1/posts/{homework['id']}/publish", json={}), 404, "not_found")
    ok(school.as_author.put(place, json={"name": "Chess", "mode": "INVITE_ONLY"}))
    refused(pupil.post(f"/v1/posts/{draft['id']}/publish", json={}), 404, "not_found")
    ok(school.as_author.put(place, json={"name": "Chess", "mode": "PUBLIC"}))
    teacher = school.caller("a teacher", "TEACHER")
    word = {"content": "The school says", "type": "ANNOUNCEMENT", "status": "DRAFT"}
    said = ok(teacher.post("/v1/posts", json=word), 201)
    school.api.rows(
        "UPDATE app.memberships SET role = 'STUDENT' WHERE tenant_id = :t AND user_id = :u"
        " RETURNING 1",
        t=school.author.tenant.id,
        u=school.member("a teacher").id,
    )
    refused(teacher.post(f"/v1/posts/{said['id']}/publish", json={}), 403, "forbidden")
    school.api.clock.advance(hours=2)
    school.api.run_job("job_scheduled_publish")
    listed = ok(school.as_author.get(f"{place}/posts"))["data"]
    assert ids(listed) == [shown["id"]]
    # It is the author's draft again, who is back and may publish it.
    kept = {one["id"]: one["status"] for one in ok(pupil.get("/v1/posts/drafts"))["data"]}
    assert kept == {draft["id"]: "DRAFT", later["id"]: "DRAFT"}
    ok(pupil.post(f"{place}/join"))
    ok(pupil.post(f"/v1/posts/{later['id']}/publish", json={}))


def test_a_deleted_draft_is_told_to_nobody(school: School) -> None:
    draft = school.post(status="DRAFT")
    assert school.as_author.delete(f"/v1/posts/{draft['id']}").status_code == 204
    assert school.api.events(school.author.tenant) == []
    refused(school.as_author.get(f"/v1/posts/{draft['id']}"), 404, "not_found")


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "SCHEDULED"},
        {"status": "DRAFT", "publishAt": "2026-12-01T08:00:00Z"},
        {"publishAt": "2026-12-01T08:00:00Z"},
        {"status": "REMOVED"},
    ],
)
def test_a_time_goes_with_a_schedule(school: School, wrong: dict[str, str]) -> None:
    answer = school.as_author.post("/v1/posts", json={"content": "x", **wrong})
    refused(answer, 422, "validation_failed")


def test_readers_see_what_a_post_said_before(school: School) -> None:
    post = school.post(content="One")
    path = f"/v1/posts/{post['id']}"
    admin = school.caller("an admin", "ADMIN")
    for caller, content in ((school.as_author, "Two"), (admin, "Three")):
        school.api.clock.advance(minutes=1)
        ok(caller.put(path, json={"content": content}))
    reader = school.caller("a reader")
    history = all_items(reader, f"{path}/history", limit=1)
    assert [(r["content"], r["editor"]["role"]) for r in history] == [
        ("Two", "ADMIN"),
        ("One", "TEACHER"),
    ]
    private = school.post(visibility="PRIVATE")
    refused(reader.get(f"/v1/posts/{private['id']}/history"), 404, "not_found")


def test_a_text_that_stood_for_a_moment_is_kept_too(school: School) -> None:
    """Somebody else edits while this one waits for the post: each text is seen by the next."""
    post = school.post(content="One")
    path = f"/v1/posts/{post['id']}"
    editing = text("UPDATE app.posts SET content = 'Two' WHERE id = :id")
    put = partial(school.as_author.put, path, json={"content": "Three"})
    (answer,) = behind(school.api, lambda scene: scene.execute(editing, {"id": post["id"]}), [put])
    assert ok(answer)["content"] == "Three"
    (before,) = all_items(school.caller("a reader"), f"{path}/history")
    assert before["content"] == "Two"


def test_author_and_moderator_pin_a_post(school: School) -> None:
    post = school.post()
    path, pinned = f"/v1/posts/{post['id']}/pin", {"isPinned": True}
    assert ok(school.as_author.post(path, json=pinned))["pinned"] is True
    with school.api.nothing_written():
        ok(school.as_author.post(path, json=pinned))
    (event, *_) = school.api.events(school.author.tenant, "post:updated")
    assert event.data["changed"] == ["pinned"]
    refused(school.caller("a reader").post(path, json={"isPinned": False}), 403, "forbidden")
    admin = school.caller("an admin", "ADMIN")
    assert ok(admin.post(path, json={"isPinned": False}))["pinned"] is False
    draft = school.post(status="DRAFT")
    answer = school.as_author.post(f"/v1/posts/{draft['id']}/pin", json=pinned)
    refused(answer, 404, "not_found")
