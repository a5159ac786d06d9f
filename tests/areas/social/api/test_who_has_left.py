"""What somebody wrote for a class or a club that they have left: their words, and no answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Caller, all_items, ids, ok, refused
from tests.support.school import School


@pytest.fixture(params=["CLASS", "CLUB"])
def circle(request: pytest.FixtureRequest, school: School) -> dict[str, Any]:
    """Where Dara and Bopha are; what a post for it says."""
    if request.param == "CLASS":
        return {
            "visibility": "CLASS",
            "classId": str(school.make_class(students=("dara", "bopha"))),
        }
    club = ok(school.as_author.post("/v1/clubs", json={"name": "Chess", "mode": "PUBLIC"}), 201)
    for name in ("dara", "bopha"):
        ok(school.caller(name).post(f"/v1/clubs/{club['id']}/join"))
    private = {"name": "Chess", "mode": "INVITE_ONLY"}
    ok(school.as_author.put(f"/v1/clubs/{club['id']}", json=private))
    return {"visibility": "CLUB", "clubId": club["id"]}


def leave(school: School, name: str, circle: dict[str, Any]) -> None:
    if circle["visibility"] == "CLUB":
        ok(school.caller(name).post(f"/v1/clubs/{circle['clubId']}/leave"))
        return
    school.api.rows(
        "UPDATE app.class_enrollments SET ended_on = current_date WHERE student_id ="
        " (SELECT id FROM app.students WHERE user_id = :u) RETURNING 1",
        u=school.member(name).id,
    )


def poll(author: Caller, circle: dict[str, Any]) -> dict[str, Any]:
    body = {"content": "When?", "type": "POLL", "poll": {"options": ["Now", "Later"]}}
    made: dict[str, Any] = ok(author.post("/v1/posts", json=body | circle), 201)
    return made


def votes(post: dict[str, Any]) -> list[int | None]:
    return [option["votes"] for option in post["poll"]["options"]]


def test_who_has_left_reads_their_own_words_and_not_what_is_said_of_them(
    school: School, circle: dict[str, Any]
) -> None:
    dara, bopha = school.caller("dara"), school.caller("bopha")
    post = poll(dara, circle)
    place = f"/v1/posts/{post['id']}"
    ok(bopha.post(f"{place}/comment", json={"content": "Before"}), 201)
    ok(bopha.post(f"{place}/vote", json={"options": [0]}))
    own = ok(dara.get(place))
    assert (own["canEdit"], votes(own)) == (True, [1, 0])
    leave(school, "dara", circle)
    own = ok(dara.get(place))
    assert (own["content"], own["canEdit"], votes(own)) == ("When?", False, [None, None])
    (listed,) = [one for one in all_items(dara, "/v1/posts") if one["id"] == post["id"]]
    assert (listed["canEdit"], votes(listed)) == (False, [None, None])
    text = {"content": "To all of you: a last word"}
    for answer in (
        dara.put(place, json=text),
        dara.post(f"{place}/comment", json=text),
        dara.post(f"{place}/pin", json={"isPinned": True}),
        dara.get(f"{place}/comments"),
        dara.get(f"{place}/reactions"),
        dara.get(f"{place}/history"),
        dara.post(f"{place}/vote", json={"options": [1]}),
    ):
        refused(answer, 404, "not_found")
    seen = ok(bopha.get(place))
    assert (seen["content"], seen["editedAt"]) == ("When?", None)


def test_who_has_left_hears_of_nothing_below_their_post(
    school: School, circle: dict[str, Any]
) -> None:
    dara, bopha = school.caller("dara"), school.caller("bopha")
    place = f"/v1/posts/{poll(dara, circle)['id']}"
    leave(school, "dara", circle)
    ok(bopha.post(f"{place}/comment", json={"content": "Now that you are gone"}), 201)
    ok(bopha.put(f"{place}/reaction", json={"type": "LIKE"}))
    ok(bopha.put(f"{place}/reaction", json={"type": "INSIGHTFUL"}))
    ok(bopha.post(f"{place}/share", json={}))
    tenant, me = school.author.tenant, school.member("dara").id
    school.api.deliver("worker_notifications", tenant)
    told = school.api.events(
        tenant, "comment:created", "post:liked", "post:reacted", "post:shared", "notification:new"
    )
    assert [event.type for event in told if event.channel == f"user:{me}"] == []
    assert {event.type for event in told} >= {"comment:created", "post:liked", "post:reacted"}
    (stream,) = school.api.rows(
        "SELECT app.stream_allowed(:t, :p, CAST(:names AS text[])) AS names",
        t=tenant.id,
        p=me,
        names=[f"post:{place.rsplit('/', 1)[1]}"],
    )
    assert not stream.names


def test_who_has_left_takes_their_words_away(school: School, circle: dict[str, Any]) -> None:
    dara, bopha = school.caller("dara"), school.caller("bopha")
    post = poll(dara, circle)
    leave(school, "dara", circle)
    refused(bopha.delete(f"/v1/posts/{post['id']}"), 403, "forbidden")
    assert dara.delete(f"/v1/posts/{post['id']}").status_code == 204
    refused(bopha.get(f"/v1/posts/{post['id']}"), 404, "not_found")
    refused(dara.get(f"/v1/posts/{post['id']}"), 404, "not_found")
    assert post["id"] not in ids(all_items(bopha, "/v1/posts"))
