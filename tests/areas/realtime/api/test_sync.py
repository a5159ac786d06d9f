"""Catching up after an absence: nothing is lost or told twice, and what is too old is said so."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from shared.realtime.channels import encode_id
from tests.areas.realtime.api.test_polling import (
    channel_id,
    lost_ahead,
    lost_all_history,
    lost_epoch,
    lost_far_behind,
    lost_history,
    tenant_channel,
)
from tests.support.api import Api, Caller, ok, refused
from tests.support.school import School

PATH = "/v1/sync"


def sync(caller: Caller, **query: Any) -> Any:
    return ok(caller.get(PATH, query=query))


def changes(answer: Any, collection: str) -> tuple[list[str], list[str]]:
    found = answer["collections"].get(collection, {"changed": [], "deleted": []})
    return found["changed"], found["deleted"]


def test_without_a_cursor_one_is_given_the_present(school: School) -> None:
    school.post()
    reader = school.caller("a reader")
    first = sync(reader)
    assert (first["startAnew"], first["collections"], first["hasMore"]) == (True, {}, False)
    assert first["channels"] == [f"user:{school.member('a reader').id}", tenant_channel(school)]
    again = sync(reader, after=first["nextCursor"])
    assert (again["startAnew"], again["collections"], again["resync"]) == (False, {}, [])


def test_what_changed_and_what_is_gone_is_named(school: School) -> None:
    kept, dropped = school.post(), school.post()
    reader = school.caller("a reader")
    cursor = sync(reader)["nextCursor"]
    new = school.post()
    ok(school.as_author.put(f"/v1/posts/{kept['id']}", json={"content": "Other words"}))
    ok(school.as_author.delete(f"/v1/posts/{dropped['id']}"), 204)
    answer = sync(reader, after=cursor)
    assert changes(answer, "posts") == ([new["id"], kept["id"]], [dropped["id"]])
    assert sync(reader, after=answer["nextCursor"])["collections"] == {}
    # The same question has the same answer: a tab that was closed in between asks again.
    assert changes(sync(reader, after=cursor), "posts") == changes(answer, "posts")


def test_what_concerns_oneself_is_among_it(school: School) -> None:
    post = school.post()
    cursor = sync(school.as_author)["nextCursor"]
    body = {"content": "Well said"}
    comment = ok(school.caller("a reader").post(f"/v1/posts/{post['id']}/comment", json=body), 201)
    answer = sync(school.as_author, after=cursor)
    assert changes(answer, "comments") == ([comment["id"]], [])
    assert post["id"] in changes(answer, "posts")[0]


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_any_limit_names_everything_once_in_the_end(school: School, limit: int) -> None:
    """The tab is closed at any moment, and goes on with the cursor that it had kept."""
    chance, reader = random.Random(limit), school.caller("a reader")
    cursor = sync(reader)["nextCursor"]
    expected: set[str] = set()
    gone: set[str] = set()
    changed: set[str] = set()
    deleted: set[str] = set()
    more = True
    for turn in range(60):
        if turn < 12:
            made = [school.post()["id"] for _ in range(chance.randint(0, 2))]
            expected |= set(made)
            if expected and chance.random() < 0.3:
                lost = chance.choice(sorted(expected))
                ok(school.as_author.delete(f"/v1/posts/{lost}"), 204)
                expected.discard(lost)
                gone.add(lost)
        answer = sync(reader, after=cursor, limit=limit)
        assert not answer["startAnew"]
        if chance.random() < 0.3:
            continue  # closed before anything of the answer was kept
        now, dropped = changes(answer, "posts")
        changed = (changed | set(now)) - set(dropped)
        deleted |= set(dropped)
        cursor, more = answer["nextCursor"], answer["hasMore"]
        if turn >= 12 and not more:
            break
    assert not more
    assert changed == expected
    assert deleted == gone


@pytest.mark.parametrize(
    "lose", [lost_epoch, lost_ahead, lost_far_behind, lost_history, lost_all_history]
)
def test_beyond_what_the_log_keeps_one_starts_anew(
    school: School, lose: Callable[[School, str], str]
) -> None:
    school.post()
    reader = school.caller("a reader")
    cursor = lose(school, sync(reader)["nextCursor"])
    answer = sync(reader, after=cursor)
    assert (answer["startAnew"], answer["collections"], answer["hasMore"]) == (True, {}, False)
    assert tenant_channel(school) in {one["channel"] for one in answer["resync"]}
    assert not sync(reader, after=answer["nextCursor"])["startAnew"]


def test_a_class_that_one_has_joined_is_to_be_read(school: School) -> None:
    student = school.caller("a student")
    cursor = sync(student)["nextCursor"]
    class_id = school.make_class(students=("a student",))
    answer = sync(student, after=cursor)
    assert not answer["startAnew"]
    assert answer["resync"] == [
        {
            "channel": f"class:{class_id}",
            "reason": "joined",
            "missedFrom": None,
            "missedTo": None,
            "refetch": ["/v1/posts"],
        }
    ]
    assert sync(student, after=answer["nextCursor"])["resync"] == []


def test_who_has_lost_a_class_forgets_what_was_read_there(school: School) -> None:
    reader = school.caller("a reader")
    epoch, _, body = sync(reader)["nextCursor"].partition(".")
    class_id = school.make_class(students=("somebody else",))
    position = f"{encode_id(channel_id(school, f'class:{class_id}'))}-0"
    answer = sync(reader, after=f"{epoch}.{position}~{body}")
    assert answer["startAnew"]
    assert f"class:{class_id}" not in answer["channels"]


def test_people_whom_one_hides_change_nothing(school: School) -> None:
    reader = school.caller("a reader")
    cursor = sync(reader)["nextCursor"]
    school.block(school.member("a reader"), school.author)
    school.post()
    answer = sync(reader, after=cursor)
    assert answer["collections"] == {}
    assert answer["nextCursor"] != cursor


def test_a_channel_that_is_asked_for_is_covered(school: School) -> None:
    post = school.post()
    reader, channels = school.caller("a reader"), f"post:{post['id']}"
    cursor = sync(reader, channels=channels)["nextCursor"]
    ok(school.caller("a fan").post(f"/v1/posts/{post['id']}/like"))
    assert changes(sync(reader, after=cursor, channels=channels), "posts") == ([post["id"]], [])


@pytest.mark.parametrize("cursor", ["x", "e.1-01", "é.1-1"])
def test_what_is_no_cursor_is_refused(api: Api, cursor: str) -> None:
    refused(api.as_(api.member()).get(PATH, query={"after": cursor}), 400, "invalid_cursor")


@pytest.mark.parametrize("channels", ["post", "POST:x"])
def test_what_is_no_channel_is_refused(api: Api, channels: str) -> None:
    answer = api.as_(api.member()).get(PATH, query={"channels": channels})
    refused(answer, 400, "invalid_channels")


def test_the_log_of_another_school_is_not_read(school: School) -> None:
    foreign = school.api.member("TEACHER")
    stranger = school.api.as_(school.api.member("STUDENT", foreign.tenant))
    epoch = sync(stranger)["nextCursor"].partition(".")[0]
    forged = f"{epoch}.{encode_id(channel_id(school, tenant_channel(school)))}-0"
    school.post()
    answer = sync(stranger, after=forged)
    assert (answer["startAnew"], answer["collections"]) == (True, {})
