"""Whom to follow: those with the most in common, each with the reason, and nobody hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from infra.postgres.clubs.tables import club_members
from infra.postgres.identity.tables import profiles
from tests.areas.clubs.factories.clubs import make_club
from tests.support.api import Api, ok, refused
from tests.support.redis import running_redis
from tests.support.scene import Member
from tests.support.school import School, make_school


@pytest.fixture
def kept(served: Api, tmp_path: Path) -> Iterator[Api]:
    with (
        running_redis(tmp_path) as redis,
        served.environment(**redis.variables),
    ):
        yield served


def suggested(school: School, name: str, **query: Any) -> list[tuple[str, str, int]]:
    answer = ok(school.caller(name).get("/v1/users/suggestions", query=query))
    return [(one["person"]["id"], one["reason"], one["mutualCount"]) for one in answer["data"]]


def close(school: School, *people: Member) -> None:
    with school.api.scene() as connection:
        for one in people:
            row = {"user_id": one.id, "profile_visibility": "PRIVATE"}
            connection.execute(insert(profiles).values(row))


def test_friends_of_friends_come_first_then_who_is_new(school: School) -> None:
    me, a, b = (school.member(name) for name in ("me", "a", "b"))
    often, once, stranger = (school.member(name) for name in ("often", "once", "stranger"))
    for follower, following in ((me, a), (me, b), (a, often), (b, often), (a, once), (a, me)):
        school.follow(follower, following)
    found = suggested(school, "me")
    assert found[:2] == [(str(often.id), "MUTUAL", 2), (str(once.id), "MUTUAL", 1)]
    rest = {(person, reason) for person, reason, _ in found[2:]}
    assert rest <= {(str(stranger.id), "SCHOOL"), (str(school.author.id), "SCHOOL")}
    assert len(suggested(school, "me", limit=1)) == 1


def test_nobody_is_suggested_whom_one_hides_follows_or_has_asked(school: School) -> None:
    me, a = school.member("me"), school.member("a")
    school.follow(me, a)
    asked, followed, blocked, blocking, muted = (
        school.member(name) for name in ("asked", "followed", "blocked", "blocking", "muted")
    )
    for one in (asked, followed, blocked, blocking, muted):
        school.follow(a, one)
    school.follow(me, asked, "PENDING")
    school.follow(me, followed)
    school.block(me, blocked)
    school.block(blocking, me)
    mute = school.caller("me").post(f"/v1/users/{muted.id}/mute", json={})
    assert mute.status_code < 300
    known = {str(one.id) for one in (me, a, asked, followed, blocked, blocking, muted)}
    assert not known & {person for person, _, _ in suggested(school, "me")}


def test_people_of_ones_classes_and_clubs_come_before_who_is_new(school: School) -> None:
    me, mate, fellow, both = (school.member(name) for name in ("me", "mate", "fellow", "both"))
    class_id = school.make_class(teachers=("a colleague",), students=("me", "mate"))
    with school.api.scene() as connection:
        tenant_id = school.author.tenant.id
        club_id = make_club(connection, tenant_id=tenant_id, owner_id=me.id, name="Chess")
        rows = [
            {"tenant_id": tenant_id, "club_id": club_id, "user_id": one.id}
            for one in (fellow, both)
        ]
        connection.execute(insert(club_members), rows)
    a = school.member("a")
    school.follow(me, a)
    school.follow(a, both)
    answer = ok(school.caller("me").get("/v1/users/suggestions"))["data"]
    found = {one["person"]["id"]: one for one in answer}
    reasons = [one["reason"] for one in answer]
    assert reasons == sorted(reasons, key=["MUTUAL", "CLASS", "CLUB", "SCHOOL"].index)
    assert (found[str(both.id)]["reason"], found[str(both.id)]["clubName"]) == ("MUTUAL", "Chess")
    name = school.api.rows("SELECT name FROM app.classes WHERE id = :id", id=class_id)[0].name
    for one in (mate, school.author, school.member("a colleague")):
        assert (found[str(one.id)]["reason"], found[str(one.id)]["className"]) == ("CLASS", name)
    last = found[str(fellow.id)]
    assert (last["reason"], last["className"], last["clubName"]) == ("CLUB", None, "Chess")


def test_closed_profiles_are_suggested_where_people_are_in_common_only(school: School) -> None:
    me, a = school.member("me"), school.member("a")
    known, mate, stranger = (school.member(name) for name in ("known", "mate", "stranger"))
    school.make_class(students=("me", "mate"))
    close(school, known, mate, stranger)
    school.follow(me, a)
    school.follow(a, known)
    people = {person for person, _, _ in suggested(school, "me")}
    assert str(known.id) in people
    assert not {str(mate.id), str(stranger.id)} & people


def test_who_is_dismissed_is_suggested_no_more_until_that_is_taken_back(school: School) -> None:
    me, other = school.member("me"), school.member("other")
    for one in (me, school.member("another")):
        school.follow(one, school.author)
    school.follow(school.author, other)
    path = f"/v1/users/{other.id}/dismissal"

    def there(name: str) -> bool:
        return str(other.id) in {person for person, _, _ in suggested(school, name)}

    assert there("me")
    for _ in range(2):
        answer = {"userId": str(other.id), "dismissed": True}
        assert ok(school.caller("me").post(path)) == answer
    assert not there("me")
    assert there("another"), "nobody else's suggestions change"
    for _ in range(2):
        answer = {"userId": str(other.id), "dismissed": False}
        assert ok(school.caller("me").delete(path)) == answer
    assert there("me")
    for method in ("post", "delete"):
        act = getattr(school.caller("me"), method)
        refused(act(f"/v1/users/{uuid4()}/dismissal"), 404, "not_found")
        refused(act(f"/v1/users/{me.id}/dismissal"), 409, "cannot_dismiss_yourself")


def test_suggestions_are_kept_and_looked_at_again(kept: Api) -> None:
    """AT-S3-2.6: suggestions include people in common. They hold for a quarter of an hour."""
    kept.claim()
    school = make_school(kept)
    me, a = school.member("me"), school.member("a")
    friends = [school.member(f"friend {n}") for n in range(4)]
    school.follow(me, a)
    for one in friends:
        school.follow(a, one)
    answer = school.caller("me").get("/v1/users/suggestions", query={"limit": 3})
    assert "redis" not in answer.headers.get("X-Degraded", "")
    before = suggested(school, "me", limit=3)
    assert [reason for _, reason, _ in before] == ["MUTUAL"] * 3
    # What changes the choice is seen when it is over; what forbids somebody, at once.
    b = school.member("b")
    school.follow(me, b)
    school.follow(b, friends[3])
    assert suggested(school, "me", limit=3) == before
    for person, _, _ in before:
        ok(school.caller("me").post(f"/v1/users/{person}/dismissal"))
    after = suggested(school, "me", limit=3)
    assert after[0] == (str(friends[3].id), "MUTUAL", 2)
    assert not {person for person, _, _ in before} & {person for person, _, _ in after}
    # Whom one takes back is there again.
    ok(school.caller("me").delete(f"/v1/users/{before[0][0]}/dismissal"))
    assert before[0][0] in {person for person, _, _ in suggested(school, "me")}


def test_without_redis_each_answer_is_chosen_anew_and_says_so(school: School) -> None:
    school.make_class(students=("me",))
    answer = school.caller("me").get("/v1/users/suggestions")
    assert [one["reason"] for one in ok(answer)["data"]] == ["CLASS"]
    assert "redis" in answer.headers["X-Degraded"].split(", ")
