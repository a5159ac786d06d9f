"""Posts for connections: one event becomes one entry in each connection's own channel."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Engine, text

from tests.support.api import in_parallel, ok
from tests.support.bus import Published
from tests.support.observed import LoggedEvent
from tests.support.postgres import Database
from tests.support.scene import Member
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
    school.api.deliver(WORKER, school.author.tenant)
    for kind in ("post:created", "post:updated"):
        assert told(school, kind) == channels_of(school.author, friend)
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    school.api.deliver(WORKER, school.author.tenant, "post:deleted")
    assert told(school, "post:deleted") == channels_of(school.author, friend)
    assert forwarded(school, "post:created") == [], "it is taken back where it was told"


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


def friends_of(school: School, count: int) -> list[Member]:
    """So many connections of the author, in the order in which they are told."""
    friends = [school.member(f"friend {n}") for n in range(count)]
    for friend in friends:
        school.connect(school.author, friend)
    return sorted(friends, key=lambda friend: friend.id)


def on_the_author(school: School, kind: str) -> list[LoggedEvent]:
    """Events for the worker, in the order in which they were made."""
    events = school.api.events(school.author.tenant, kind)
    return [e for e in events if e.channel == f"domain:{school.author.id}"]


def go_on(school: School) -> int:
    """Deliver what continues a spread until nothing does, each twice; returns how many did."""
    done = 0
    while len(due := on_the_author(school, "spread:due")) > done:
        for event in due[done:]:
            for _ in range(2):
                assert school.api.push(WORKER, event.body).status_code == 204
        done = len(due)
    return done


def told(school: School, kind: str = "post:created") -> list[str]:
    return sorted(e.channel for e in forwarded(school, kind))


def channels_of(*people: Member) -> list[str]:
    return sorted(f"user:{person.id}" for person in people)


def test_a_spread_goes_on_in_pieces(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.workers.connections.PIECE", 2)
    friends = friends_of(school, 5)
    school.post(visibility="CONNECTIONS")
    (event,) = on_the_author(school, "post:created")
    for _ in range(2):
        assert school.api.push(WORKER, event.body).status_code == 204
    assert told(school) == channels_of(school.author, *friends[:2])
    assert go_on(school) == 2
    copies = forwarded(school)
    assert told(school) == channels_of(school.author, *friends)
    assert sorted(e.copy for e in copies) == [1, 2, 3, 4, 5, 6]
    assert {e.body["id"] for e in copies} == {event.body["id"]}
    assert {**copies[-1].body, "channel": ""} == {**event.body, "channel": ""}


def test_what_goes_on_is_published_before_the_copies(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing ends with its deadline, and the rest waits for the sweeper."""
    monkeypatch.setattr("functions.workers.connections.PIECE", 8)
    friends_of(school, 9)
    school.post(visibility="CONNECTIONS")
    published = Published(monkeypatch)
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    types = [attributes["type"] for _, attributes in published.messages]
    assert types == ["spread:due", *["post:created"] * 9]


def test_pieces_that_come_out_even_leave_nothing_to_go_on_with(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.workers.connections.PIECE", 2)
    friends = friends_of(school, 4)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    assert go_on(school) == 1
    assert told(school) == channels_of(school.author, *friends)


def test_who_blocks_the_author_between_two_pieces_is_not_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.workers.connections.PIECE", 2)
    friends = friends_of(school, 4)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    school.block(friends[2], school.author)
    go_on(school)
    assert told(school) == channels_of(school.author, *friends[:2], friends[3])


def assert_heard(school: School, friends: Sequence[Member], *kinds: str) -> None:
    """Each friend and the author have these events on their channels, in this order."""
    copies = [e for kind in kinds for e in forwarded(school, kind)]
    for person in (school.author, *friends):
        heard = [e for e in copies if e.channel == f"user:{person.id}"]
        heard.sort(key=lambda e: e.seq)
        assert [e.type for e in heard] == list(kinds)


def test_nobody_hears_of_an_edit_before_the_post(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit is delivered while most have not heard of the post."""
    monkeypatch.setattr("functions.workers.connections.PIECE", 2)
    friends = friends_of(school, 5)
    post = school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "New"}))
    school.api.deliver(WORKER, school.author.tenant, "post:updated")
    go_on(school)
    assert_heard(school, friends, "post:created", "post:updated")


def test_a_deletion_does_not_come_before_the_post(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is delivered while most have not heard of the post, and nobody reads that any more."""
    monkeypatch.setattr("functions.workers.connections.PIECE", 2)
    friends = friends_of(school, 5)
    post = school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    school.api.deliver(WORKER, school.author.tenant, "post:deleted")
    go_on(school)
    assert_heard(school, friends, "event:withheld", "post:deleted")


def test_deliveries_at_the_same_time_share_the_work(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.workers.connections.PIECE", 1)
    friends = friends_of(school, 5)
    for _ in range(2):
        school.post(visibility="CONNECTIONS")
    for kind in ("post:created", "spread:due"):
        events = on_the_author(school, kind)
        pushes = [partial(school.api.push, WORKER, event.body) for event in events * 2]
        assert {answer.status_code for answer in in_parallel(pushes)} == {204}
        assert {push().status_code for push in pushes} == {204}
    go_on(school)
    assert told(school) == sorted(channels_of(school.author, *friends) * 2)


@pytest.mark.parametrize("piece", [1, 2])
def test_a_spread_that_is_killed_in_the_middle_is_done_once_by_the_next_delivery(
    school: School, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """The statement waits for one person's channel when its backend dies."""
    monkeypatch.setattr("functions.workers.connections.PIECE", 3)
    friends = friends_of(school, 6)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    go_on(school)
    post = school.post(visibility="CONNECTIONS")
    cut_off = on_the_author(school, "post:created")[-1]
    if piece == 2:
        assert school.api.push(WORKER, cut_off.body).status_code == 204
        cut_off = on_the_author(school, "spread:due")[-1]
    before = told(school)
    with ThreadPoolExecutor(1) as pool, school.api.admin.connect() as holder:
        person = friends[3 * piece - 2]
        channel = {"name": f"user:{person.id}", "tenant": school.author.tenant.id}
        held = holder.execute(_HOLD, channel).scalar_one()
        spreading = pool.submit(school.api.push, WORKER, cut_off.body)
        killed = 0
        while not killed and not spreading.done():
            killed = holder.execute(_KILL, {"pid": held}).scalar_one()
        assert spreading.result().status_code >= 500
        holder.rollback()
    assert killed == 1
    assert told(school) == before, "nobody has half of a piece"
    for _ in range(2):
        assert school.api.push(WORKER, cut_off.body).status_code == 204
    go_on(school)
    copies = [e.channel for e in forwarded(school) if e.data["postId"] == post["id"]]
    assert sorted(copies) == channels_of(school.author, *friends)


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


@pytest.mark.every_school
def test_what_nobody_goes_on_with_is_forgotten(
    school: School, few_schools: tuple[Database, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.workers.connections.PIECE", 1)
    friends_of(school, 2)
    school.post(visibility="CONNECTIONS")
    school.api.deliver(WORKER, school.author.tenant, "post:created")
    left = "SELECT event_id FROM app.spreads WHERE tenant_id = :tenant"
    with school.api.environment(DATABASE_OWNER_URL=few_schools[0].owner):
        for days, kept in ((7, 1), (2, 0)):
            school.api.clock.advance(days=days)
            school.api.run_job("job_token_cleanup")
            assert len(school.api.rows(left, tenant=school.author.tenant.id)) == kept
