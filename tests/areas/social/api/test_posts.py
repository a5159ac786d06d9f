"""Writing, changing and deleting a post."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School

SOME_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\"'><b>&lt;&amp;",
    "</script><script>alert(1)</script>",
    "' OR 1=1; DROP TABLE app.posts; --",
    "%s %(x)s $1 \\ \\' \\u0000 {{7*7}}",
    "សួស្ដី\u2028 👩🏽‍🏫",
)


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"content": ""}, False),
        ({"content": "\u202eabc"}, False),
        ({"content": "a", "title": "two\nlines"}, False),
        ({"content": " \n\t "}, False),
        ({"content": "x"}, True),
        ({"content": "ក" * 5000}, True),
        ({"content": "x" * 5001}, False),
        ({"content": f"  {'x' * 5000}  "}, True),
        ({"content": "x", "contentKh": "ក" * 5000}, True),
        ({"content": "x", "contentKh": "ក" * 5001}, False),
        ({"content": "x", "title": "t" * 200}, True),
        ({"content": "x", "title": "t" * 201}, False),
        ({"content": "x", "title": ""}, False),
        ({"content": "x", "media": [{"uploadId": "not-an-id"}]}, False),
        ({"content": "x", "media": [{"uploadId": SOME_ID}] * 2}, False),
        ({"content": "x", "media": ["https://example.test/a.png"]}, False),
        (
            {"content": "x", "media": [{"uploadId": f"{n:08}{SOME_ID[8:]}"} for n in range(11)]},
            False,
        ),
        ({"content": "x", "hashtags": [f"tag{n}" for n in range(10)]}, True),
        ({"content": "x", "hashtags": [f"tag{n}" for n in range(11)]}, False),
        ({"content": "x", "hashtags": ["#ភាសាខ្មែរ", "snake_case", "2026"]}, True),
        ({"content": "x", "hashtags": ["two words"]}, False),
        ({"content": "x", "hashtags": ["#"]}, False),
        ({"content": "x", "hashtags": ["a-b"]}, False),
        ({"content": "x", "type": "ANNOUNCEMENT"}, True),
        ({"content": "x", "type": "NOTHING"}, False),
        ({"content": "x", "visibility": "FRIENDS"}, False),
    ],
)
def test_the_bounds_of_a_post(school: School, body: dict[str, Any], accepted: bool) -> None:
    """AT-S1-5."""
    answer = school.as_author.post("/v1/posts", json=body)
    if not accepted:
        refused(answer, 422, "validation_failed")
        return
    post = ok(answer, 201)
    assert answer.headers["Location"] == f"/v1/posts/{post['id']}"
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}")) == post
    for name, value in body.items():
        assert post[name] == (value.strip() if isinstance(value, str) else post[name])


def test_an_announcement_speaks_for_the_school_so_pupils_write_none(school: School) -> None:
    said = {"content": "No school tomorrow", "type": "ANNOUNCEMENT"}
    for role in ("STUDENT", "RESEARCHER"):
        caller = school.caller(role, role)
        with school.api.nothing_written():
            refused(caller.post("/v1/posts", json=said), 403, "forbidden")
    for role in ("TEACHER", "ADMIN"):
        ok(school.caller(role, role).post("/v1/posts", json=said), 201)


def test_a_post_is_shown_as_its_reader_sees_it(school: School) -> None:
    post = school.post(hashtags=["#Khmer", "khmer", "ART"])
    assert post["hashtags"] == ["Khmer", "khmer", "ART"]
    assert post["author"] == {
        "id": str(school.author.id),
        "name": school.author.user.name,
        "avatar": None,
        "role": "TEACHER",
    }
    assert (post["canEdit"], post["liked"], post["likesCount"]) == (True, False, 0)
    seen = ok(school.caller("a student").get(f"/v1/posts/{post['id']}"))
    assert seen == {**post, "canEdit": False}
    assert ok(school.caller("an admin", "ADMIN").get(f"/v1/posts/{post['id']}"))["canEdit"]
    (row,) = school.api.rows("SELECT topic_tags FROM app.posts WHERE id = :p", p=post["id"])
    assert row.topic_tags == ["khmer", "art"]


@pytest.mark.parametrize("text", XSS, ids=range(len(XSS)))
def test_text_is_data_and_comes_back_as_it_was(school: School, text: str) -> None:
    """AT-S1-6: nothing is cut out of a text, and no reader takes it for markup or SQL."""
    title = " ".join(text.split())
    post = school.post(content=text, title=title, contentKh=text)
    comment = ok(
        school.as_author.post(f"/v1/posts/{post['id']}/comment", json={"content": text}), 201
    )
    answer = school.caller("a student").get("/v1/posts")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (seen,) = ok(answer)["data"]
    assert (seen["content"], seen["title"], seen["contentKh"]) == (text, title, text)
    assert comment["content"] == text
    events = school.api.events(school.author.tenant, "post:created", "comment:created")
    assert {event.data["preview"] for event in events} == {title}


def test_an_edit_keeps_the_old_text_and_names_what_changed(school: School) -> None:
    post = school.post(title="Old", hashtags=["one"])
    school.api.clock.advance(minutes=1)
    body = {"content": "New", "title": "Old", "hashtags": ["two"]}
    edited = ok(school.as_author.put(f"/v1/posts/{post['id']}", json=body))
    assert (edited["content"], edited["title"], edited["hashtags"]) == ("New", "Old", ["two"])
    assert edited["editedAt"] == edited["updatedAt"] > post["updatedAt"]
    assert edited["createdAt"] == post["createdAt"]
    (revision,) = school.api.rows(
        "SELECT editor_id, title, content, media FROM app.post_revisions WHERE post_id = :p",
        p=post["id"],
    )
    assert tuple(revision) == (school.author.id, "Old", "Hello", [])
    events = school.api.events(school.author.tenant, "post:updated")
    assert {e.channel for e in events} == {
        f"tenant:{school.author.tenant.id}",
        f"post:{post['id']}",
    }
    assert len({e.body["id"] for e in events}) == 1
    assert set(events[0].data["changed"]) == {"content", "hashtags"}


def test_changed_names_fields_as_the_api_spells_them(school: School) -> None:
    post = school.post()
    body = {"content": "Hello", "contentKh": "សួស្ដី"}
    ok(school.as_author.put(f"/v1/posts/{post['id']}", json=body))
    event = school.api.events(school.author.tenant, "post:updated")[0]
    assert event.data["changed"] == ["contentKh"]


def test_an_edit_that_changes_nothing_is_none(school: School) -> None:
    post = school.post(title="T")
    with school.api.nothing_written():
        same = ok(
            school.as_author.put(
                f"/v1/posts/{post['id']}", json={"content": " Hello ", "title": "T"}
            )
        )
    assert same == post


def test_an_edit_leaves_visibility_type_and_counters_alone(school: School) -> None:
    post = school.post(visibility="PRIVATE", type="QUESTION")
    ok(school.as_author.post(f"/v1/posts/{post['id']}/like"))
    edited = ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "New"}))
    assert (edited["visibility"], edited["type"], edited["likesCount"]) == (
        "PRIVATE",
        "QUESTION",
        1,
    )
    assert edited["liked"] is True
    # A private post has nobody to tell but who has it open.
    events = school.api.events(school.author.tenant, "post:updated")
    assert [e.channel for e in events] == [f"post:{post['id']}"]


def test_only_the_author_and_moderators_change_a_post(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}"
    for name, role in (("a student", "STUDENT"), ("a teacher", "TEACHER")):
        caller = school.caller(name, role)
        with school.api.nothing_written():
            refused(caller.put(path, json={"content": "x"}), 403, "forbidden")
            refused(caller.delete(path), 403, "forbidden")
    admin = school.caller("an admin", "ADMIN")
    assert ok(admin.put(path, json={"content": "Moderated"}))["content"] == "Moderated"
    (revision,) = school.api.rows(
        "SELECT editor_id FROM app.post_revisions WHERE post_id = :p", p=post["id"]
    )
    assert revision.editor_id == school.member("an admin").id
    ok(admin.delete(path), 204)


def test_an_edit_by_a_moderator_says_so_until_the_author_writes_again(school: School) -> None:
    post = school.post()
    path, moderator = f"/v1/posts/{post['id']}", school.member("an admin", "ADMIN")
    assert post["editedBy"] is None
    edited = ok(school.caller("an admin").put(path, json={"content": "Moderated"}))
    assert edited["editedBy"]["id"] == str(moderator.id)
    assert edited["editedBy"]["name"] == moderator.user.name
    assert edited["editedBy"]["role"] == "ADMIN"
    assert edited["editedAt"] == edited["updatedAt"]
    reader = school.caller("a student")
    (listed,) = ok(reader.get("/v1/posts"))["data"]
    assert listed["editedBy"] == ok(reader.get(path))["editedBy"] == edited["editedBy"]
    school.api.clock.advance(minutes=1)
    assert ok(school.as_author.put(path, json={"content": "Mine again"}))["editedBy"] is None


def test_an_author_is_told_what_a_moderator_did_to_their_post(school: School) -> None:
    pupil, moderator = school.member("a pupil"), school.member("an admin", "ADMIN")
    # Blocking who moderates does not keep the word away.
    school.block(pupil, moderator)
    caller = school.caller("a pupil")
    posts = [ok(caller.post("/v1/posts", json={"content": f"Post {n}"}), 201) for n in range(2)]
    ok(caller.put(f"/v1/posts/{posts[0]['id']}", json={"content": "My own edit"}))
    admin = school.caller("an admin")
    ok(admin.put(f"/v1/posts/{posts[0]['id']}", json={"content": "Moderated"}))
    ok(admin.delete(f"/v1/posts/{posts[1]['id']}"), 204)
    school.api.deliver("worker_notifications", school.author.tenant)
    told = ok(caller.get("/v1/notifications"))["data"]
    assert {(n["type"], n["entityId"], n["message"]) for n in told} == {
        ("MODERATION", posts[0]["id"], f"{moderator.user.name} changed your post"),
        ("POST_REMOVED", posts[1]["id"], f"{moderator.user.name} removed your post"),
    }


def test_who_may_not_read_a_post_is_not_told_that_it_exists(school: School) -> None:
    post = school.post(visibility="PRIVATE")
    path = f"/v1/posts/{post['id']}"
    for name, role in (("a student", "STUDENT"), ("an admin", "ADMIN")):
        caller = school.caller(name, role)
        with school.api.nothing_written():
            refused(caller.put(path, json={"content": "x"}), 404, "not_found")
            refused(caller.delete(path), 404, "not_found")


def test_a_deleted_post_is_gone_for_everybody(school: School) -> None:
    post, other = school.post(), school.post()
    path, student = f"/v1/posts/{post['id']}", school.caller("a student")
    ok(student.post(f"{path}/like"))
    ok(school.as_author.delete(path), 204)
    events = school.api.events(school.author.tenant, "post:deleted")
    assert {e.channel for e in events} == {
        f"tenant:{school.author.tenant.id}",
        f"post:{post['id']}",
    }
    for caller in (student, school.as_author, school.caller("an admin", "ADMIN")):
        with school.api.nothing_written():
            for answer in (
                caller.get(path),
                caller.get(f"{path}/comments"),
                caller.post(f"{path}/like"),
                caller.post(f"{path}/comment", json={"content": "x"}),
                caller.put(path, json={"content": "x"}),
                caller.delete(path),
            ):
                refused(answer, 404, "not_found")
        assert ids(all_items(caller, "/v1/posts")) == [other["id"]]


def test_an_entity_tag_changes_with_what_a_reader_sees(school: School) -> None:
    """AT-S3-1.4: the second load of a feed is a 304 where nothing changed for its reader."""
    post = school.post()
    student = school.caller("a student")
    for path in (f"/v1/posts/{post['id']}", "/v1/posts"):
        tag = student.get(path).headers["ETag"]
        assert not tag.startswith("W/")
        ok(student.get(path, headers={"If-None-Match": tag}), 304)
        ok(student.post(f"/v1/posts/{post['id']}/like"))
        changed = student.get(path, headers={"If-None-Match": tag})
        assert ok(changed)
        assert changed.headers["ETag"] != tag
        ok(student.delete(f"/v1/posts/{post['id']}/like"))
        ok(student.get(path, headers={"If-None-Match": f'"x", {tag}'}), 304)


def test_an_announcement_shows_no_more_than_a_preview(school: School) -> None:
    school.post(content="word " * 1000)
    (event,) = school.api.events(school.author.tenant, "post:created")
    assert len(event.data["preview"]) <= 140
    assert event.data["preview"].endswith("…")
