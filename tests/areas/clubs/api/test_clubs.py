"""Clubs: founding, coming in by the three modes, deciding, writing, going."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Caller, all_items, in_parallel, ok, refused
from tests.support.school import School


def found(school: School, **body: Any) -> dict[str, Any]:
    """A club of the author's."""
    made: dict[str, Any] = ok(
        school.as_author.post("/v1/clubs", json={"name": "Chess"} | body), 201
    )
    return made


def path(club: dict[str, Any], *rest: object) -> str:
    return "/".join(("/v1/clubs", club["id"], *map(str, rest)))


def join(school: School, club: dict[str, Any], name: str) -> Any:
    return ok(school.caller(name).post(path(club, "join")))["status"]


def decide(
    school: School, club: dict[str, Any], name: str, by: Caller | None = None, **body: Any
) -> Any:
    member = path(club, "members", school.member(name).id)
    return ok((by or school.as_author).put(member, json=body))["status"]


def members(school: School, club: dict[str, Any], **query: Any) -> dict[str, str]:
    """Who is in it by name, and as what."""
    names = {str(m.id): name for name, m in school.people.items()} | {
        str(school.author.id): "author"
    }
    listed = all_items(school.as_author, path(club, "members"), **query)
    return {names[one["id"]]: one["role"] for one in listed}


def known_to(school: School, name: str, **query: Any) -> list[str]:
    return [club["name"] for club in all_items(school.caller(name), "/v1/clubs", **query)]


def test_a_public_club_takes_whoever_comes(school: School, looked_at: list[str]) -> None:
    club = found(school, description="Every Friday", tags=["chess"], category="Games")
    assert (club["role"], club["status"], club["membersCount"]) == ("OWNER", "ACTIVE", 1)
    assert (club["canManage"], club["canWrite"], club["waiting"]) == (True, True, 0)
    for _ in range(2):
        assert join(school, club, "Dara") == "ACTIVE"
    seen = ok(school.caller("Dara").get(path(club)))
    assert (seen["role"], seen["membersCount"], seen["waiting"]) == ("MEMBER", 2, None)
    dara = school.member("Dara").id
    assert looked_at == [f"user:{dara}"], "streams carry the club from now on"
    (joined, *copies) = school.api.events(school.author.tenant, "club:member_joined")
    assert joined.channel == f"club:{club['id']}"
    assert [copy.channel for copy in copies] == [f"user:{dara}"]
    assert joined.data == {
        "clubId": club["id"],
        "userId": str(dara),
        "role": "MEMBER",
        "letIn": False,
    }
    assert members(school, club) == {"author": "OWNER", "Dara": "MEMBER"}
    assert known_to(school, "Dara", mine=True) == ["Chess"]
    assert known_to(school, "Bopha", mine=True) == []
    assert known_to(school, "Bopha", category="Games") == ["Chess"]
    assert known_to(school, "Bopha", category="Music") == []


def test_a_club_with_approval_asks_its_owners(school: School) -> None:
    club = found(school, mode="APPROVAL_REQUIRED")
    for _ in range(2):
        assert join(school, club, "Dara") == "PENDING"
    dara = school.member("Dara").id
    (asked,) = school.api.events(school.author.tenant, "club:join_requested")
    assert asked.channel == f"user:{school.author.id}"
    assert asked.data == {"clubId": club["id"], "userId": str(dara)}
    assert ok(school.as_author.get(path(club)))["waiting"] == 1
    assert members(school, club, status="PENDING") == {"Dara": "MEMBER"}
    refused(school.caller("Dara").get(path(club, "members")), 403, "forbidden")
    refused(school.caller("Dara").get(path(club, "posts")), 403, "forbidden")
    assert decide(school, club, "Dara", role="OBSERVER") == "ACTIVE"
    assert members(school, club) == {"author": "OWNER", "Dara": "OBSERVER"}
    school.api.deliver("worker_notifications", school.author.tenant)
    told = [n["type"] for n in ok(school.caller("Dara").get("/v1/notifications"))["data"]]
    assert told == ["CLUB_JOINED"]
    told = [n["type"] for n in ok(school.as_author.get("/v1/notifications"))["data"]]
    assert told == ["CLUB_REQUEST"]
    # Whoever is in it sees who else is, and not who waits.
    ok(school.caller("Dara").get(path(club, "members")))
    waiting = school.caller("Dara").get(path(club, "members"), query={"status": "PENDING"})
    refused(waiting, 403, "forbidden")


def test_a_request_is_declined_or_taken_back(school: School) -> None:
    club = found(school, mode="APPROVAL_REQUIRED")
    join(school, club, "Dara")
    assert decide(school, club, "Dara", status="REMOVED") is None
    assert ok(school.caller("Dara").get(path(club)))["status"] is None
    assert join(school, club, "Dara") == "PENDING", "nobody was put out of anything"
    assert ok(school.caller("Dara").post(path(club, "leave")))["status"] is None
    assert members(school, club, status="PENDING") == {}


def test_a_club_by_invitation_is_known_to_the_invited_alone(school: School) -> None:
    club = found(school, name="Secret", mode="INVITE_ONLY")
    for answer in (
        school.caller("Dara").get(path(club)),
        school.caller("Dara").post(path(club, "join")),
        school.caller("Dara").post(path(club, "leave")),
        school.caller("Dara").get(path(club, "posts")),
        school.caller("Dara").get(path(club, "members")),
        school.caller("Dara").put(path(club), json={"name": "Mine"}),
        school.caller("Dara").put(path(club, "members", school.author.id), json={}),
    ):
        refused(answer, 404, "not_found")
    assert known_to(school, "Dara") == []
    assert decide(school, club, "Dara", role="INSTRUCTOR") == "INVITED"
    assert decide(school, club, "Dara", role="INSTRUCTOR") == "INVITED"
    (invited,) = school.api.events(school.author.tenant, "club:invited")
    assert invited.channel == f"user:{school.member('Dara').id}"
    assert known_to(school, "Dara") == ["Secret"]
    assert members(school, club) == {"author": "OWNER"}, "nobody is put into a club"
    refused(school.caller("Dara").get(path(club, "members")), 403, "forbidden")
    assert join(school, club, "Dara") == "ACTIVE"
    assert members(school, club) == {"author": "OWNER", "Dara": "INSTRUCTOR"}
    school.api.deliver("worker_notifications", school.author.tenant)
    told = [n["type"] for n in ok(school.caller("Dara").get("/v1/notifications"))["data"]]
    assert told == ["CLUB_INVITATION"]
    # An administrator runs every club, and is in none.
    admin = school.caller("the head", "ADMIN")
    assert ok(admin.get(path(club)))["canManage"] is True
    assert ok(admin.get(path(club)))["canWrite"] is False
    # Only its members read what is written there.
    refused(admin.get(path(club, "posts")), 403, "forbidden")


def test_an_invitation_is_declined_or_taken_back(school: School) -> None:
    club = found(school, mode="INVITE_ONLY")
    decide(school, club, "Dara")
    ok(school.caller("Dara").post(path(club, "leave")))
    refused(school.caller("Dara").post(path(club, "join")), 404, "not_found")
    decide(school, club, "Dara")
    assert decide(school, club, "Dara", status="REMOVED") is None
    refused(school.caller("Dara").post(path(club, "join")), 404, "not_found")


def test_whoever_is_put_out_comes_back_by_invitation_only(
    school: School, looked_at: list[str]
) -> None:
    club = found(school)
    join(school, club, "Dara")
    looked_at.clear()
    assert decide(school, club, "Dara", status="REMOVED") == "REMOVED"
    dara = school.member("Dara").id
    assert looked_at == [f"user:{dara}"]
    left = school.api.events(school.author.tenant, "club:member_left")
    assert {event.channel for event in left} == {f"club:{club['id']}", f"user:{dara}"}
    assert left[0].data == {"clubId": club["id"], "userId": str(dara), "removed": True}
    refused(school.caller("Dara").post(path(club, "join")), 403, "forbidden")
    seen = ok(school.caller("Dara").get(path(club)))
    assert (seen["status"], seen["role"], seen["membersCount"]) == (None, None, 1)
    assert decide(school, club, "Dara") == "INVITED"
    assert join(school, club, "Dara") == "ACTIVE"


def test_a_club_always_has_an_owner(school: School) -> None:
    club = found(school)
    join(school, club, "Dara")
    leaving = school.as_author.post(path(club, "leave"))
    refused(leaving, 409, "last_owner")
    me = path(club, "members", school.author.id)
    for body in ({"role": "MEMBER"}, {"role": "OWNER", "status": "REMOVED"}):
        refused(school.as_author.put(me, json=body), 409, "last_owner")
    refused(school.caller("Dara").put(me, json={"role": "MEMBER"}), 403, "forbidden")
    assert decide(school, club, "Dara", role="OWNER") == "ACTIVE"
    assert ok(school.as_author.post(path(club, "leave")))["status"] is None
    assert ok(school.as_author.post(path(club, "leave")))["status"] is None
    refused(school.as_author.delete(path(club)), 403, "forbidden")


def test_a_full_club_takes_nobody(school: School) -> None:
    club = found(school, capacity=2)
    names = ["Dara", "Bopha", "Chan"]
    for name in names:
        school.member(name)
    answers = in_parallel(
        [lambda name=name: school.caller(name).post(path(club, "join")) for name in names]  # type: ignore[misc]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert ok(school.as_author.get(path(club)))["membersCount"] == 2
    decided = path(club, "members", school.member("Sok").id)
    ok(school.as_author.put(path(club), json={"name": "Chess", "mode": "APPROVAL_REQUIRED"}))
    ok(school.caller("Sok").post(path(club, "join")))
    ok(school.as_author.put(path(club), json={"name": "Chess", "capacity": 2}))
    refused(school.as_author.put(decided, json={}), 409, "club_full")
    body = {"name": "Chess", "capacity": 1}
    refused(school.as_author.put(path(club), json=body), 409, "club_full")
    body = {"name": "Chess", "capacity": None, "mode": "APPROVAL_REQUIRED"}
    before = len(school.api.events(school.author.tenant, "club:updated"))
    changed = ok(school.as_author.put(path(club), json=body))
    assert (changed["capacity"], changed["mode"]) == (None, "APPROVAL_REQUIRED")
    event = school.api.events(school.author.tenant, "club:updated")[-1]
    assert event.data == {"clubId": club["id"], "changed": ["mode", "capacity"]}
    ok(school.as_author.put(path(club), json=body))
    after = len(school.api.events(school.author.tenant, "club:updated"))
    assert after == before + 1, "nothing changed"


def test_only_people_of_the_school_are_invited(school: School) -> None:
    club = found(school)
    stranger = school.api.member()
    answer = school.as_author.put(path(club, "members", stranger.id), json={})
    refused(answer, 404, "not_found")
    refused(
        school.caller("Dara").put(path(club, "members", school.member("Dara").id), json={}),
        403,
        "forbidden",
    )
    refused(school.caller("Dara").put(path(club), json={"name": "Mine"}), 403, "forbidden")


@pytest.mark.parametrize(
    ("mode", "readers"),
    [
        ("PUBLIC", {"author", "Dara", "Bopha"}),
        ("APPROVAL_REQUIRED", {"author", "Dara"}),
        ("INVITE_ONLY", {"author", "Dara"}),
    ],
)
def test_posts_of_a_club_are_read_by_its_members(
    school: School, mode: str, readers: set[str]
) -> None:
    club = found(school, mode=mode)
    decide(school, club, "Dara", role="OBSERVER")
    join(school, club, "Dara")
    body = {"content": "Next game", "visibility": "CLUB", "clubId": club["id"]}
    post = ok(school.as_author.post("/v1/posts", json=body), 201)
    assert post["clubId"] == club["id"]
    callers = {n: school.caller(n) for n in ("Dara", "Bopha")} | {"author": school.as_author}
    for name, caller in callers.items():
        reads = name in readers
        answer = caller.get(f"/v1/posts/{post['id']}")
        assert (answer.status_code == 200) is reads, name
        assert (post["id"] in [p["id"] for p in all_items(caller, "/v1/posts")]) is reads
        if reads:
            listed = all_items(caller, path(club, "posts"))
            assert [p["id"] for p in listed] == [post["id"]]
        streams = school.api.rows(
            "SELECT app.stream_allowed(:t, :p, CAST(:names AS text[])) AS names",
            t=school.author.tenant.id,
            p=school.author.id if name == "author" else school.member(name).id,
            names=[f"club:{club['id']}", f"post:{post['id']}"],
        )
        assert len(streams[0].names) == (2 if reads else 0), name
    (created,) = school.api.events(school.author.tenant, "post:created")
    assert created.channel == f"club:{club['id']}"
    refused(callers["Dara"].post("/v1/posts", json=body), 403, "forbidden")
    refused(callers["Bopha"].post("/v1/posts", json=body), 404 if mode == "INVITE_ONLY" else 403,
            "not_found" if mode == "INVITE_ONLY" else "forbidden")  # fmt: skip
    # The activity feed is the school's: what is written in a club is not told there.
    school.api.deliver("worker_activity", school.author.tenant)
    told = [a["action"] for a in ok(school.as_author.get("/v1/activity"))["data"]]
    assert told == ([] if mode == "INVITE_ONLY" else ["founded"])


def test_a_board_of_a_club_is_for_its_members(school: School) -> None:
    club = found(school)
    body = {"title": "Questions", "scopeType": "CLUB", "scopeId": club["id"]}
    refused(school.caller("a teacher", "TEACHER").post("/v1/boards", json=body), 403, "forbidden")
    board = ok(school.as_author.post("/v1/boards", json=body), 201)
    refused(school.caller("Dara").get(f"/v1/boards/{board['id']}"), 404, "not_found")
    join(school, club, "Dara")
    ok(school.caller("Dara").get(f"/v1/boards/{board['id']}"))
    listed = all_items(school.caller("Dara"), "/v1/boards", scopeId=club["id"])
    assert [one["id"] for one in listed] == [board["id"]]
    ok(school.caller("Dara").post(path(club, "leave")))
    refused(school.caller("Dara").get(f"/v1/boards/{board['id']}"), 404, "not_found")
    hidden = found(school, name="Secret", mode="INVITE_ONLY")
    body |= {"scopeId": hidden["id"]}
    refused(school.caller("a teacher", "TEACHER").post("/v1/boards", json=body), 404, "not_found")


def test_a_club_that_is_ended_is_gone_with_what_was_written(school: School) -> None:
    club = found(school)
    join(school, club, "Dara")
    body = {"content": "Next game", "visibility": "CLUB", "clubId": club["id"]}
    post = ok(school.as_author.post("/v1/posts", json=body), 201)
    refused(school.caller("Dara").delete(path(club)), 403, "forbidden")
    assert school.caller("the head", "ADMIN").delete(path(club)).status_code == 204
    for answer in (
        school.as_author.get(path(club)),
        school.as_author.get(path(club, "posts")),
        school.as_author.post(path(club, "join")),
        school.caller("Dara").get(f"/v1/posts/{post['id']}"),
        school.as_author.post("/v1/posts", json=body),
    ):
        refused(answer, 404, "not_found")
    assert known_to(school, "Dara") == []
    (event,) = school.api.events(school.author.tenant, "club:updated")
    assert event.data["changed"] == ["deleted"]


def test_two_owners_cannot_both_leave(school: School) -> None:
    club = found(school)
    join(school, club, "Dara")
    decide(school, club, "Dara", role="OWNER")
    dara = school.caller("Dara")
    answers = in_parallel(
        [lambda: school.as_author.post(path(club, "leave")), lambda: dara.post(path(club, "leave"))]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_a_role_for_a_club_can_be_given(school: School) -> None:
    club = found(school)
    body = {
        "userId": str(school.member("Dara").id),
        "role": "MODERATOR",
        "scopeType": "CLUB",
        "scopeId": club["id"],
    }
    ok(school.caller("the head", "ADMIN").post("/v1/role-assignments", json=body), 201)
