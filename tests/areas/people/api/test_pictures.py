"""Portraits and covers: set by upload, shown beside the name, replaced and removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.areas.media.factories.uploads import announcement, fetch, make_upload, picture, sent
from tests.support.api import Api, Caller, ok, refused
from tests.support.school import School, make_school

ME = "/v1/users/me"


@pytest.fixture
def school(stored: Api) -> School:
    stored.claim()
    return make_school(stored)


def uploaded(school: School, purpose: str, width: int = 64) -> str:
    """A picture of the author's that is ready."""
    ticket = sent(school.as_author, picture(width), "image/jpeg", purpose=purpose)
    path = f"/v1/uploads/{ticket['upload']['id']}"
    ok(school.as_author.post(f"{path}/complete"))
    school.api.deliver("worker_media", school.author.tenant, "media:uploaded")
    return str(ticket["upload"]["id"])


def change(caller: Caller, **pictures: Any) -> dict[str, Any]:
    me = ok(caller.get(ME))
    body = {name: me[name] for name in ("firstName", "lastName", "bio")}
    found: dict[str, Any] = ok(caller.put(ME, json={**body, **pictures}))
    return found


def test_a_portrait_is_shown_wherever_the_person_is_until_they_remove_it(school: School) -> None:
    author, reader = school.as_author, school.caller("a reader")
    post = school.post()
    me = change(
        author,
        avatarUploadId=uploaded(school, "AVATAR"),
        coverUploadId=uploaded(school, "COVER", 300),
    )
    [event] = school.api.events(school.author.tenant, "user:updated")
    assert event.data["changed"] == ["avatar", "coverPhoto"]
    person = ok(reader.get(f"/v1/users/{school.author.id}"))
    beside = ok(reader.get(f"/v1/posts/{post['id']}"))["author"]
    assert me["avatar"] == person["avatar"] == beside["avatar"]
    status, body, headers = fetch(person["avatar"])
    assert (status, body[8:12], headers["content-type"]) == (200, b"WEBP", "image/webp")
    assert fetch(person["details"]["coverPhoto"])[2]["content-type"] == "image/jpeg"
    # Another change leaves them; so does sending the same again, of which nobody is told.
    with school.api.nothing_written():
        assert change(author)["avatar"] == me["avatar"]
    gone = change(author, avatarUploadId=None)
    assert (gone["avatar"], gone["coverPhoto"]) == (None, me["coverPhoto"])
    assert ok(reader.get(f"/v1/users/{school.author.id}"))["avatar"] is None
    with school.api.environment(S3_ENDPOINT=""):
        assert ok(author.get(ME))["coverPhoto"] is None


def test_only_a_ready_picture_of_ones_own_for_this_purpose_is_taken(school: School) -> None:
    author = school.as_author
    me = ok(author.get(ME))
    body = {name: me[name] for name in ("firstName", "lastName", "bio")}
    with school.api.scene() as connection:
        other = school.member("another")
        theirs = make_upload(
            connection, tenant_id=other.tenant.id, owner_id=other.id, purpose="AVATAR"
        )
    wrong = uploaded(school, "POST")
    announced = announcement(picture(20), "image/jpeg", purpose="AVATAR")
    waiting = ok(author.post("/v1/uploads", json=announced), 201)["upload"]["id"]
    for upload_id, status, code in (
        (str(theirs), 404, "not_found"),
        (wrong, 422, "wrong_picture"),
        (waiting, 409, "upload_not_ready"),
    ):
        with school.api.nothing_written():
            refused(author.put(ME, json={**body, "avatarUploadId": upload_id}), status, code)


@pytest.mark.every_school
def test_what_is_deleted_is_nobodys_portrait_and_what_is_replaced_goes(school: School) -> None:
    author = school.as_author
    first, second = uploaded(school, "AVATAR"), uploaded(school, "AVATAR", 80)
    change(author, avatarUploadId=first)
    assert author.delete(f"/v1/uploads/{first}").status_code == 204
    assert ok(author.get(ME))["avatar"] is None
    change(author, avatarUploadId=second)
    cover = uploaded(school, "COVER", 90)
    change(author, coverUploadId=cover)
    # In another school of theirs they take another portrait; this one cannot be touched there.
    with school.api.scene() as connection:
        connection.exec_driver_sql(
            "UPDATE app.users SET avatar = %s WHERE id = %s",
            (f"t/{school.author.tenant.id}/{UUID(int=7)}/thumb", school.author.id),
        )
    school.api.clock.advance(days=31)
    school.api.run_job("job_uploads_gc")
    rows = school.api.rows(
        "SELECT id FROM app.uploads WHERE owner_id = :o AND status = 'READY'", o=school.author.id
    )
    assert {str(row.id) for row in rows} == {cover}
