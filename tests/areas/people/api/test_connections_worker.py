"""Posts for connections: one event becomes one entry in each connection's own channel."""

from __future__ import annotations

from tests.support.api import ok
from tests.support.observed import LoggedEvent
from tests.support.school import School

WORKER = "worker_connections"


def forwarded(school: School, kind: str = "post:created") -> list[LoggedEvent]:
    events = school.api.events(school.author.tenant, kind)
    return [e for e in events if e.channel.startswith("user:")]


def test_each_connection_and_the_author_get_the_event_itself(school: School) -> None:
    friends = [school.member(f"friend {n}") for n in range(5)]
    for friend in friends:
        school.connect(school.author, friend)
    school.follow(school.member("a follower"), school.author)
    school.follow(school.author, school.member("one followed"))
    post = school.post(visibility="CONNECTIONS")
    assert school.api.deliver(WORKER, school.author.tenant) == 1
    found = forwarded(school)
    assert {e.channel for e in found} == {f"user:{m.id}" for m in (school.author, *friends)}
    (original,) = (
        e for e in school.api.events(school.author.tenant) if e.channel.startswith("domain:")
    )
    for copy in found:
        assert copy.copy > 0
        assert {**copy.body, "channel": ""} == {**original.body, "channel": ""}
        assert copy.body["channel"] == copy.channel
        assert copy.data["postId"] == post["id"]


def test_a_redelivery_repeats_nothing(school: School) -> None:
    school.connect(school.author, school.member("friend"))
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant)
    with school.api.nothing_written():
        school.api.deliver(WORKER, school.author.tenant)


def test_posts_for_others_take_no_detour(school: School) -> None:
    school.connect(school.author, school.member("friend"))
    for visibility in ("PUBLIC", "SCHOOL", "PRIVATE"):
        post = school.post(visibility=visibility)
        ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "New"}))
    school.api.deliver(WORKER, school.author.tenant)
    assert forwarded(school) == []


def test_edits_and_deletions_follow(school: School) -> None:
    friend = school.member("friend")
    school.connect(school.author, friend)
    post = school.post(visibility="CONNECTIONS")
    ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "New"}))
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    school.api.deliver(WORKER, school.author.tenant)
    for kind in ("post:created", "post:updated", "post:deleted"):
        channels = {e.channel for e in forwarded(school, kind)}
        assert channels == {f"user:{school.author.id}", f"user:{friend.id}"}


def test_a_block_ends_what_a_connection_is_told(school: School) -> None:
    """A mutual follow may survive a block; the post is not readable then, and not announced."""
    friend, blocked = school.member("friend"), school.member("blocked")
    for member in (friend, blocked):
        school.connect(school.author, member)
    school.block(blocked, school.author)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant)
    channels = {e.channel for e in forwarded(school)}
    assert channels == {f"user:{school.author.id}", f"user:{friend.id}"}
