"""Covers of clubs: uploads of whoever runs the club, seen by whoever may know of it."""

from __future__ import annotations

from typing import Any

from tests.areas.media.factories.uploads import upload
from tests.support.api import ok, refused
from tests.support.scene import Member
from tests.support.school import School

CLUBS = "/v1/clubs"


def cover(school: School, owner: Member | None = None, **columns: Any) -> str:
    return upload(school, owner, **{"purpose": "CLUB_COVER", **columns})


def found(school: School, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(school.as_author.post(CLUBS, json={"name": "Chess", **body}), 201)
    return made


def test_a_club_has_a_cover_that_is_shown_changed_and_taken_away(school: School) -> None:
    first, second = cover(school), cover(school)
    club = found(school, coverUploadId=first)
    path = f"{CLUBS}/{club['id']}"
    assert club["cover"]["uploadId"] == first
    assert club["cover"]["thumbUrl"]
    reader = school.caller("a reader")
    other = found(school, name="Robots")
    listed = {one["name"]: one["cover"] for one in ok(reader.get(CLUBS))["data"]}
    assert (listed["Chess"]["uploadId"], listed["Robots"]) == (first, None)
    assert other["cover"] is None
    kept = ok(school.as_author.put(path, json={"name": "Chess club"}))
    assert (kept["name"], kept["cover"]["uploadId"]) == ("Chess club", first)
    body: dict[str, Any] = {"name": "Chess club", "coverUploadId": second}
    assert ok(school.as_author.put(path, json=body))["cover"]["uploadId"] == second
    told = school.api.events(school.author.tenant, "club:updated")[-1]
    assert told.data["changed"] == ["cover"]
    refused(reader.get(f"/v1/uploads/{first}"), 404, "not_found")
    body["coverUploadId"] = None
    assert ok(school.as_author.put(path, json=body))["cover"] is None


def test_the_cover_of_a_hidden_club_is_for_whoever_knows_of_it(school: School) -> None:
    shown = cover(school)
    club = found(school, mode="INVITE_ONLY", coverUploadId=shown)
    path = f"/v1/uploads/{shown}"
    refused(school.caller("a stranger").get(path), 404, "not_found")
    ok(school.caller("an admin", "ADMIN").get(path))
    invited = school.member("invited")
    ok(school.as_author.put(f"{CLUBS}/{club['id']}/members/{invited.id}", json={}))
    ok(school.api.as_(invited).get(path))
    ok(school.as_author.delete(f"{CLUBS}/{club['id']}"), 204)
    refused(school.api.as_(invited).get(path), 404, "not_found")
    refused(school.caller("an admin").get(path), 404, "not_found")


def test_a_cover_is_ones_own_finished_upload_for_this_use(school: School) -> None:
    club = found(school)
    for wanted, status, code in (
        (cover(school, school.member("somebody")), 404, "not_found"),
        (cover(school, status="PROCESSING"), 409, "upload_not_ready"),
        (cover(school, purpose="POST"), 422, "wrong_picture"),
    ):
        body = {"name": "Go", "coverUploadId": wanted}
        with school.api.nothing_written():
            refused(school.as_author.post(CLUBS, json=body), status, code)
            answer = school.as_author.put(f"{CLUBS}/{club['id']}", json=body)
            refused(answer, status, code)
