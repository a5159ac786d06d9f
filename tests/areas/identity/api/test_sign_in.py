"""Signing in and out, and changing schools."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import bcrypt
import jwt
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from infra.passwords import hash_password
from tests.areas.people.factories.people import Tenant, make_membership, new_id
from tests.support.api import Api, Caller, in_one_window, ok, refused
from tests.support.scene import Member

PASSWORD = "correct horse battery"


@pytest.fixture
def person(api: Api) -> Member:
    return api.member(password_hash=hash_password(PASSWORD, rounds=4))


def sign_in(caller: Caller, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    body = {"email": email, "password": password, **more}
    return caller.post("/v1/auth/login", json=body)


def join(api: Api, member: Member, *, status: str = "ACTIVE", **columns: Any) -> Tenant:
    """Another school of the person."""
    school = api.tenant(**columns)
    with api.scene() as connection:
        make_membership(
            connection, tenant_id=school.id, user_id=member.id, role="TEACHER", status=status
        )
    return school


def test_signing_in_opens_a_session_and_says_so(api: Api, person: Member) -> None:
    caller = api.anonymous(agent="Firefox on a phone")
    tokens = ok(sign_in(caller, person.user.email.upper()))
    assert set(tokens) == {
        "accessToken",
        "refreshToken",
        "csrfToken",
        "tokenType",
        "expiresIn",
        "tenantId",
        "userId",
    }
    assert (tokens["userId"], tokens["tenantId"]) == (str(person.id), str(person.tenant.id))
    assert tokens["expiresIn"] == 900
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 900
    (event,) = api.events(person.tenant, "session:created")
    assert event.data == {
        "userId": str(person.id),
        "sessionId": claims["sid"],
        "ip": caller.ip,
        "userAgent": "Firefox on a phone",
    }
    ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))


def test_credentials_are_never_stored_readable_nor_cached(api: Api, person: Member) -> None:
    answer = sign_in(api.anonymous(), person.user.email)
    tokens = ok(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    rows = api.rows(
        "SELECT s::text AS whole FROM app.auth_sessions AS s WHERE user_id = :u", u=person.id
    )
    log = str(api.events(person.tenant))
    for secret in (tokens["refreshToken"], tokens["accessToken"]):
        assert not any(secret in row.whole for row in rows)
        assert secret not in log


def test_whatever_is_wrong_the_answer_is_one(api: Api, person: Member) -> None:
    without_password = api.member()
    deleted = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    lonely = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    with api.scene() as connection:
        for statement, user in (
            ("UPDATE app.users SET deleted_at = now() WHERE id = :u", deleted),
            ("UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u", lonely),
        ):
            connection.execute(text(statement), {"u": user.id})
    other = api.tenant()
    problems = [
        refused(answer, 401, "wrong_credentials")
        for answer in (
            sign_in(api.anonymous(), person.user.email, "wrong password"),
            sign_in(api.anonymous(), "nobody@example.test"),
            sign_in(api.anonymous(), "' OR 1=1 --"),
            sign_in(api.anonymous(), without_password.user.email),
            sign_in(api.anonymous(), deleted.user.email),
            sign_in(api.anonymous(), lonely.user.email),
            sign_in(api.anonymous(), person.user.email, tenant=other.slug),
            sign_in(api.anonymous(), person.user.email, tenant="no-such-school"),
        )
    ]
    for problem in problems:
        del problem["requestId"]
    assert all(problem == problems[0] for problem in problems)


def test_a_school_is_chosen_by_its_name(api: Api, person: Member) -> None:
    second = join(api, person)
    suspended = join(api, person, status="SUSPENDED")
    closed = join(api, person, status="ACTIVE")
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.tenants SET status = 'SUSPENDED' WHERE id = :t"), {"t": closed.id}
        )
    tokens = ok(sign_in(api.anonymous(), person.user.email, tenant=second.slug))
    assert tokens["tenantId"] == str(second.id)
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert (me["tenant"]["slug"], me["role"]) == (second.slug, "TEACHER")
    assert {m["tenant"]["slug"] for m in me["memberships"]} == {person.tenant.slug, second.slug}
    for school in (suspended, closed):
        answer = sign_in(api.anonymous(), person.user.email, tenant=school.slug)
        refused(answer, 401, "wrong_credentials")


def test_ten_tries_for_an_address_in_a_quarter_of_an_hour(api: Api, person: Member) -> None:
    """Also the right password has to wait then; a stranger elsewhere locks nobody out."""

    def too_many_tries() -> list[tuple[int, str]]:
        caller = api.anonymous()
        answers = [sign_in(caller, person.user.email, "wrong") for _ in range(10)]
        # The right password comes too late now, and the spelling of the address matters not.
        answers.append(sign_in(caller, person.user.email))
        answers.append(sign_in(caller, f" {person.user.email.upper()} "))
        answers.append(sign_in(caller, "somebody@else.test", "wrong"))
        answers.append(sign_in(api.anonymous(), person.user.email))
        return [(a.status_code, a.headers.get("Retry-After", "0")) for a in answers]

    statuses, waits = zip(*in_one_window(api, 900, too_many_tries), strict=True)
    assert statuses == (*[401] * 10, 429, 429, 401, 200)
    assert all(1 <= int(seconds) <= 900 for seconds in waits[10:12])


def test_signing_out_ends_access_and_refresh(api: Api, person: Member) -> None:
    """AT-S1-3, of the access token."""
    tokens = ok(sign_in(api.anonymous(), person.user.email))
    other = ok(sign_in(api.anonymous(), person.user.email))
    caller = api.with_token(tokens["accessToken"])
    ok(caller.post("/v1/auth/logout"), 204)
    refused(caller.get("/v1/users/me"), 401, "unauthenticated")
    refresh = api.anonymous().post(
        "/v1/auth/refresh", json={"refreshToken": tokens["refreshToken"]}
    )
    refused(refresh, 401, "invalid_refresh_token")
    (event,) = api.events(person.tenant, "session:revoked")
    sid = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sid"]
    assert event.data == {"sessionIds": [sid], "reason": "logout"}
    assert event.channel == f"user:{person.id}"
    # Other devices stay signed in.
    ok(api.with_token(other["accessToken"]).get("/v1/users/me"))


def test_another_school_of_ones_own_can_be_entered(api: Api, person: Member) -> None:
    second = join(api, person)
    here = api.as_(person)
    tokens = ok(here.post("/v1/auth/switch-tenant", json={"tenantId": str(second.id)}))
    there = api.with_token(tokens["accessToken"])
    assert ok(there.get("/v1/users/me"))["tenant"]["id"] == str(second.id)
    assert ok(here.get("/v1/users/me"))["tenant"]["id"] == str(person.tenant.id)
    assert [e.data["userId"] for e in api.events(second, "session:created")] == [str(person.id)]
    ok(there.post("/v1/auth/logout"), 204)
    ok(here.get("/v1/users/me"))


def test_a_school_of_others_is_not_found(api: Api, person: Member) -> None:
    suspended = join(api, person, status="SUSPENDED")
    foreign = api.tenant()
    with api.nothing_written():
        for school_id in (foreign.id, suspended.id, new_id()):
            body = {"tenantId": str(school_id)}
            answer = api.as_(person).post("/v1/auth/switch-tenant", json=body)
            refused(answer, 404, "not_found")


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("caf\u00e9 au lait", "cafe\u0301 au lait"),  # composed by one keyboard, not by another
        ("two\u3000words", "two words"),
        ("\u179f\u17bd\u179f\u17d2\u178f\u17b8 1", "\u179f\u17bd\u179f\u17d2\u178f\u17b8 1"),
    ],
)
def test_a_password_is_the_same_from_every_keyboard(api: Api, chosen: str, typed: str) -> None:
    person = api.member(password_hash=hash_password(chosen, rounds=4))
    ok(sign_in(api.anonymous(), person.user.email, typed))
    ok(sign_in(api.anonymous(), person.user.email, chosen))
    refused(sign_in(api.anonymous(), person.user.email, typed + "x"), 401, "wrong_credentials")


def test_a_password_that_was_stored_as_it_was_typed_still_opens(api: Api) -> None:
    typed = "cafe\u0301\u200b au lait"
    raw = bcrypt.hashpw(
        base64.b64encode(hashlib.sha256(typed.encode()).digest()), bcrypt.gensalt(4)
    )
    person = api.member(password_hash=f"bcrypt-sha256${raw.decode()}")
    ok(sign_in(api.anonymous(), person.user.email, typed))
    other = "caf\u00e9 au lait"
    refused(sign_in(api.anonymous(), person.user.email, other), 401, "wrong_credentials")


def test_an_address_of_look_alikes_is_nobodys(api: Api, person: Member) -> None:
    # The small form of the Kelvin sign is a plain k.
    kelvin = f"\u212a{person.user.email[1:]}"
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET email = :e WHERE id = :u"),
            {"e": f"k{person.user.email[1:]}", "u": person.id},
        )
    refused(sign_in(api.anonymous(), kelvin), 401, "wrong_credentials")
