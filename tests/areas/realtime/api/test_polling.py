"""The polling twin of the stream: each event once, in order, or word of what is missing."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text

from functions.realtime import streams
from shared.realtime.channels import Channel, encode_id
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member
from tests.support.school import School

PATH = "/v1/realtime/events"


def poll(caller: Caller, **query: Any) -> Any:
    return ok(caller.get(PATH, query=query))


def channel_id(school: School, name: str) -> int:
    return Channel.parse(name).id_in(school.author.tenant.id)


def tenant_channel(school: School) -> str:
    return f"tenant:{school.author.tenant.id}"


def test_without_a_cursor_one_begins_at_the_present(school: School) -> None:
    school.post()
    reader = school.caller("a reader")
    first = poll(reader)
    assert (first["events"], first["hasMore"], first["resync"]) == ([], False, [])
    assert first["tenantId"] == str(school.author.tenant.id)
    assert first["channels"] == [
        f"user:{school.member('a reader').id}",
        tenant_channel(school),
    ]
    post = school.post()
    second = poll(reader, after=first["nextCursor"])
    assert [e["data"]["postId"] for e in second["events"]] == [post["id"]]
    assert poll(reader, after=second["nextCursor"])["events"] == []


def test_an_event_is_polled_as_it_was_logged(school: School) -> None:
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    school.post(content="សួស្ដី <b>👩🏽‍🏫</b>")
    (polled,) = poll(reader, after=cursor)["events"]
    (logged,) = school.api.events(school.author.tenant)
    assert polled == {**logged.body, "seq": logged.seq}


def test_ones_classes_are_on_the_list(school: School) -> None:
    class_id = school.make_class(teachers=("a teacher",), students=("a student",))
    for name, member in (("a teacher", True), ("a student", True), ("a stranger", False)):
        channels = poll(school.caller(name))["channels"]
        assert (f"class:{class_id}" in channels) is member


def test_channels_that_one_may_not_read_are_named_and_left_out(school: School) -> None:
    foreign = school.api.member()
    secret = school.post(visibility="PRIVATE")
    open_post = school.post()
    class_id = school.make_class(students=("a student",))
    allowed = f"post:{open_post['id']}"
    denied = [
        f"user:{school.author.id}",
        f"tenant:{foreign.tenant.id}",
        f"class:{class_id}",
        f"post:{secret['id']}",
        f"post:{uuid4()}",
        f"domain:{school.member('a reader').id}",
        f"domain:{school.author.id}",
        "post:x",
        "user:all",
        "nothing:1",
    ]
    asked = ",".join([allowed, *denied, tenant_channel(school)])
    answer = poll(school.caller("a reader"), channels=asked)
    assert answer["rejected"] == denied
    assert allowed in answer["channels"]
    assert answer["channels"].count(tenant_channel(school)) == 1


@pytest.mark.parametrize(
    "channels", ["post", "post:", ":x", "POST:x", "post:x y", "post:x;y", "a:b:c"]
)
def test_what_is_no_channel_is_refused(api: Api, channels: str) -> None:
    answer = api.as_(api.member()).get(PATH, query={"channels": channels})
    refused(answer, 400, "invalid_channels")


def test_a_character_that_no_string_may_have_is_refused_as_everywhere(api: Api) -> None:
    answer = api.as_(api.member()).get(PATH, query={"channels": "post:\x00"})
    assert refused(answer, 422, "validation_failed")["errors"][0]["field"] == "channels"


def test_sixty_four_channels_and_no_more(api: Api) -> None:
    caller = api.as_(api.member())
    names = [f"post:{uuid4()}" for _ in range(64)]
    assert poll(caller, channels=",".join(names))["rejected"] == names
    answer = caller.get(PATH, query={"channels": ",".join([*names, f"post:{uuid4()}"])})
    refused(answer, 400, "invalid_channels")


def test_a_position_on_a_foreign_channel_gives_nothing(school: School) -> None:
    """A cursor is not signed, and need not be: every channel is authorised at each request."""
    secret = f"user:{school.author.id}"
    post = school.post()
    ok(school.caller("a fan").post(f"/v1/posts/{post['id']}/like"))
    reader = school.caller("a reader")
    epoch = poll(reader)["nextCursor"].partition(".")[0]
    forged = f"{epoch}.{encode_id(channel_id(school, secret))}-0"
    answer = poll(reader, after=forged, channels=secret)
    assert answer["events"] == []
    assert answer["rejected"] == [secret]


@pytest.mark.parametrize(
    "cursor",
    ["x", ".", "E.1-1", "e.1-01", "e.1-1~1-1", "e.-1", "e.1-", "e. 1-1", "e.1-1~", "é.1-1"],
)
def test_what_is_no_cursor_is_refused(api: Api, cursor: str) -> None:
    refused(api.as_(api.member()).get(PATH, query={"after": cursor}), 400, "invalid_cursor")


def readers(school: School) -> Iterator[Caller]:
    """Ever new people: a person may ask twelve times a minute, and a cursor belongs to nobody."""
    while True:
        caller = school.api.as_(school.api.member("STUDENT", school.author.tenant))
        for _ in range(10):
            yield caller


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_any_limit_yields_each_event_once_in_order(school: School, limit: int) -> None:
    chance, reading = random.Random(limit), readers(school)
    posts = [school.post() for _ in range(2)]
    channels = ",".join(f"post:{post['id']}" for post in posts)
    cursor = poll(next(reading), channels=channels)["nextCursor"]
    fans = [school.caller(f"fan {n}") for n in range(4)]
    pending = [(fan, post) for fan in fans for post in posts]
    chance.shuffle(pending)
    seen: list[tuple[str, int]] = []
    more = False
    while pending or more:
        for fan, post in [pending.pop() for _ in range(chance.randint(0, len(pending)))]:
            ok(fan.post(f"/v1/posts/{post['id']}/like"))
            school.post()
        answer = poll(next(reading), after=cursor, channels=channels, limit=limit)
        assert len(answer["events"]) <= limit
        assert answer["resync"] == []
        seen += [(e["channel"], e["seq"]) for e in answer["events"]]
        cursor, more = answer["nextCursor"], answer["hasMore"]
    happened = school.api.events(school.author.tenant)[len(posts) :]
    expected = [(e.channel, e.seq) for e in happened if not e.channel.startswith("user:")]
    assert sorted(seen) == sorted(expected)
    for name in {channel for channel, _ in seen}:
        positions = [seq for channel, seq in seen if channel == name]
        assert positions == list(range(positions[0], positions[0] + len(positions)))


# When events cannot be replayed.


def set_head(school: School, name: str, seq: int) -> None:
    statement = "UPDATE app.channel_head SET last_seq = :s WHERE channel_id = :c RETURNING 1"
    assert school.api.rows(statement, s=seq, c=channel_id(school, name))


def forget(school: School, name: str, up_to: int) -> None:
    """Retire the oldest events of a channel, as the nightly job does by days."""
    statement = text("DELETE FROM app.event WHERE channel_id = :c AND seq <= :s")
    with school.api.scene() as connection:
        connection.execute(statement, {"c": channel_id(school, name), "s": up_to})


def lost_epoch(_: School, cursor: str) -> str:
    return f"elsewhere.{cursor.partition('.')[2]}"


def lost_ahead(school: School, cursor: str) -> str:
    epoch = cursor.partition(".")[0]
    return f"{epoch}.{encode_id(channel_id(school, tenant_channel(school)))}-999"


def lost_far_behind(school: School, cursor: str) -> str:
    set_head(school, tenant_channel(school), 2500)
    return cursor


def lost_history(school: School, cursor: str) -> str:
    school.post()
    school.post()
    forget(school, tenant_channel(school), 2)
    return cursor


def lost_all_history(school: School, cursor: str) -> str:
    school.post()
    forget(school, tenant_channel(school), 2)
    return cursor


@pytest.mark.parametrize(
    ("lose", "reason", "missed"),
    [
        (lost_epoch, "epoch", (None, 1)),
        (lost_ahead, "epoch", (None, 1)),
        (lost_far_behind, "too_far_behind", (2, 2500)),
        (lost_history, "history_expired", (2, 3)),
        (lost_all_history, "history_expired", (2, 2)),
    ],
)
def test_what_cannot_be_replayed_is_said_once(
    school: School,
    lose: Callable[[School, str], str],
    reason: str,
    missed: tuple[int | None, int],
) -> None:
    school.post()
    reader = school.caller("a reader")
    cursor = lose(school, poll(reader)["nextCursor"])
    answer = poll(reader, after=cursor)
    assert answer["events"] == []
    found = {r["channel"]: r for r in answer["resync"]}
    assert found[tenant_channel(school)] == {
        "channel": tenant_channel(school),
        "reason": reason,
        "missedFrom": missed[0],
        "missedTo": missed[1],
        "refetch": ["/v1/posts"],
    }
    again = poll(reader, after=answer["nextCursor"])
    assert (again["events"], again["resync"], again["hasMore"]) == ([], [], False)
    post = school.post()
    then = poll(reader, after=again["nextCursor"])
    assert [e["data"]["postId"] for e in then["events"]] == [post["id"]]
    assert then["resync"] == []


def test_two_thousand_behind_is_not_too_far(school: School) -> None:
    school.post()
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    set_head(school, tenant_channel(school), 2000)
    post = school.post()
    # The numbers between are not there, which the log calls forgotten, not far.
    (resync,) = poll(reader, after=cursor)["resync"]
    assert resync["reason"] == "history_expired"
    assert resync["refetch"] == ["/v1/posts"]
    assert ok(reader.get(f"/v1/posts/{post['id']}"))


# Waiting.


@contextmanager
def first_look(api: Api, *, looks: int = 1) -> Iterator[threading.Event]:
    """An event that is set when a waiting request has looked at the log so often for nothing."""
    looked, engine = threading.Event(), api.deps.engine
    found = itertools.count(1)

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "app.replay" in statement and next(found) >= looks:
            looked.set()

    event.listen(engine, "after_cursor_execute", note)
    try:
        yield looked
    finally:
        event.remove(engine, "after_cursor_execute", note)


def test_a_waiting_request_is_woken_by_an_event(school: School) -> None:
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    with first_look(school.api) as looked, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(poll, reader, after=cursor, wait=15)
        assert looked.wait(60)
        post = school.post()
        answer = waiting.result(60)
    assert [e["data"]["postId"] for e in answer["events"]] == [post["id"]]


def test_a_wait_without_events_ends_with_the_same_position(school: School) -> None:
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    answer = poll(reader, after=cursor, wait=1)
    assert (answer["events"], answer["nextCursor"]) == ([], cursor)


def test_what_happens_within_a_second_comes_in_one_answer(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert streams.GATHER_SECONDS == 1
    # It lasts until the second post is there, for which a busy machine takes more than a second.
    monkeypatch.setattr(streams, "GATHER_SECONDS", 1_000)
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    first = school.post()
    with first_look(school.api) as looked, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(poll, reader, after=cursor, wait=15)
        assert looked.wait(60)
        second = school.post()
        with first_look(school.api, looks=2) as looked_again:
            assert looked_again.wait(60)
        monkeypatch.setattr(streams, "GATHER_SECONDS", 0)
        answer = waiting.result(60)
    assert [e["data"]["postId"] for e in answer["events"]] == [first["id"], second["id"]]
    at_once = poll(reader, after=cursor)
    assert at_once["events"] == answer["events"], "without wait nothing is gathered"


def test_a_full_page_does_not_wait_for_more(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "GATHER_SECONDS", 1_000)
    reader = school.caller("a reader")
    cursor = poll(reader)["nextCursor"]
    for _ in range(2):
        school.post()
    answer = poll(reader, after=cursor, limit=1, wait=20)
    assert (len(answer["events"]), answer["hasMore"]) == (1, True)


@contextmanager
def waiting_polls(school: School, callers: list[Caller]) -> Iterator[None]:
    """Polls that wait while the block runs, each of them for nothing until it ends."""
    cursors = [poll(caller)["nextCursor"] for caller in callers]
    with ThreadPoolExecutor(len(callers)) as pool:
        waits = []
        for caller, cursor in zip(callers, cursors, strict=True):
            # Whoever looks once more has a place to wait in.
            with first_look(school.api, looks=2) as looked:
                waits.append(pool.submit(caller.get, PATH, query={"after": cursor, "wait": 20}))
                assert looked.wait(60)
        try:
            yield
        finally:
            school.post()
            answers = [wait.result(60) for wait in waits]
    assert [answer.status_code for answer in answers] == [200] * len(callers)


def test_two_polls_of_a_session_wait_and_a_third_is_refused(school: School) -> None:
    reader, other = school.caller("a reader"), school.caller("another")
    cursor = poll(reader)["nextCursor"]
    with waiting_polls(school, [reader, reader]):
        answer = reader.get(PATH, query={"after": cursor, "wait": 20})
        refused(answer, 429, "rate_limited")
        assert int(answer.headers["Retry-After"]) >= 1
        assert poll(reader, after=cursor)["events"] == [], "who does not wait is served"
        with waiting_polls(school, [other]):
            pass
    with waiting_polls(school, [reader, reader]):
        pass


def test_waiting_polls_leave_threads_to_others(school: School) -> None:
    with school.api.environment(THREADS="3"):
        people = [school.caller(f"reader {n}") for n in range(3)]
        cursor = poll(people[2])["nextCursor"]
        with waiting_polls(school, people[:2]):
            answer = people[2].get(PATH, query={"after": cursor, "wait": 20})
            refused(answer, 429, "rate_limited")
            post = school.post()
            answer = people[2].get(PATH, query={"after": cursor, "wait": 20})
            found = [e["data"]["postId"] for e in ok(answer)["events"]]
            assert found == [post["id"]], "what is there is given without a wait"


def end_session(api: Api, member: Member) -> None:
    ok(api.as_(member).post("/v1/auth/logout"), 204)


def suspend(api: Api, member: Member) -> None:
    statement = "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u RETURNING 1"
    api.rows(statement, u=member.id)


@pytest.mark.parametrize(("revoke", "status"), [(end_session, 401), (suspend, 403)])
def test_who_loses_the_right_while_waiting_gets_nothing_more(
    school: School, revoke: Callable[[Api, Member], None], status: int
) -> None:
    member = school.member("a reader")
    reader = school.api.as_(member)
    cursor = poll(reader)["nextCursor"]
    with first_look(school.api) as looked, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(reader.get, PATH, query={"after": cursor, "wait": 15})
        assert looked.wait(60)
        revoke(school.api, member)
        school.post()
        answer = waiting.result(60)
    assert answer.status_code == status


def test_waiting_holds_no_connection(school: School) -> None:
    """More may wait than there are connections."""
    member = school.member("a reader")
    reader = school.api.as_(member)
    cursor = poll(reader)["nextCursor"]
    with first_look(school.api) as looked, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(poll, reader, after=cursor, wait=15)
        assert looked.wait(60)
        held = school.api.rows(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'functions' AND state = 'idle in transaction'"
        )
        school.post()
        waiting.result(60)
    assert len(held) <= 1, "the look itself may be still under way, nothing else"


def test_a_new_class_is_picked_up_while_polling(school: School) -> None:
    reader = school.caller("a student")
    cursor = poll(reader)["nextCursor"]
    class_id: UUID = school.make_class(students=("a student",))
    answer = poll(reader, after=cursor)
    assert f"class:{class_id}" in answer["channels"]
    school.post(visibility="CLASS", classId=str(class_id))
    assert len(poll(reader, after=answer["nextCursor"])["events"]) == 1
