"""Who belongs to a school: read, changed, shut out and removed by those who run it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.auth.permissions import Permission
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.people.factories.people import (
    make_class,
    make_membership,
    make_session,
    make_user,
)
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Api, all_items, in_parallel, ok, refused
from tests.support.scene import Member
from tests.support.waiting import behind


def path(member: Member) -> str:
    return f"/v1/members/{member.id}"


def held(api: Api, member: Member) -> tuple[str, str]:
    (row,) = api.rows(
        "SELECT role, status FROM app.memberships WHERE tenant_id = :t AND user_id = :u",
        t=member.tenant.id,
        u=member.id,
    )
    return row.role, row.status


def test_members_are_listed_by_name_and_found_by_a_part_of_it(api: Api) -> None:
    admin = api.member("ADMIN", first_name="Vanna", last_name="Sok")
    for first, last, role in (("Bopha", "Lim", "STUDENT"), ("Ana_x", "Keo%", "TEACHER")):
        api.member(role, admin.tenant, first_name=first, last_name=last)
    caller = api.as_(admin)
    assert [m["name"] for m in all_items(caller, "/v1/members", limit=1)] == [
        "Ana_x Keo%",
        "Bopha Lim",
        "Vanna Sok",
    ]
    for query, found in (
        ({"q": "LIM"}, ["Bopha Lim"]),
        ({"q": "_x keo%"}, ["Ana_x Keo%"]),
        ({"q": "o_h"}, []),
        ({"q": admin.user.email.upper()}, ["Vanna Sok"]),
        ({"role": "TEACHER"}, ["Ana_x Keo%"]),
        ({"status": "SUSPENDED"}, []),
    ):
        assert [m["name"] for m in all_items(caller, "/v1/members", **query)] == found, query


def test_a_member_is_listed_with_what_they_hold(api: Api) -> None:
    admin = api.member("ADMIN")
    helper = api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        given = make_assignment(connection, tenant_id=admin.tenant.id, user_id=helper.id)
        make_assignment(
            connection, tenant_id=admin.tenant.id, user_id=helper.id, role="PLATFORM_ADMIN"
        )
    (read,) = all_items(api.as_(admin), "/v1/members", role="STUDENT")
    assert read["assignments"] == [
        {
            "id": str(given),
            "userId": str(helper.id),
            "role": "MODERATOR",
            "scopeType": "TENANT",
            "scopeId": str(admin.tenant.id),
            "scopeName": "School",
        }
    ]


def test_another_role_counts_at_once(api: Api, looked_at: list[str]) -> None:
    """AT-S1-3, of a role: rights change with the next request, and the relay is told to look."""
    admin = api.member("ADMIN")
    teacher = api.member("TEACHER", admin.tenant)
    read = ok(api.as_(admin).put(path(teacher), json={"role": "ADMIN"}))
    assert (read["role"], read["status"]) == ("ADMIN", "ACTIVE")
    ok(api.as_(teacher).get("/v1/members"))
    assert looked_at == [f"user:{teacher.id}"]
    ok(api.as_(admin).put(path(teacher), json={"role": "STUDENT"}))
    refused(api.as_(teacher).get("/v1/members"), 403, "forbidden")
    # Signed in all the same: nothing of theirs has ended.
    ok(api.as_(teacher).get("/v1/users/me"))


def test_who_is_suspended_is_out_of_this_school_and_no_other(api: Api) -> None:
    admin, elsewhere = api.member("ADMIN"), api.tenant()
    pupil = api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        make_membership(connection, tenant_id=elsewhere.id, user_id=pupil.id)
        there = make_session(connection, tenant_id=elsewhere.id, user_id=pupil.id)
    other = api.signed_in(pupil.user, elsewhere, "STUDENT", there)
    read = ok(api.as_(admin).put(path(pupil), json={"status": "SUSPENDED"}))
    assert read["status"] == "SUSPENDED"
    refused(api.as_(pupil).get("/v1/users/me"), 401, "unauthenticated")
    ok(api.as_(other).get("/v1/users/me"))
    (ended,) = api.events(admin.tenant, "session:revoked")
    assert ended.data == {"sessionIds": [str(pupil.session_id)], "reason": "membership"}
    assert ended.channel == f"user:{pupil.id}"
    ok(api.as_(admin).put(path(pupil), json={"status": "ACTIVE"}))
    assert held(api, pupil) == ("STUDENT", "ACTIVE")


def test_who_is_removed_loses_what_they_held(api: Api) -> None:
    admin = api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        make_assignment(connection, tenant_id=admin.tenant.id, user_id=pupil.id)
    ok(api.as_(admin).delete(path(pupil)), 204)
    assert held(api, pupil) == ("STUDENT", "LEFT")
    refused(api.as_(pupil).get("/v1/users/me"), 401, "unauthenticated")
    assert [m["userId"] for m in all_items(api.as_(admin), "/v1/members")] == [str(admin.id)]
    (left,) = all_items(api.as_(admin), "/v1/members", status="LEFT")
    assert (left["userId"], left["assignments"]) == (str(pupil.id), [])
    refused(api.as_(admin).delete(path(pupil)), 404, "not_found")
    refused(api.as_(admin).put(path(pupil), json={"role": "ADMIN"}), 404, "not_found")


def test_nobody_changes_their_own_place(api: Api) -> None:
    admin = api.member("ADMIN")
    api.member("ADMIN", admin.tenant)
    caller = api.as_(admin)
    with api.nothing_written():
        refused(caller.put(path(admin), json={"role": "TEACHER"}), 409, "not_yourself")
        refused(caller.delete(path(admin)), 409, "not_yourself")
        suspend = f"/v1/users/{admin.id}/suspend"
        refused(caller.post(suspend, json={"reason": "x"}), 409, "not_yourself")
        refused(caller.delete(suspend), 409, "not_yourself")


@pytest.mark.parametrize("how", ["demote", "remove", "suspend"])
def test_two_administrators_at_once_leave_one(api: Api, how: str) -> None:
    """Each removes the other: whoever comes second is told that they are the last."""
    one = api.member("ADMIN")
    two = api.member("ADMIN", one.tenant)

    def against(who: Member, whom: Member) -> Any:
        if how == "remove":
            return lambda: api.as_(who).delete(path(whom))
        if how == "demote":
            return lambda: api.as_(who).put(path(whom), json={"role": "TEACHER"})
        body = {"reason": "x"}
        return lambda: api.as_(who).post(f"/v1/users/{whom.id}/suspend", json=body)

    answers = in_parallel([against(one, two), against(two, one)])
    codes = sorted(answer.status_code for answer in answers)
    # One may have been signed out before its request began.
    assert codes[0] in {200, 204}
    assert codes[1] in {401, 403, 409}
    left = [held(api, member) for member in (one, two)]
    assert left.count(("ADMIN", "ACTIVE")) == 1


def test_the_last_administrator_stays(api: Api) -> None:
    """Whoever asks was an administrator when the request began, and is none when it is decided."""
    last = api.member("ADMIN")
    second = api.member("ADMIN", last.tenant)
    caller, suspend = api.as_(second), f"/v1/users/{last.id}/suspend"
    requests = (
        lambda: caller.put(path(last), json={"role": "TEACHER"}),
        lambda: caller.put(path(last), json={"status": "SUSPENDED"}),
        lambda: caller.delete(path(last)),
        lambda: caller.post(suspend, json={"reason": "x"}),
    )
    demoting = text("UPDATE app.memberships SET role = 'TEACHER' WHERE user_id = :u")
    for answer in behind(api, lambda scene: scene.execute(demoting, {"u": second.id}), requests):
        refused(answer, 409, "last_administrator")
    assert held(api, last) == ("ADMIN", "ACTIVE")


def test_nobody_gives_or_takes_more_than_they_hold(api: Api) -> None:
    """A pupil who moderates the school shuts out pupils, and nobody who may do more."""
    admin = api.member("ADMIN")
    moderator, pupil = api.member("STUDENT", admin.tenant), api.member("STUDENT", admin.tenant)
    teacher = api.member("TEACHER", admin.tenant)
    with api.scene() as connection:
        make_assignment(connection, tenant_id=admin.tenant.id, user_id=moderator.id)
    caller, body = api.as_(moderator), {"reason": "Insults"}
    for member in (teacher, admin):
        suspend = f"/v1/users/{member.id}/suspend"
        refused(caller.post(suspend, json=body), 403, "beyond_your_rights")
        refused(caller.delete(suspend), 403, "beyond_your_rights")
    ok(caller.post(f"/v1/users/{pupil.id}/suspend", json=body))
    refused(caller.get("/v1/members"), 403, "forbidden")


def test_who_moderates_a_class_shuts_nobody_out(api: Api) -> None:
    admin = api.member("ADMIN")
    moderator, pupil = api.member("STUDENT", admin.tenant), api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        class_id = make_class(connection, tenant_id=admin.tenant.id)
        make_assignment(
            connection,
            tenant_id=admin.tenant.id,
            user_id=moderator.id,
            scope_type="CLASS",
            scope_id=class_id,
        )
    suspend = f"/v1/users/{pupil.id}/suspend"
    with api.nothing_written():
        refused(api.as_(moderator).post(suspend, json={"reason": "x"}), 403, "forbidden")
        refused(api.as_(moderator).delete(suspend), 403, "forbidden")


@pytest.mark.every_school
def test_a_suspension_says_why_and_ends_by_itself(api: Api) -> None:
    admin = api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    suspend = f"/v1/users/{pupil.id}/suspend"
    past = api.as_(admin).post(suspend, json={"reason": "x", "until": "2020-01-01T00:00:00Z"})
    assert refused(past, 422, "validation_failed")["errors"][0]["field"] == "until"
    until = api.clock() + timedelta(hours=2)
    body = {"reason": "Insults", "until": until.isoformat()}
    read = ok(api.as_(admin).post(suspend, json=body))
    assert read["status"] == "SUSPENDED"
    assert read["suspension"]["reason"] == "Insults"
    (told,) = api.events(admin.tenant, "user:suspended")
    assert (told.channel, told.data["reason"]) == (f"user:{pupil.id}", "Insults")
    refused(api.as_(pupil).get("/v1/users/me"), 401, "unauthenticated")
    api.run_job("job_suspension_expiry")
    assert held(api, pupil) == ("STUDENT", "SUSPENDED")
    api.clock.advance(hours=3)
    api.run_job("job_suspension_expiry")
    assert held(api, pupil) == ("STUDENT", "ACTIVE")


@pytest.mark.every_school
def test_of_two_suspensions_the_later_end_counts(api: Api, looked_at: list[str]) -> None:
    admin = api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    caller, suspend = api.as_(admin), f"/v1/users/{pupil.id}/suspend"
    until = (api.clock() + timedelta(hours=2)).isoformat()
    ok(caller.post(suspend, json={"reason": "one", "until": until}))
    ok(caller.post(suspend, json={"reason": "two"}))
    api.clock.advance(hours=3)
    api.run_job("job_suspension_expiry")
    assert held(api, pupil) == ("STUDENT", "SUSPENDED")
    looked_at.clear()
    read = ok(api.as_(admin).delete(suspend))
    assert (read["status"], read["suspension"]) == ("ACTIVE", None)
    assert ok(api.as_(admin).delete(suspend))["status"] == "ACTIVE"
    assert looked_at == [f"user:{pupil.id}"]


def test_nobody_else_confirms_an_address(api: Api) -> None:
    admin = api.member("ADMIN")
    with api.scene() as connection:
        guest = make_user(connection)
        make_membership(connection, tenant_id=admin.tenant.id, user_id=guest.id, status="INVITED")
    caller = api.as_(admin)
    with api.nothing_written():
        change = caller.put(f"/v1/members/{guest.id}", json={"status": "ACTIVE"})
        refused(change, 409, "member_pending")
        shut = caller.post(f"/v1/users/{guest.id}/suspend", json={"reason": "x"})
        refused(shut, 409, "member_pending")
    assert ok(caller.put(f"/v1/members/{guest.id}", json={"role": "TEACHER"}))["role"] == "TEACHER"


def test_nobody_else_is_shut_out(api: Api) -> None:
    admin, stranger = api.member("ADMIN"), api.member()
    suspend = f"/v1/users/{stranger.id}/suspend"
    with api.nothing_written():
        refused(api.as_(admin).post(suspend, json={"reason": "x"}), 404, "not_found")
        refused(api.as_(admin).delete(suspend), 404, "not_found")


def test_a_key_with_one_right_gives_and_takes_no_more_than_everybody_has(api: Api) -> None:
    """An administrator's key that may let people in makes nobody an administrator."""
    admin = api.member("ADMIN")
    teacher, pupil = api.member("TEACHER", admin.tenant), api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        given = make_assignment(connection, tenant_id=admin.tenant.id, user_id=pupil.id)
    rights = (Permission.USERS_MANAGE, Permission.CLAIM_CODES_MANAGE)
    key = api.with_token(insert_api_key(api, admin, rights)[1])
    moderates = {"role": "MODERATOR", "scopeType": "TENANT", "scopeId": str(admin.tenant.id)}
    for answer in (
        key.put(path(pupil), json={"role": "ADMIN"}),
        key.put(path(teacher), json={"role": "STUDENT"}),
        key.delete(path(teacher)),
        key.delete(f"{path(teacher)}/factors"),
        key.post("/v1/invitations", json={"email": "a@example.test", "role": "ADMIN"}),
        key.post("/v1/claim-codes", json={"type": "TEACHER", "count": 1}),
        key.post("/v1/role-assignments", json={"userId": str(pupil.id), **moderates}),
        key.delete(f"/v1/role-assignments/{given}"),
    ):
        refused(answer, 403, "beyond_your_rights")
    ok(key.put(path(pupil), json={"role": "PARENT"}))
    ok(key.post("/v1/invitations", json={"email": "a@example.test", "role": "STUDENT"}), 201)
    ok(key.post("/v1/claim-codes", json={"type": "STUDENT", "count": 1}), 201)
