"""Blocking and muting: who sees whom, on the list, in the feed and on the stream."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from tests.areas.people.factories.people import make_membership
from tests.support.api import all_items, coming_back, ok, refused
from tests.support.scene import Member
from tests.support.school import School
from tests.support.waiting import behind, waiting


def listed(school: School, name: str) -> list[dict[str, Any]]:
    return all_items(school.caller(name), "/v1/users/me/blocks")


def test_a_block_parts_two_people_and_both_streams_learn_it(
    school: School, looked_at: list[str]
) -> None:
    me, other = school.member("me"), school.member("other")
    school.connect(me, other)
    path = f"/v1/users/{other.id}/block"

    for _ in range(2):
        answer = {"userId": str(other.id), "blocked": True}
        assert ok(school.caller("me").post(path)) == answer

    # Once: nothing changed the second time.
    assert sorted(looked_at) == sorted([f"user:{me.id}", f"user:{other.id}"])
    refused(school.caller("other").get(f"/v1/users/{me.id}/followers"), 404, "not_found")
    (entry,) = listed(school, "me")
    assert (entry["id"], entry["blocked"], entry["muted"]) == (str(other.id), True, False)
    assert listed(school, "other") == [], "whoever is blocked is not looked_at"
    assert ok(school.caller("me").delete(path)) == {"userId": str(other.id), "blocked": False}
    assert listed(school, "me") == []
    follows = school.api.rows(
        "SELECT 1 FROM app.follows WHERE follower_id = :u OR following_id = :u", u=me.id
    )
    assert follows == [], "follows do not come back"


def test_a_follow_at_the_moment_of_a_block_does_not_outlive_it(school: School) -> None:
    api, me, other = school.api, school.member("me"), school.member("other")
    keeping = text("LOCK TABLE app.follows IN SHARE MODE")
    following = partial(school.caller("other").post, f"/v1/users/{me.id}/follow")
    blocking = partial(
        coming_back, partial(school.caller("me").post, f"/v1/users/{other.id}/block")
    )
    with ThreadPoolExecutor() as pool:
        blocks = []

        def block(_: Connection) -> None:
            # The follow has looked and found nothing against it, and is not written yet.
            blocks.append(pool.submit(coming_back, blocking))
            while waiting(api) < 2:
                pass

        (followed,) = behind(api, lambda scene: scene.execute(keeping), [following], then=block)
        ok(followed)
        ok(blocks[0].result())

    assert api.rows("SELECT 1 FROM app.follows WHERE follower_id = :u", u=other.id) == []


def test_a_block_counts_at_once_in_every_school_that_the_two_share(
    school: School, looked_at: list[str]
) -> None:
    api, me, other = school.api, school.member("me"), school.member("other")
    shared, mine = api.tenant(), api.tenant()
    with api.scene() as connection:
        for tenant, person in ((shared, me), (shared, other), (mine, me)):
            make_membership(connection, tenant_id=tenant.id, user_id=person.id)
    path = f"/v1/users/{other.id}"

    ok(school.caller("me").post(f"{path}/block"))
    both = [f"user:{me.id}", f"user:{other.id}"]
    assert sorted(looked_at) == sorted(2 * both)
    for tenant, told in ((me.tenant, both), (shared, both), (mine, [])):
        streams = [event.channel for event in api.events(tenant, "access:changed")]
        assert sorted(streams) == sorted(told)
    ok(school.caller("me").delete(f"{path}/block"))
    ok(school.caller("me").post(f"{path}/mute", json={}))
    assert sorted(looked_at) == sorted(4 * both + 2 * both[:1])


def test_a_blocked_person_cannot_find_out_by_blocking_back(school: School) -> None:
    me, other = school.member("me"), school.member("other")
    ok(school.caller("me").post(f"/v1/users/{other.id}/block"))

    for method in ("block", "mute"):
        body: dict[str, Any] = {"json": {}} if method == "mute" else {}
        answer = school.caller("other").post(f"/v1/users/{me.id}/{method}", **body)
        refused(answer, 404, "not_found")


def test_a_mute_lasts_until_its_end_and_nobody_else_is_told(
    school: School, looked_at: list[str]
) -> None:
    me, other = school.member("me"), school.member("other")
    path, until = f"/v1/users/{other.id}/mute", school.api.clock() + timedelta(days=1)

    answer = ok(school.caller("me").post(path, json={"expiresAt": until.isoformat()}))
    assert answer["muted"] is True
    (entry,) = listed(school, "me")
    assert entry["mutedUntil"] == answer["expiresAt"]
    assert ok(school.caller("me").post(path, json={}))["expiresAt"] is None
    assert [e["mutedUntil"] for e in listed(school, "me")] == [None]
    ok(school.caller("me").delete(path))

    assert listed(school, "me") == []
    assert set(looked_at) == {f"user:{me.id}"}


def test_a_mute_that_is_over_is_no_mute(school: School) -> None:
    other = school.member("other")
    path = f"/v1/users/{other.id}/mute"
    over = {"expiresAt": school.api.clock().isoformat()}
    refused(school.caller("me").post(path, json=over), 409, "mute_is_over")

    soon = {"expiresAt": (school.api.clock() + timedelta(minutes=5)).isoformat()}
    ok(school.caller("me").post(path, json=soon))
    school.api.clock.advance(minutes=6)

    assert listed(school, "me") == []


def test_somebody_blocked_and_muted_is_listed_once(school: School) -> None:
    people = [school.member(f"person {n}") for n in range(5)]
    for person in people:
        ok(school.caller("me").post(f"/v1/users/{person.id}/mute", json={}))
        school.api.clock.advance(seconds=1)
    ok(school.caller("me").post(f"/v1/users/{people[0].id}/block"))

    entries = all_items(school.caller("me"), "/v1/users/me/blocks", limit=2)

    assert [entry["id"] for entry in entries] == [
        str(person.id) for person in (people[0], *reversed(people[1:]))
    ]
    assert (entries[0]["blocked"], entries[0]["muted"]) == (True, True)


@pytest.mark.parametrize("method", ["block", "mute"])
def test_who_shows_somebody_again_shows_one_and_to_themselves_alone(
    school: School, method: str
) -> None:
    body: dict[str, Any] = {"json": {}} if method == "mute" else {}
    one, two = school.member("one"), school.member("two")
    for name in ("me", "somebody else"):
        for person in (one, two):
            ok(school.caller(name).post(f"/v1/users/{person.id}/{method}", **body))

    ok(school.caller("me").delete(f"/v1/users/{one.id}/{method}"))

    assert {entry["id"] for entry in listed(school, "me")} == {str(two.id)}
    assert {entry["id"] for entry in listed(school, "somebody else")} == {str(one.id), str(two.id)}


@pytest.mark.parametrize("method", ["block", "mute"])
def test_who_cannot_be_hidden(school: School, method: str) -> None:
    body: dict[str, Any] = {"json": {}} if method == "mute" else {}
    me = school.member("me")
    foreign: Member = school.api.member()
    with school.api.nothing_written():
        answer = school.caller("me").post(f"/v1/users/{me.id}/{method}", **body)
        refused(answer, 409, "cannot_hide_yourself")
        for stranger in (foreign.id, uuid4()):
            answer = school.caller("me").post(f"/v1/users/{stranger}/{method}", **body)
            refused(answer, 404, "not_found")


def test_nobody_shows_themselves_again_either(school: School) -> None:
    me = school.member("me")
    for what in ("block", "mute"):
        answer = school.caller("me").delete(f"/v1/users/{me.id}/{what}")
        refused(answer, 409, "cannot_hide_yourself")
