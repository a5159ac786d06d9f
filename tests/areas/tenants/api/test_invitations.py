"""Invitations: mailed, accepted by the owner of the address alone, taken back."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from infra.local.outbox import read_outbox
from shared.tenants.codes import token_digest
from tests.areas.people.factories.people import make_membership, make_user
from tests.areas.tenants.factories.schools import make_invitation
from tests.support.api import Api, all_items, in_parallel, ok, refused
from tests.support.scene import Member
from tests.support.waiting import looking_first

PATH = "/v1/invitations"
ACCEPT = f"{PATH}/accept"
PASSWORD = "correct horse battery"


def invite(api: Api, admin: Member, email: str, **changes: Any) -> Any:
    body = {"email": email, "role": "TEACHER", "locale": "km", **changes}
    return ok(api.as_(admin).post(PATH, json=body), 201)


def invited(api: Api, admin: Member, email: str, **columns: Any) -> str:
    with api.scene() as connection:
        return make_invitation(
            connection, tenant_id=admin.tenant.id, created_by=admin.id, email=email, **columns
        )[1]


def registration(email: str, token: str, **changes: Any) -> dict[str, Any]:
    given = {"email": email, "password": PASSWORD, "firstName": "Sok", "lastName": "Chan"}
    return {**given, "inviteToken": token, **changes}


def role_in(api: Api, tenant_id: object, email: str) -> list[tuple[str, str]]:
    rows = api.rows(
        "SELECT m.role, m.status FROM app.memberships AS m JOIN app.users AS u ON u.id = m.user_id"
        " WHERE m.tenant_id = :t AND u.email = :e",
        t=tenant_id,
        e=email,
    )
    return [(row.role, row.status) for row in rows]


def look_at(api: Api, token: str) -> TestResponse:
    """What the page of the link asks first."""
    return api.anonymous().get(f"{PATH}/preview/{token_digest(token)}")


@pytest.mark.parametrize("locale", ["en", "km"])
def test_who_is_invited_comes_in_by_the_link_of_the_mail(
    mailing: Api, outbox: Path, locale: str
) -> None:
    """No second mail: who brings the token has read the first."""
    look = {"color": "#1d4ed8", "motto": "Together"}
    school = mailing.tenant(name="Wat Phnom", name_kh="វត្តភ្នំ", settings={"branding": look})
    admin = mailing.member("ADMIN", school)
    email = f"{admin.tenant.slug}@example.test"
    invitation = invite(mailing, admin, email.upper(), locale=locale)
    assert (invitation["email"], invitation["status"]) == (email, "PENDING")
    assert mailing.deliver("worker_email", admin.tenant) == 1
    (mail,) = [m for m in read_outbox(outbox, 1000) if m.to == email]
    assert ("វត្តភ្នំ" if locale == "km" else "Wat Phnom") in mail.subject
    found = re.search(r"https://app\.example\.test/invitation#([A-Za-z0-9_-]{43})", mail.text)
    assert found, mail.text
    preview = ok(look_at(mailing, found[1]))
    assert (preview["school"], preview["email"], preview["role"]) == (
        "Wat Phnom",
        email,
        "TEACHER",
    )
    assert preview["branding"] == look | {"logo": None}
    body = registration(email, found[1])
    ok(mailing.anonymous().post("/v1/auth/register", json=body), 201)
    tokens = ok(
        mailing.anonymous().post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    )
    me = ok(mailing.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert (me["role"], me["emailVerified"]) == ("TEACHER", True)
    (joined,) = {str(e.data): e for e in mailing.events(admin.tenant, "member:joined")}.values()
    assert joined.data == {"userId": me["id"], "role": "TEACHER", "via": "invitation"}
    assert {e.channel for e in mailing.events(admin.tenant, "member:joined")} == {
        f"user:{me['id']}",
        f"user:{admin.id}",
    }
    assert [i["status"] for i in all_items(mailing.as_(admin), PATH)] == ["ACCEPTED"]
    # It has done what it was for.
    again = mailing.anonymous().post("/v1/auth/register", json=body)
    refused(again, 404, "invitation_not_valid")
    refused(look_at(mailing, found[1]), 404, "invitation_not_valid")


def test_who_has_an_account_accepts_with_it(api: Api) -> None:
    admin, teacher = api.member("ADMIN"), api.member("TEACHER")
    token = invited(api, admin, teacher.user.email, role="RESEARCHER")
    joined = ok(api.as_(teacher).post(ACCEPT, json={"token": token}))
    assert joined == {"tenantId": str(admin.tenant.id), "role": "RESEARCHER"}
    me = ok(api.as_(teacher).get("/v1/users/me"))
    assert {m["role"] for m in me["memberships"]} == {"TEACHER", "RESEARCHER"}
    refused(api.as_(teacher).post(ACCEPT, json={"token": token}), 404, "invitation_not_valid")


def test_only_the_owner_of_the_address_accepts(api: Api) -> None:
    admin, thief = api.member("ADMIN"), api.member("STUDENT")
    token = invited(api, admin, "somebody@example.test")
    with api.nothing_written():
        taken = api.as_(thief).post(ACCEPT, json={"token": token})
        refused(taken, 403, "invitation_for_another")
        body = registration(f"{thief.tenant.slug}@example.test", token)
        problem = refused(
            api.anonymous().post("/v1/auth/register", json=body), 422, "validation_failed"
        )
        assert problem["errors"][0]["code"] == "not_invited"


def test_a_known_address_learns_of_it_by_mail_and_nobody_else(api: Api) -> None:
    """The answer is the same; the account stays as it is, and the invitation open."""
    admin, known = api.member("ADMIN"), api.member("TEACHER")
    token = invited(api, admin, known.user.email)
    body = registration(known.user.email, token)
    answer = ok(api.anonymous().post("/v1/auth/register", json=body), 201)
    assert answer == {"email": known.user.email, "status": "accepted"}
    (mail,) = api.events(admin.tenant, "email:queued")
    assert mail.data["templateKey"] == "already_registered"
    login = {"email": known.user.email, "password": PASSWORD}
    refused(api.anonymous().post("/v1/auth/login", json=login), 401, "wrong_credentials")
    ok(api.as_(known).post(ACCEPT, json={"token": token}))


def test_who_registered_with_anothers_address_loses_it_to_the_invited(api: Api) -> None:
    admin = api.member("ADMIN")
    email = f"{admin.tenant.slug}@example.test"
    with api.scene() as connection:
        make_user(connection, email=email, email_verified_at=None, password_hash="x")
    token = invited(api, admin, email)
    ok(api.anonymous().post("/v1/auth/register", json=registration(email, token)), 201)
    ok(api.anonymous().post("/v1/auth/login", json={"email": email, "password": PASSWORD}))
    assert role_in(api, admin.tenant.id, email) == [("TEACHER", "ACTIVE")]


def test_a_second_invitation_takes_the_place_of_the_first(api: Api) -> None:
    admin = api.member("ADMIN")
    token = invited(api, admin, "sok@example.test")
    invite(api, admin, "sok@example.test", role="PARENT")
    listed = all_items(api.as_(admin), PATH)
    assert [(i["role"], i["status"]) for i in listed] == [
        ("PARENT", "PENDING"),
        ("TEACHER", "REVOKED"),
    ]
    refused(look_at(api, token), 404, "invitation_not_valid")


def test_what_was_taken_back_or_is_too_old_opens_nothing(api: Api) -> None:
    admin, teacher = api.member("ADMIN"), api.member("TEACHER")
    token = invited(api, admin, teacher.user.email)
    (invitation,) = all_items(api.as_(admin), PATH)
    ok(api.as_(admin).delete(f"{PATH}/{invitation['id']}"), 204)
    refused(api.as_(teacher).post(ACCEPT, json={"token": token}), 404, "invitation_not_valid")
    late = invited(api, admin, teacher.user.email)
    api.clock.advance(days=15)
    with api.nothing_written():
        refused(api.as_(teacher).post(ACCEPT, json={"token": late}), 404, "invitation_not_valid")
    assert [i["status"] for i in all_items(api.as_(admin), PATH)] == ["EXPIRED", "REVOKED"]


def test_what_is_no_invitation_of_the_school_cannot_be_taken_back(api: Api) -> None:
    caller = api.as_(api.member("ADMIN"))
    refused(caller.delete(f"{PATH}/0199a1f9-0000-7000-8000-000000000000"), 404, "not_found")


def test_an_accepted_invitation_stays_what_it_is(api: Api) -> None:
    admin, teacher = api.member("ADMIN"), api.member("TEACHER")
    token = invited(api, admin, teacher.user.email)
    ok(api.as_(teacher).post(ACCEPT, json={"token": token}))
    (invitation,) = all_items(api.as_(admin), PATH)
    ok(api.as_(admin).delete(f"{PATH}/{invitation['id']}"), 204)
    assert all_items(api.as_(admin), PATH)[0]["status"] == "ACCEPTED"


def test_members_are_not_invited_again(api: Api) -> None:
    admin = api.member("ADMIN")
    teacher = api.member("TEACHER", admin.tenant)
    with api.nothing_written():
        body = {"email": teacher.user.email, "role": "ADMIN"}
        refused(api.as_(admin).post(PATH, json=body), 409, "already_member")
    # Somebody who became one after the invitation keeps the role they have.
    token = invited(api, admin, teacher.user.email, role="ADMIN")
    with api.nothing_written():
        refused(api.as_(teacher).post(ACCEPT, json={"token": token}), 409, "already_member")


@pytest.mark.parametrize("status", ["SUSPENDED", "LEFT"])
def test_an_invitation_brings_back_who_left_and_nobody_who_is_shut_out(
    api: Api, status: str
) -> None:
    admin, teacher = api.member("ADMIN"), api.member("TEACHER")
    with api.scene() as connection:
        make_membership(
            connection, tenant_id=admin.tenant.id, user_id=teacher.id, role="ADMIN", status=status
        )
    token = invited(api, admin, teacher.user.email, role="STUDENT")
    answer = api.as_(teacher).post(ACCEPT, json={"token": token})
    if status == "SUSPENDED":
        refused(answer, 409, "already_member")
        return
    ok(answer)
    assert role_in(api, admin.tenant.id, teacher.user.email) == [("STUDENT", "ACTIVE")]


def test_a_school_that_is_full_or_closed_takes_nobody(api: Api) -> None:
    full = api.member("ADMIN", api.tenant(quotas={"members": 1}))
    closed = api.member("ADMIN", api.tenant(status="SUSPENDED"))
    teacher = api.member("TEACHER")
    for admin, status, code in (
        (full, 409, "school_full"),
        (closed, 404, "invitation_not_valid"),
    ):
        token = invited(api, admin, teacher.user.email)
        fresh = f"new-{admin.tenant.slug}@example.test"
        body = registration(fresh, invited(api, admin, fresh))
        with api.nothing_written():
            refused(api.as_(teacher).post(ACCEPT, json={"token": token}), status, code)
        refused(api.anonymous().post("/v1/auth/register", json=body), status, code)


def test_many_who_come_at_once_are_no_more_than_there_is_room(api: Api) -> None:
    admin = api.member("ADMIN", api.tenant(quotas={"members": 3}))
    people = [api.member("TEACHER") for _ in range(5)]
    tokens = [invited(api, admin, person.user.email) for person in people]
    answers = in_parallel(
        [
            partial(api.as_(person).post, ACCEPT, json={"token": token})
            for person, token in zip(people, tokens, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409, 409]


def test_two_who_invite_an_address_at_once_leave_one_invitation(api: Api) -> None:
    one = api.member("ADMIN")
    other = api.member("ADMIN", one.tenant)
    body = {"email": f"new@{one.tenant.slug}.test", "role": "TEACHER", "locale": "km"}
    inviting = [partial(api.as_(admin).post, PATH, json=body) for admin in (one, other)]
    for answer in looking_first(api, "invitations", inviting):
        ok(answer, 201)
    assert [i["status"] for i in all_items(api.as_(one), PATH)] == ["PENDING", "REVOKED"]
