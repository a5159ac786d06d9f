"""A like counts once for each person, whatever happens at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from infra.announcer import Announcer
from infra.postgres.core.event_log import Message
from shared.realtime.bus import BusAttributes
from tests.support.api import in_parallel, ok
from tests.support.school import School


def counted(school: School, post_id: str) -> tuple[int, int]:
    """The counter of the post, and the likes that there are."""
    (row,) = school.api.rows(
        "SELECT likes_count, (SELECT count(*) FROM app.likes WHERE post_id = p.id) AS likes"
        " FROM app.posts AS p WHERE id = :p",
        p=post_id,
    )
    return row.likes_count, row.likes


def test_a_like_may_be_repeated_and_taken_back(school: School) -> None:
    post, student = school.post(), school.caller("a student")
    path = f"/v1/posts/{post['id']}/like"
    liked = {"postId": post["id"], "liked": True, "likesCount": 1}
    assert ok(student.post(path)) == liked
    with school.api.nothing_written():
        assert ok(student.post(path)) == liked
    assert ok(school.as_author.post(path)) == {**liked, "likesCount": 2}
    unliked = {"postId": post["id"], "liked": False, "likesCount": 1}
    assert ok(student.delete(path)) == unliked
    with school.api.nothing_written():
        assert ok(student.delete(path)) == unliked
    seen = ok(student.get(f"/v1/posts/{post['id']}"))
    assert (seen["liked"], seen["likesCount"]) == (False, 1)
    assert counted(school, post["id"]) == (1, 1)


def test_a_like_tells_the_author_and_who_has_the_post_open(school: School) -> None:
    post, student = school.post(), school.member("a student")
    ok(school.api.as_(student).post(f"/v1/posts/{post['id']}/like"))
    to_author, to_readers = school.api.events(school.author.tenant, "post:liked")
    assert to_author.channel == f"user:{school.author.id}"
    assert to_readers.channel == f"post:{post['id']}"
    assert to_author.body["id"] == to_readers.body["id"]
    assert to_author.data == {
        "postId": post["id"],
        "userId": str(student.id),
        "userName": student.user.name,
        "likesCount": 1,
    }


def test_twenty_likes_of_one_person_at_once_are_one(school: School) -> None:
    post, student = school.post(), school.member("a student")
    path = f"/v1/posts/{post['id']}/like"
    answers = in_parallel([lambda: ok(school.api.as_(student).post(path))] * 20)
    assert all(answer["liked"] for answer in answers)
    assert counted(school, post["id"]) == (1, 1)
    assert len(school.api.events(school.author.tenant, "post:liked")) == 2


def test_twenty_people_at_once_are_twenty(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}/like"
    callers = [school.caller(f"student {n}") for n in range(20)]
    answers = in_parallel([lambda c=c: ok(c.post(path)) for c in callers])  # type: ignore[misc]
    assert sorted(answer["likesCount"] for answer in answers) == list(range(1, 21))
    assert counted(school, post["id"]) == (20, 20)
    events = school.api.events(school.author.tenant, "post:liked")
    on_post = [e for e in events if e.channel.startswith("post:")]
    # The counter rises with the position in the channel: the last event holds the truth.
    in_order = sorted(on_post, key=lambda e: e.seq)
    assert [e.data["likesCount"] for e in in_order] == list(range(1, 21))


def test_likes_and_their_withdrawal_at_once_agree_with_the_counter(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}/like"
    callers = [school.caller(f"student {n}") for n in range(4)]
    calls = [
        (lambda c=c, m=m: ok(c.request(m, path)))
        for c in callers
        for m in ("POST", "DELETE", "POST", "DELETE", "POST")
    ]
    in_parallel(calls)
    counter, rows = counted(school, post["id"])
    assert counter == rows


def test_a_post_deleted_meanwhile_takes_no_like(school: School) -> None:
    post = school.post()
    callers = [school.caller(f"student {n}") for n in range(6)]
    path = f"/v1/posts/{post['id']}"
    statuses = in_parallel(
        [
            *[(lambda c=c: c.post(f"{path}/like").status_code) for c in callers],
            lambda: school.as_author.delete(path).status_code,
        ]
    )
    assert set(statuses[:-1]) <= {200, 404}
    assert statuses[-1] == 204
    assert counted(school, post["id"]) == (statuses.count(200),) * 2


def test_a_total_has_a_pace_and_is_nobodys_doing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hides the person that liked last still sees the total."""
    messages: list[Message] = []

    def publish(_: Announcer, found: Sequence[Message], deadline: float) -> list[bool]:
        del deadline
        messages.extend(found)
        return [True] * len(found)

    monkeypatch.setitem(vars(school.api.deps.announcer), "_publisher", object())
    monkeypatch.setattr(Announcer, "_publish", publish)
    post, student = school.post(), school.caller("a student")
    ok(student.post(f"/v1/posts/{post['id']}/like"))
    ok(student.delete(f"/v1/posts/{post['id']}/like"))

    body, attributes = messages[-1]
    assert BusAttributes.decode(attributes).pace == attributes["pace"] == "2:"
    assert json.loads(body)["actorId"] is None
    assert all("pace" not in names for _, names in messages if names["type"] != "post:stats")
