"""What ends a session ends it everywhere: in every school, with its streams."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from sqlalchemy import text

from infra.passwords import hash_password
from shared.identity.types import TokenPurpose
from tests.areas.identity.factories.links import mailed_link, reset
from tests.areas.people.factories.people import Tenant, make_membership, make_session
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member

PASSWORD = "correct horse battery"


@pytest.fixture
def person(api: Api) -> Member:
    return api.member(password_hash=hash_password(PASSWORD, rounds=4))


@pytest.fixture
def second(api: Api, person: Member) -> Tenant:
    """Another school of the person."""
    school = api.tenant()
    with api.scene() as connection:
        make_membership(connection, tenant_id=school.id, user_id=person.id, role="TEACHER")
    return school


def sign_in(api: Api, person: Member, school: Tenant) -> Caller:
    body = {"email": person.user.email, "password": PASSWORD, "tenant": school.slug}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=body))
    return api.with_token(tokens["accessToken"])


def sid(caller: Caller) -> str:
    claims = jwt.decode(caller.token or "", options={"verify_signature": False})
    return str(claims["sid"])


def told(api: Api, school: Tenant) -> list[Any]:
    """What the streams of a school were told of ended sessions."""
    return [
        (event.channel, event.data["reason"], set(event.data["sessionIds"]))
        for event in api.events(school, "session:revoked")
    ]


def test_a_changed_password_ends_sessions_in_other_schools_as_fast(
    api: Api, person: Member, second: Tenant
) -> None:
    here, there = sign_in(api, person, person.tenant), sign_in(api, person, second)
    body = {"currentPassword": PASSWORD, "newPassword": "battery staple horse"}
    ok(here.post("/v1/auth/change-password", json=body), 204)
    refused(there.get("/v1/users/me"), 401, "unauthenticated")
    ok(here.get("/v1/users/me"))
    channel = f"user:{person.id}"
    assert told(api, second) == [(channel, "password_changed", {sid(there)})]
    assert told(api, person.tenant) == [(channel, "password_changed", {str(person.session_id)})]


def test_what_ended_elsewhere_takes_no_mail_along(api: Api, person: Member, second: Tenant) -> None:
    """The other school is told of the session; the mail is of the school where it was asked."""
    there = sign_in(api, person, second)
    body = {"currentPassword": PASSWORD, "newPassword": "battery staple horse"}
    ok(api.as_(person).post("/v1/auth/change-password", json=body), 204)
    assert told(api, second) == [(f"user:{person.id}", "password_changed", {sid(there)})]
    (queued,) = api.events(person.tenant, "email:queued")
    assert queued.data["templateKey"] == "password_changed"
    assert api.events(second, "email:queued") == []


def test_signing_out_everywhere_else_and_one_device_reach_every_school(
    api: Api, person: Member, second: Tenant
) -> None:
    here, there = sign_in(api, person, person.tenant), sign_in(api, person, second)
    phone = sign_in(api, person, second)
    devices = ok(here.get("/v1/auth/sessions"))["data"]
    lost = next(d["id"] for d in devices if d["id"] == sid(phone))
    ok(here.delete(f"/v1/auth/sessions/{lost}"), 204)
    ok(there.get("/v1/users/me"))
    ok(here.delete("/v1/auth/sessions"), 204)
    refused(there.get("/v1/users/me"), 401, "unauthenticated")
    channel = f"user:{person.id}"
    assert told(api, second) == [
        (channel, "revoked", {sid(phone)}),
        (channel, "revoked", {sid(there)}),
    ]


def test_a_reset_password_ends_all_of_them(api: Api, person: Member, second: Tenant) -> None:
    there = sign_in(api, person, second)
    token = mailed_link(api, person.user.email, TokenPurpose.RESET)
    ok(reset(api, token, "battery staple horse"))
    refused(there.get("/v1/users/me"), 401, "unauthenticated")
    assert told(api, second) == [(f"user:{person.id}", "password_changed", {sid(there)})]


def test_a_device_that_was_in_use_all_week_can_be_signed_out(api: Api, person: Member) -> None:
    """Hundreds of spent tokens: one event says what may still be in use, and is small."""
    caller = sign_in(api, person, person.tenant)
    now, family = api.clock(), UUID(sid(caller))
    with api.scene() as connection:
        for number in range(600):
            spent = make_session(
                connection, tenant_id=person.tenant.id, user_id=person.id, family_id=family
            )
            connection.execute(
                text(
                    "UPDATE app.auth_sessions SET replaced_by = :next, replaced_at = :at,"
                    " created_at = :at WHERE id = :id"
                ),
                {"next": family, "at": now - timedelta(minutes=14 * (number + 2)), "id": spent},
            )
    ok(caller.post("/v1/auth/logout"), 204)
    ((_, _, sessions),) = told(api, person.tenant)
    assert sessions == {str(family)}
    left = api.rows(
        "SELECT count(*) AS n FROM app.auth_sessions WHERE family_id = :f AND revoked_at IS NULL",
        f=family,
    )
    assert left[0].n == 0


def test_many_sessions_of_now_are_told_in_parts(api: Api, person: Member) -> None:
    caller = sign_in(api, person, person.tenant)
    with api.scene() as connection:
        made = {
            str(make_session(connection, tenant_id=person.tenant.id, user_id=person.id))
            for _ in range(250)
        }
    ok(caller.delete("/v1/auth/sessions"), 204)
    parts = told(api, person.tenant)
    assert len(parts) == 3
    assert set().union(*(sessions for _, _, sessions in parts)) == made | {str(person.session_id)}
