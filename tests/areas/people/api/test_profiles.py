"""Profiles: what one says of oneself, who sees it, and how one wants the app."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from infra.postgres.identity.tables import users
from tests.areas.social.factories.posts import make_post
from tests.support.api import Api, Caller, all_items, ids, ok, refused
from tests.support.school import School

ME = "/v1/users/me"
PROFILE = f"{ME}/profile"
WHOLE: dict[str, Any] = {
    "pronouns": "she/her",
    "dateOfBirth": "2009-04-01",
    "location": "ភ្នំពេញ",
    "website": "https://example.com/sok",
    "linkedin": "https://www.linkedin.com/in/sok",
    "github": "https://github.com/sok",
    "twitter": "https://x.com/sok",
    "skills": ["physics", "គីមីវិទ្យា"],
    "interests": ["football"],
    "education": [{"place": "Wat Phnom", "what": "Physics", "fromYear": 2020, "toYear": None}],
    "experience": [{"place": "Library", "what": None, "fromYear": None, "toYear": 2024}],
    "profileVisibility": "PUBLIC",
    "activityVisibility": "PUBLIC",
}


def show(caller: Caller, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.put(PROFILE, json={**WHOLE, **changes}))
    return found


def test_a_profile_is_empty_then_replaced_whole(school: School) -> None:
    caller = school.as_author
    empty = ok(caller.get(PROFILE))
    assert {name for name, value in empty.items() if value} == {
        "profileVisibility",
        "activityVisibility",
    }
    assert show(caller) == WHOLE
    assert ok(caller.get(PROFILE)) == WHOLE
    with school.api.nothing_written():
        assert show(caller) == WHOLE
    assert ok(caller.put(PROFILE, json={})) == empty
    first, second = school.api.events(school.author.tenant, "user:updated")
    assert first.channel == f"user:{school.author.id}"
    assert "dateOfBirth" in first.data["changed"]
    assert set(second.data["changed"]) == set(WHOLE) - {"profileVisibility", "activityVisibility"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("github", "https://github.com.evil.example/x"),
        ("skills", ["x"] * 21),
        ("education", [{"place": "A", "fromYear": 2020, "toYear": 2019}]),
        ("education", [{"place": "A", "role": "ADMIN"}]),
        ("dateOfBirth", "yesterday"),
        ("profileVisibility", "EVERYBODY"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(school: School, field: str, value: Any) -> None:
    with school.api.nothing_written():
        refused(school.as_author.put(PROFILE, json={field: value}), 422, "validation_failed")


def test_a_name_is_replaced_and_told(school: School) -> None:
    caller = school.caller("a student")
    body = {"firstName": "Dara", "lastName": "Kim", "bio": "I like maps."}
    found = ok(caller.put(ME, json=body))
    assert (found["name"], found["bio"]) == ("Dara Kim", "I like maps.")
    with school.api.nothing_written():
        ok(caller.put(ME, json=body))
    [event] = school.api.events(school.author.tenant, "user:updated")
    assert event.data["changed"] == ["firstName", "lastName", "bio"]


def test_pupils_do_not_go_by_the_names_of_staff(school: School) -> None:
    with school.api.scene() as connection:
        named = update(users).where(users.c.id == school.author.id)
        connection.execute(named.values(first_name="Bopha", last_name="Lim"))
    pupil = school.caller("a pupil")
    for first, last in (("Bopha", "Lim"), ("Lim", "Bopha"), ("Bоpha", "Lim"), ("Head", "Teacher")):
        with school.api.nothing_written():
            answer = pupil.put(ME, json={"firstName": first, "lastName": last})
            assert answer.status_code == 422, (first, last)
            assert answer.json is not None
            assert answer.json["errors"][0]["field"] == "firstName"
    # Staff may share a name, and keep their own when they write about themselves.
    ok(
        school.caller("a colleague", "TEACHER").put(
            ME, json={"firstName": "Bopha", "lastName": "Lim"}
        )
    )
    before = ok(pupil.get(ME))
    kept = {"firstName": before["firstName"], "lastName": before["lastName"], "bio": "Hello"}
    assert ok(pupil.put(ME, json=kept))["bio"] == "Hello"


def test_who_sees_a_profile(school: School) -> None:
    author, stranger = school.author, school.member("a stranger")
    follower, connected = school.member("a follower"), school.member("a connected one")
    school.follow(follower, author)
    school.connect(connected, author)
    # Who has only asked is nobody's follower yet, and is not counted.
    school.follow(school.member("who asks"), author, status="PENDING")
    people = {"stranger": stranger, "follower": follower, "connected": connected, "self": author}
    seen = {
        "PUBLIC": {"stranger", "follower", "connected", "self"},
        "CONNECTIONS": {"connected", "self"},
        "PRIVATE": {"follower", "connected", "self"},
    }
    for visibility, those in seen.items():
        show(school.as_author, profileVisibility=visibility)
        for name, member in people.items():
            found = ok(school.api.as_(member).get(f"/v1/users/{author.id}"))
            assert found["name"] == author.user.name
            assert found["role"] == "TEACHER"
            assert found["private"] is (visibility == "PRIVATE")
            assert (found["details"] is not None) is (name in those), (visibility, name)
            assert found["showsPosts"] is (name in those)
            lists = [
                all_items(school.api.as_(member), f"/v1/users/{author.id}/{of}")
                for of in ("followers", "following")
            ]
            assert [len(one) for one in lists] == ([2, 1] if name in those else [0, 0])
    details = ok(school.as_author.get(f"/v1/users/{author.id}"))["details"]
    assert (details["followersCount"], details["followingCount"]) == (2, 1)
    shown = {name: value for name, value in WHOLE.items() if name in details}
    assert {name: details[name] for name in shown} == shown
    assert "dateOfBirth" not in details
    assert ok(school.api.as_(follower).get(f"/v1/users/{author.id}"))["following"] == "ACCEPTED"
    assert ok(school.as_author.get(f"/v1/users/{connected.id}"))["followsMe"] is True


def test_a_person_without_a_profile_is_shown(school: School) -> None:
    found = ok(school.caller("a reader").get(f"/v1/users/{school.author.id}"))
    assert found["details"]["skills"] == found["details"]["education"] == []
    assert found["showsPosts"] is True


def test_posts_of_a_person_follow_both_choices(school: School) -> None:
    author = school.author
    follower, connected = school.member("a follower"), school.member("a connected one")
    school.follow(follower, author)
    school.connect(connected, author)
    with school.api.scene() as connection:
        made = [
            make_post(connection, tenant_id=author.tenant.id, author_id=author.id, visibility=v)
            for v in ("SCHOOL", "CONNECTIONS", "PRIVATE")
        ]
        make_post(connection, tenant_id=author.tenant.id, author_id=follower.id)
    public, among_connections, own = map(str, made)

    def posts(member: Any) -> set[str]:
        path = f"/v1/users/{author.id}/posts"
        return set(ids(all_items(school.api.as_(member), path, limit=1)))

    stranger = school.member("a stranger")
    assert posts(stranger) == posts(follower) == {public}
    assert posts(connected) == {public, among_connections}
    assert posts(author) == {public, among_connections, own}
    show(school.as_author, activityVisibility="CONNECTIONS")
    assert posts(stranger) == posts(follower) == set()
    assert posts(connected) == {public, among_connections}
    show(school.as_author, activityVisibility="PRIVATE")
    assert posts(connected) == set()
    assert posts(author) == {public, among_connections, own}
    show(school.as_author, profileVisibility="PRIVATE")
    assert posts(stranger) == set()
    assert posts(follower) == {public}


def test_a_blocked_or_foreign_person_is_not_found(school: School) -> None:
    blocked, foreign = school.member("blocked"), school.api.member()
    school.block(blocked, school.member("a reader"))
    for person in (blocked, foreign):
        for path in ("", "/posts"):
            answer = school.caller("a reader").get(f"/v1/users/{person.id}{path}")
            refused(answer, 404, "not_found")


# Preferences.


def test_preferences_hold_on_every_device(school: School) -> None:
    path = f"{ME}/preferences"
    caller = school.as_author
    assert ok(caller.get(path)) == {
        "locale": "en",
        "timezone": None,
        "schoolTimezone": "UTC",
        "theme": "SYSTEM",
        "sound": True,
        "reducedMotion": None,
        "presenceVisible": True,
        "dmPolicy": None,
    }
    chosen = {
        "locale": "km",
        "timezone": "Asia/Phnom_Penh",
        "theme": "DARK",
        "sound": False,
        "reducedMotion": True,
        "presenceVisible": False,
        "dmPolicy": "STAFF",
    }
    assert ok(caller.put(path, json=chosen)) == {**chosen, "schoolTimezone": "UTC"}
    assert ok(caller.get(ME))["locale"] == "km"
    with school.api.nothing_written():
        ok(caller.put(path, json=chosen))
    [event] = school.api.events(school.author.tenant, "user:updated")
    assert set(event.data["changed"]) == set(chosen)
    back = ok(caller.put(path, json={"locale": "en"}))
    assert (back["theme"], back["timezone"], back["sound"]) == ("SYSTEM", None, True)


@pytest.mark.parametrize("name", ["Mars/Olympus", "utc; DROP TABLE", "../etc/passwd", "Asia"])
def test_an_unknown_time_zone_is_refused(school: School, name: str) -> None:
    body = {"locale": "en", "timezone": name}
    with school.api.nothing_written():
        answer = school.as_author.put(f"{ME}/preferences", json=body)
        assert refused(answer, 422, "validation_failed")["errors"][0]["field"] == "timezone"


# Requests to follow.


def test_a_request_is_decided_and_both_are_told(school: School, api: Api) -> None:
    author, caller = school.author, school.as_author
    show(caller, profileVisibility="PRIVATE")
    let, refused_one = school.member("let"), school.member("refused")
    for member in (let, refused_one):
        ok(api.as_(member).post(f"/v1/users/{author.id}/follow"))
    assert ids(all_items(caller, f"{ME}/follow-requests", limit=1)) == [
        str(refused_one.id),
        str(let.id),
    ]
    decide = f"{ME}/follow-requests"
    accepted = ok(caller.post(f"{decide}/{let.id}", json={"decision": "ACCEPT"}))
    assert accepted == {"userId": str(let.id), "status": "ACCEPTED"}
    rejected = ok(caller.post(f"{decide}/{refused_one.id}", json={"decision": "REJECT"}))
    assert rejected == {"userId": str(refused_one.id), "status": "NONE"}
    assert all_items(caller, f"{ME}/follow-requests") == []

    told = [e for e in api.events(author.tenant, "user:followed") if e.data["acceptedBy"]]
    assert {e.channel for e in told} == {f"user:{author.id}", f"user:{let.id}"}
    assert {e.data["userId"] for e in told} == {str(let.id)}
    assert {e.data["acceptedBy"] for e in told} == {str(author.id)}
    api.deliver("worker_notifications", author.tenant, "user:followed")

    def notices(member: Any) -> list[str]:
        found = ok(api.as_(member).get("/v1/notifications"))["data"]
        return sorted(one["type"] for one in found)

    assert notices(let) == ["FOLLOW_ACCEPTED"]
    assert notices(refused_one) == []
    assert notices(author) == ["FOLLOW_REQUEST"]

    def sees(member: Any) -> bool:
        return ok(api.as_(member).get(f"/v1/users/{author.id}"))["details"] is not None

    assert sees(let)
    assert not sees(refused_one)
    somebody = school.member("somebody")
    with api.nothing_written():
        for member in (let, refused_one, somebody):
            for decision in ("ACCEPT", "REJECT"):
                answer = caller.post(f"{decide}/{member.id}", json={"decision": decision})
                refused(answer, 404, "not_found")
