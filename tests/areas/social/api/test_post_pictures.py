"""Pictures in posts: the author's own uploads, seen by whoever may read the post."""

from __future__ import annotations

from typing import Any

from tests.areas.media.factories.uploads import upload
from tests.support.api import ok, refused
from tests.support.school import School


def shown(post: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(file["uploadId"], file["alt"]) for file in post["media"]]


def test_a_post_shows_its_pictures_in_their_order_with_their_words(school: School) -> None:
    first, second = upload(school), upload(school, content_type="video/mp4", thumb_key=None)
    media = [{"uploadId": second}, {"uploadId": first, "alt": "Our class in the garden"}]
    post = school.post(media=media)
    assert shown(post) == [(second, None), (first, "Our class in the garden")]
    for file in post["media"]:
        assert file["url"].startswith("http://127.0.0.1:9/stunity/t/")
    assert [file["kind"] for file in post["media"]] == ["VIDEO", "IMAGE"]
    assert post["media"][0]["thumbUrl"] is None
    reader = school.caller("a reader")
    assert shown(ok(reader.get(f"/v1/posts/{post['id']}"))) == shown(post)
    (listed,) = ok(reader.get("/v1/posts"))["data"]
    assert listed["media"] == post["media"]
    (event,) = school.api.events(school.author.tenant, "post:created")
    assert event.data["mediaCount"] == 2
    assert ok(reader.get(f"/v1/uploads/{first}"))["url"] == post["media"][1]["url"]


def test_only_ones_own_finished_uploads_are_attached(school: School) -> None:
    others = upload(school, school.member("somebody else"))
    waiting = upload(school, status="PROCESSING")
    deleted = upload(school, status="DELETED")
    for wanted, status, code in (
        (others, 404, "not_found"),
        (deleted, 404, "not_found"),
        (waiting, 409, "upload_not_ready"),
    ):
        body = {"content": "x", "media": [{"uploadId": upload(school)}, {"uploadId": wanted}]}
        with school.api.nothing_written():
            refused(school.as_author.post("/v1/posts", json=body), status, code)
        post = school.post()
        answer = school.as_author.put(f"/v1/posts/{post['id']}", json=body)
        refused(answer, status, code)


def test_an_edit_exchanges_pictures_and_a_moderator_may_keep_them(school: School) -> None:
    kept, gone = upload(school), upload(school)
    post = school.post(media=[{"uploadId": gone}, {"uploadId": kept}])
    path, new = f"/v1/posts/{post['id']}", upload(school)
    body = {"content": "Hello", "media": [{"uploadId": kept, "alt": "A tree"}, {"uploadId": new}]}
    edited = ok(school.as_author.put(path, json=body))
    assert shown(edited) == [(kept, "A tree"), (new, None)]
    reader = school.caller("a reader")
    refused(reader.get(f"/v1/uploads/{gone}"), 404, "not_found")
    admin = school.caller("an admin", "ADMIN")
    body = {"content": "Hello again", "media": [{"uploadId": kept}]}
    assert shown(ok(admin.put(path, json=body))) == [(kept, None)]
    (first, second) = school.api.rows(
        "SELECT media FROM app.post_revisions WHERE post_id = :p ORDER BY created_at, id",
        p=post["id"],
    )
    assert (first.media, second.media) == ([gone, kept], [kept, new])


def test_words_about_a_picture_change_without_a_revision(school: School) -> None:
    picture = upload(school)
    post = school.post(media=[{"uploadId": picture}])
    body = {"content": "Hello", "media": [{"uploadId": picture, "alt": "A tree"}]}
    edited = ok(school.as_author.put(f"/v1/posts/{post['id']}", json=body))
    assert (shown(edited), edited["editedAt"]) == ([(picture, "A tree")], None)


def test_pictures_of_a_deleted_post_are_the_owners_alone(school: School) -> None:
    picture = upload(school)
    post = school.post(media=[{"uploadId": picture}])
    reader = school.caller("a reader")
    ok(reader.get(f"/v1/uploads/{picture}"))
    assert school.as_author.delete(f"/v1/posts/{post['id']}").status_code == 204
    refused(reader.get(f"/v1/uploads/{picture}"), 404, "not_found")
    ok(school.as_author.get(f"/v1/uploads/{picture}"))


def test_a_deleted_picture_leaves_the_post(school: School) -> None:
    picture = upload(school)
    post = school.post(media=[{"uploadId": picture}])
    assert school.as_author.delete(f"/v1/uploads/{picture}").status_code == 204
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["media"] == []
