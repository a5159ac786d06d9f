"""Whom to follow: those with the most in common, each with the reason, and nobody hidden."""

from __future__ import annotations

from typing import Any

from tests.support.api import ok
from tests.support.school import School


def suggested(school: School, name: str, **query: Any) -> list[tuple[str, str, int]]:
    answer = ok(school.caller(name).get("/v1/users/suggestions", query=query))
    return [(one["person"]["id"], one["reason"], one["mutualCount"]) for one in answer["data"]]


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
