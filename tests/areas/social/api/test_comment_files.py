"""Files beside comments: the author's own uploads, seen by whoever may read the comment."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import text

from tests.areas.media.factories.uploads import upload
from tests.support.api import Caller, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


def comment(caller: Caller, post: dict[str, Any], *files: str, **body: Any) -> dict[str, Any]:
    body = {"content": "See here", "media": [{"uploadId": file} for file in files], **body}
    said: dict[str, Any] = ok(caller.post(f"/v1/posts/{post['id']}/comment", json=body), 201)
    return said


def shown(said: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(file["uploadId"], file["alt"]) for file in said["media"]]


def test_a_comment_shows_its_files_in_their_order_with_their_words(school: School) -> None:
    post, pupil = school.post(), school.member("a pupil")
    sheet = upload(school, pupil, content_type="application/pdf", thumb_key=None)
    photo = upload(school, pupil)
    files = [{"uploadId": sheet}, {"uploadId": photo, "alt": "My drawing"}]
    said = comment(school.api.as_(pupil), post, media=files)
    assert shown(said) == [(sheet, None), (photo, "My drawing")]
    assert [file["kind"] for file in said["media"]] == ["DOCUMENT", "IMAGE"]
    comment(school.as_author, post)
    listed = ok(school.as_author.get(f"/v1/posts/{post['id']}/comments"))["data"]
    assert [one["media"] for one in listed] == [said["media"], []]
    assert ok(school.as_author.get(f"/v1/uploads/{photo}"))["url"] == said["media"][1]["url"]


def test_a_comment_sent_again_shows_the_files_that_it_came_with(school: School) -> None:
    post, file = school.post(), upload(school)
    client_id = upload(school)
    first = comment(school.as_author, post, file, clientId=client_id)
    assert comment(school.as_author, post, file, clientId=client_id) == first


def test_a_file_that_is_deleted_at_this_moment_is_beside_no_comment(school: School) -> None:
    """A file is in use or gone, not both."""
    post, file = school.post(), upload(school)
    deleting = text("UPDATE app.uploads SET status = 'DELETED' WHERE id = :file")
    body = {"content": "See here", "media": [{"uploadId": file}]}
    writing = partial(school.as_author.post, f"/v1/posts/{post['id']}/comment", json=body)
    (answer,) = behind(school.api, lambda scene: scene.execute(deleting, {"file": file}), [writing])
    refused(answer, 404, "not_found")


def test_files_of_a_comment_are_for_whoever_reads_its_post(school: School) -> None:
    class_id = school.make_class(students=("a pupil", "a classmate"))
    post = school.post(visibility="CLASS", classId=str(class_id))
    pupil = school.member("a pupil")
    file = upload(school, pupil)
    said = comment(school.api.as_(pupil), post, file)
    path = f"/v1/uploads/{file}"
    for reader in (school.caller("a classmate"), school.as_author):
        assert ok(reader.get(path))["id"] == file
    stranger = school.caller("of another class")
    refused(stranger.get(path), 404, "not_found")
    refused(school.api.as_(school.api.member()).get(path), 404, "not_found")
    school.block(pupil, school.member("a classmate"))
    refused(school.caller("a classmate").get(path), 404, "not_found")
    ok(school.api.as_(pupil).delete(f"/v1/comments/{said['id']}"), 204)
    refused(school.as_author.get(path), 404, "not_found")
    assert ok(school.api.as_(pupil).get(path))["id"] == file


def test_only_ones_own_finished_uploads_stand_beside_a_comment(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}/comment"
    said = comment(school.as_author, post)
    for wanted, status, code in (
        (upload(school, school.member("somebody else")), 404, "not_found"),
        (upload(school, status="DELETED"), 404, "not_found"),
        (upload(school, status="PROCESSING"), 409, "upload_not_ready"),
    ):
        body = {"content": "x", "media": [{"uploadId": upload(school)}, {"uploadId": wanted}]}
        with school.api.nothing_written():
            refused(school.as_author.post(path, json=body), status, code)
        answer = school.as_author.put(f"/v1/comments/{said['id']}", json=body)
        refused(answer, status, code)


def test_an_edit_keeps_files_unless_it_names_others(school: School) -> None:
    kept, gone, new = upload(school), upload(school), upload(school)
    post = school.post()
    said = comment(school.as_author, post, gone, kept)
    path = f"/v1/comments/{said['id']}"
    edited = ok(school.as_author.put(path, json={"content": "Here"}))
    assert (edited["content"], shown(edited)) == ("Here", [(gone, None), (kept, None)])
    media = [{"uploadId": kept, "alt": "A tree"}, {"uploadId": new}]
    edited = ok(school.as_author.put(path, json={"content": "Here", "media": media}))
    assert shown(edited) == [(kept, "A tree"), (new, None)]
    refused(school.caller("a reader").get(f"/v1/uploads/{gone}"), 404, "not_found")
    assert ok(school.as_author.put(path, json={"content": "Here", "media": []}))["media"] == []


def test_files_of_comments_go_with_their_post(school: School) -> None:
    post, file = school.post(), upload(school)
    comment(school.as_author, post, file)
    comment(school.as_author, post)
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    refused(school.caller("a reader").get(f"/v1/uploads/{file}"), 404, "not_found")
    left = school.api.rows("SELECT kind FROM app.attachments WHERE upload_id = :u", u=file)
    assert left == []


def test_a_moderator_sees_the_files_of_a_reported_comment_and_takes_it_away(
    school: School,
) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    file = upload(school)
    said = comment(school.as_author, school.post(), file)
    told = {"targetType": "COMMENT", "targetId": said["id"], "reason": "HARASSMENT"}
    ok(pupil.post("/v1/reports", json=told), 201)
    (case,) = ok(admin.get("/v1/moderation/queue"))["data"]
    assert [one["uploadId"] for one in case["attachments"]] == [file]
    decision = {"decision": "REMOVE", "reason": "Be kind"}
    ok(admin.post(f"/v1/moderation/queue/{case['id']}/decision", json=decision))
    refused(pupil.get(f"/v1/uploads/{file}"), 404, "not_found")
