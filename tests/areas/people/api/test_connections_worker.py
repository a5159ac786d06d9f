"""Posts for connections: one event becomes one entry in each connection's own channel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.support.api import ok
from tests.support.observed import LoggedEvent
from tests.support.school import School

WORKER = "worker_connections"
_HOLD = text(
    "SELECT pg_backend_pid() FROM app.channel_head"
    " WHERE tenant_id = :tenant AND name = :name FOR UPDATE"
)
_KILL = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
    " WHERE NOT granted AND :pid = ANY (pg_blocking_pids(pid))"
)


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


def test_a_spread_that_is_killed_in_the_middle_is_done_once_by_the_next_delivery(
    school: School,
) -> None:
    """The statement waits for one person's channel when its backend dies."""
    friends = [school.member(f"friend {n}") for n in range(6)]
    for friend in friends:
        school.connect(school.author, friend)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant)
    before, post = len(forwarded(school)), school.post(visibility="CONNECTIONS")
    (event,) = (
        e
        for e in school.api.events(school.author.tenant, "post:created")
        if e.copy == 0 and e.data["postId"] == post["id"]
    )
    with ThreadPoolExecutor(1) as pool, school.api.admin.connect() as holder:
        channel = {"name": f"user:{friends[3].id}", "tenant": school.author.tenant.id}
        held = holder.execute(_HOLD, channel).scalar_one()
        spreading = pool.submit(school.api.push, WORKER, event.body)
        killed = 0
        while not killed and not spreading.done():
            killed = holder.execute(_KILL, {"pid": held}).scalar_one()
        assert spreading.result().status_code >= 500
        holder.rollback()
    assert killed == 1
    assert len(forwarded(school)) == before, "nobody has half of it"
    for _ in range(2):
        assert school.api.push(WORKER, event.body).status_code == 204
    copies = [e for e in forwarded(school) if e.data["postId"] == post["id"]]
    told = sorted(e.channel for e in copies)
    assert told == sorted(f"user:{m.id}" for m in (school.author, *friends))


def test_one_event_has_more_channels_than_numbers_for_its_copies(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.runtime.context.MOST_COPIES", 2)
    friends = [school.member(f"friend {n}") for n in range(4)]
    for friend in friends:
        school.connect(school.author, friend)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant)
    found = forwarded(school)
    assert {e.channel for e in found} == {f"user:{m.id}" for m in (school.author, *friends)}
    assert sorted(e.copy for e in found) == [1, 2, 2, 2, 2]
