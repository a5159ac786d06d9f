"""Polls and events in posts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.realtime.envelope import Envelope
from tests.support.api import in_parallel, ok, refused
from tests.support.school import School


def poll(school: School, **changes: Any) -> dict[str, Any]:
    asked = {"options": ["Monday", "Friday", "Never"], **changes}
    return school.post(content="When?", type="POLL", poll=asked)


def votes(shown: dict[str, Any]) -> list[int | None]:
    return [option["votes"] for option in shown["options"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "POLL"},
        {"type": "TEXT", "poll": {"options": ["a", "b"]}},
        {"type": "POLL", "poll": {"options": ["a"]}},
        {"type": "POLL", "poll": {"options": ["a", "a"]}},
        {"type": "POLL", "poll": {"options": ["a"] * 11}},
        {"type": "EVENT"},
        {"type": "EVENT", "event": {"startsAt": "tomorrow"}},
        {
            "type": "EVENT",
            "event": {"startsAt": "2026-12-01T08:00:00Z", "endsAt": "2026-12-01T08:00:00Z"},
        },
        {"type": "QUIZ"},
    ],
)
def test_a_post_carries_what_its_type_says(school: School, wrong: dict[str, Any]) -> None:
    answer = school.as_author.post("/v1/posts", json={"content": "x", **wrong})
    refused(answer, 422, "validation_failed")


def test_votes_are_told_to_those_who_have_voted(school: School) -> None:
    post, student = poll(school), school.caller("a student")
    assert votes(post["poll"]) == [0, 0, 0]  # its author may look
    path = f"/v1/posts/{post['id']}"
    assert votes(ok(student.get(path))["poll"]) == [None, None, None]
    voted = ok(student.post(f"{path}/vote", json={"options": [1]}))
    assert (votes(voted), voted["votersCount"]) == ([0, 1, 0], 1)
    assert [option["mine"] for option in voted["options"]] == [False, True, False]
    changed = ok(student.post(f"{path}/vote", json={"options": [2]}))
    assert votes(changed) == [0, 0, 1]
    other = ok(school.caller("another").get(path))["poll"]
    assert (votes(other), other["votersCount"]) == ([None, None, None], 1)
    taken_back = ok(student.post(f"{path}/vote", json={"options": []}))
    assert (votes(taken_back), taken_back["votersCount"]) == ([None, None, None], 0)


def test_of_several_options_one_person_counts_once(
    school: School, announced: list[Envelope]
) -> None:
    post = poll(school, multiple=True)
    path = f"/v1/posts/{post['id']}/vote"
    ok(school.caller("one").post(path, json={"options": [0, 2]}))
    shown = ok(school.caller("two").post(path, json={"options": [2]}))
    assert (votes(shown), shown["votersCount"], shown["multiple"]) == ([1, 0, 2], 2, True)
    assert [e.data for e in announced if e.type == "poll:voted"][-1] == {
        "postId": post["id"],
        "counts": [1, 0, 2],
        "totalVotes": 2,
    }


def test_twenty_votes_of_one_person_at_once_are_one(school: School) -> None:
    post, student = poll(school), school.caller("a student")
    path = f"/v1/posts/{post['id']}/vote"
    in_parallel(
        [lambda n=n: ok(student.post(path, json={"options": [n % 3]})) for n in range(20)]  # type: ignore[misc]
    )
    (row,) = school.api.rows("SELECT count(*) FROM app.poll_votes WHERE post_id = :p", p=post["id"])
    assert row.count == 1


def test_what_cannot_be_voted_for_is_refused(school: School) -> None:
    now = school.api.clock()
    closing = poll(school, closesAt=(now + timedelta(hours=1)).isoformat())
    student = school.caller("a student")
    path = f"/v1/posts/{closing['id']}/vote"
    refused(student.post(path, json={"options": [3]}), 422, "wrong_options")
    refused(student.post(path, json={"options": [0, 1]}), 422, "wrong_options")
    refused(student.post(path, json={"options": [-1]}), 422, "validation_failed")
    school.api.clock.advance(hours=2)
    refused(student.post(path, json={"options": [0]}), 409, "poll_is_over")
    assert ok(student.get(f"/v1/posts/{closing['id']}"))["poll"]["closed"] is True
    plain = school.post()
    refused(student.post(f"/v1/posts/{plain['id']}/vote", json={"options": [0]}), 409, "no_poll")
    private = school.post(visibility="PRIVATE")
    answer = student.post(f"/v1/posts/{private['id']}/vote", json={"options": [0]})
    refused(answer, 404, "not_found")


def test_people_say_whether_they_come(school: School, announced: list[Envelope]) -> None:
    event = {"startsAt": "2026-12-01T08:00:00Z", "place": "Gym"}
    post = school.post(content="Sports day", type="EVENT", event=event)
    assert post["event"] == {
        "startsAt": "2026-12-01T08:00:00Z",
        "endsAt": None,
        "place": "Gym",
        "counts": {},
        "mine": None,
    }
    path = f"/v1/posts/{post['id']}/rsvp"
    ok(school.caller("one").post(path, json={"status": "GOING"}))
    ok(school.caller("two").post(path, json={"status": "MAYBE"}))
    answer = ok(school.caller("two").post(path, json={"status": "GOING"}))
    assert (answer["counts"], answer["mine"]) == ({"GOING": 2}, "GOING")
    told = [e.data["goingCount"] for e in announced if e.type == "post:stats"]
    assert told == [1, 1, 2]
    with school.api.nothing_written():
        ok(school.caller("two").post(path, json={"status": "GOING"}))
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["event"]["mine"] is None
    plain = school.post()
    answer = school.caller("one").post(f"/v1/posts/{plain['id']}/rsvp", json={"status": "NO"})
    refused(answer, 409, "no_event")
    private = school.post(visibility="PRIVATE")
    answer = school.caller("one").post(f"/v1/posts/{private['id']}/rsvp", json={"status": "NO"})
    refused(answer, 404, "not_found")
