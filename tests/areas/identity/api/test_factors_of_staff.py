"""A school demands two factors of its staff; and a member loses what they had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.areas.identity.factories.factors import (
    PASSWORD,
    code_of_app,
    enrol,
    first_step,
    insert_authenticator,
    insert_key,
    new_key,
    register_key,
    with_password,
)
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.people.factories.people import Tenant, make_membership
from tests.areas.tenants.api.test_settings import PATH, form
from tests.support.api import Api, ok, refused
from tests.support.scene import Member

PAST = "2026-01-05T00:00:00+00:00"
_CHANNELS = "SELECT channels FROM app.stream_principal(:t, :u, :s, 0)"


def demanding(api: Api, since: str = PAST) -> Tenant:
    return api.tenant(settings={"staff_factors_from": since})


def channels(api: Api, member: Member) -> list[Any]:
    """What a relay hears when it asks who holds the member's token."""
    return api.rows(_CHANNELS, t=member.tenant.id, u=member.id, s=member.session_id)


@pytest.mark.parametrize("role", ["TEACHER", "ADMIN"])
def test_staff_without_a_factor_reach_only_what_sets_one_up(api: Api, role: str) -> None:
    member = with_password(api, role=role, tenant=demanding(api))
    caller = api.as_(member)
    for refusing in ("/v1/posts", "/v1/notifications", "/v1/realtime/events", "/v1/pulses"):
        refused(caller.get(refusing), 403, "second_factor_required")
    refused(caller.post("/v1/realtime/token", json={}), 403, "second_factor_required")
    assert channels(api, member) == []
    assert ok(caller.get("/v1/users/me"))["secondFactorDue"] == "2026-01-05T00:00:00Z"
    ok(caller.get("/v1/auth/sessions"))

    enrol(api, member)
    ok(caller.get("/v1/posts"))
    assert ok(caller.get("/v1/users/me"))["secondFactorDue"] is None
    assert channels(api, member)[0].channels[0] == f"user:{member.id}"


def test_a_sign_in_by_password_opens_no_more(api: Api) -> None:
    member = with_password(api, role="TEACHER", tenant=demanding(api))
    body = {"email": member.user.email, "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=body))
    here = api.with_token(tokens["accessToken"])
    refused(here.get("/v1/posts"), 403, "second_factor_required")
    ok(here.post("/v1/auth/mfa/totp"))
    ok(here.post("/v1/auth/logout"), 204)


def test_everybody_else_comes_in_as_before(api: Api) -> None:
    tenant = demanding(api)
    for role in ("STUDENT", "PARENT", "RESEARCHER"):
        member = api.member(role, tenant)
        ok(api.as_(member).get("/v1/posts"))
        assert channels(api, member)
        assert ok(api.as_(member).get("/v1/users/me"))["secondFactorDue"] is None
    ready = api.member("TEACHER", tenant)
    insert_key(api, ready)
    ok(api.as_(ready).get("/v1/posts"))
    # An app that was only offered proves nothing.
    offered = api.member("TEACHER", tenant)
    insert_authenticator(api, offered, confirmed=False)
    refused(api.as_(offered).get("/v1/posts"), 403, "second_factor_required")
    assert channels(api, offered) == []


def test_until_the_day_comes_staff_have_time(api: Api) -> None:
    soon = (datetime.now(UTC) + timedelta(days=14)).isoformat()
    member = api.member("TEACHER", demanding(api, soon))
    ok(api.as_(member).get("/v1/posts"))
    assert channels(api, member)
    due = datetime.fromisoformat(ok(api.as_(member).get("/v1/users/me"))["secondFactorDue"])
    assert due == datetime.fromisoformat(soon)


def test_a_key_of_staff_is_refused_like_its_owner(api: Api) -> None:
    member = api.member("TEACHER", demanding(api))
    _, key = insert_api_key(api, member)
    refused(api.with_token(key).get("/v1/posts"), 403, "second_factor_required")


def test_the_first_factor_ends_what_a_password_alone_has_opened(api: Api) -> None:
    for by_passkey in (False, True):
        member = with_password(api, role="TEACHER", tenant=demanding(api))
        body = {"email": member.user.email, "password": PASSWORD}
        other = api.with_token(ok(api.anonymous().post("/v1/auth/login", json=body))["accessToken"])
        ok(other.get("/v1/users/me"))
        if by_passkey:
            register_key(api, member, new_key())
        else:
            enrol(api, member)
        refused(other.get("/v1/users/me"), 401, "unauthenticated")
        ok(api.as_(member).get("/v1/users/me"))
        (told,) = api.events(member.tenant, "session:revoked")
        assert told.data["reason"] == "revoked"


def test_administrators_say_from_when_on(api: Api) -> None:
    admin = api.member("ADMIN")
    caller = api.as_(admin)
    since = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    shown = since.isoformat().replace("+00:00", "Z")
    read = ok(caller.put(PATH, json=form(staffFactorsFrom=shown)))
    assert read["staffFactorsFrom"] == shown
    # Who does not name it does not change it.
    assert ok(caller.put(PATH, json=form(settingsVersion=1)))["staffFactorsFrom"] == shown
    told = api.events(admin.tenant, "flags:updated")
    assert "staffFactorsFrom" in told[0].data["keys"]
    assert ok(caller.get("/v1/users/me"))["secondFactorDue"] == shown
    body = form(settingsVersion=2, staffFactorsFrom=None)
    assert ok(caller.put(PATH, json=body))["staffFactorsFrom"] is None
    ok(caller.put(PATH, json=form(settingsVersion=3, staffFactorsFrom=PAST)))
    refused(caller.get(PATH), 403, "second_factor_required")


def test_a_lost_factor_is_removed_by_an_administrator(api: Api) -> None:
    admin = api.member("ADMIN")
    member = with_password(api, role="TEACHER", tenant=admin.tenant)
    enrol(api, member)
    insert_key(api, member)
    factors = f"/v1/members/{member.id}/factors"
    (listed,) = [
        one for one in ok(api.as_(admin).get("/v1/members"))["data"] if one["secondFactor"]
    ]
    assert listed["userId"] == str(member.id)

    ok(api.as_(admin).delete(factors), 204)
    refused(api.as_(member).get("/v1/users/me"), 401, "unauthenticated")
    body = {"email": member.user.email, "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=body))
    left = ok(api.with_token(tokens["accessToken"]).get("/v1/auth/mfa"))
    assert left == {"totp": False, "passkeys": 0, "recoveryCodesLeft": 0}
    told = api.events(admin.tenant, "session:revoked")
    assert [event.data["reason"] for event in told] == ["factors_removed"]
    mails = [event.data["templateKey"] for event in api.events(admin.tenant, "email:queued")]
    assert mails[-1] == "factors_removed"
    (entry,) = ok(api.as_(admin).get("/v1/audit-log"))["data"]
    assert entry["action"] == "member.factors_removed"
    refused(api.as_(admin).delete(factors), 409, "no_factor_to_remove")


def test_who_lost_it_sets_up_another_one_where_the_school_demands_it(api: Api) -> None:
    tenant = demanding(api)
    admin, member = api.member("ADMIN", tenant), with_password(api, role="TEACHER", tenant=tenant)
    insert_key(api, admin)
    enrol(api, member)
    ok(api.as_(admin).delete(f"/v1/members/{member.id}/factors"), 204)
    body = {"email": member.user.email, "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=body))
    here = api.with_token(tokens["accessToken"])
    refused(here.get("/v1/posts"), 403, "second_factor_required")
    offer = ok(here.post("/v1/auth/mfa/totp"))
    code = code_of_app(api, offer["secret"], steps=-1)
    ok(here.post("/v1/auth/mfa/totp/verify", json={"code": code}), 204)
    ok(here.get("/v1/posts"))
    assert first_step(api.anonymous(), member)["methods"] == ["totp", "recovery_code"]


def test_nobody_removes_what_is_not_the_schools_to_remove(api: Api) -> None:
    admin = api.member("ADMIN")
    caller = api.as_(admin)
    insert_key(api, admin)
    with api.nothing_written():
        refused(caller.delete(f"/v1/members/{admin.id}/factors"), 409, "not_yourself")
    elsewhere = api.member("TEACHER", admin.tenant)
    insert_key(api, elsewhere)
    with api.scene() as connection:
        make_membership(connection, tenant_id=api.tenant().id, user_id=elsewhere.id)
    with api.nothing_written():
        refused(caller.delete(f"/v1/members/{elsewhere.id}/factors"), 409, "account_elsewhere")
    stranger = api.member("TEACHER")
    insert_key(api, stranger)
    with api.nothing_written():
        refused(caller.delete(f"/v1/members/{stranger.id}/factors"), 404, "not_found")
