"""A browser keeps its session in a cookie that no script reads and no other site can use."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from infra.passwords import hash_password
from tests.areas.identity.factories.factors import (
    code_of_app,
    enrol,
    insert_authenticator,
    new_key,
    register_key,
    with_password,
)
from tests.areas.identity.factories.paper import paper_code
from tests.areas.identity.factories.providers import answer_of, insert_provider
from tests.areas.people.factories.people import make_membership
from tests.support.api import ORIGIN, Api, Caller, ok, refused
from tests.support.oidc import Issuer
from tests.support.scene import Member

PASSWORD = "correct horse battery"
COOKIE = "__Host-stunity_session"


@dataclass
class Browser:
    """One browser on a page of ours: its cookie, and what its page remembers."""

    caller: Caller
    cookie: str | None = None
    seen: list[str] = field(default_factory=list)

    def headers(self, **more: str) -> dict[str, str]:
        kept = {} if self.cookie is None else {"Cookie": f"{COOKIE}={self.cookie}"}
        return {**kept, **more}

    def csrf(self) -> str:
        return str(ok(self.caller.get("/v1/auth/csrf", headers=self.headers()))["csrfToken"])

    def post(self, path: str, json: Any = None, **headers: str) -> TestResponse:
        sent = {"Origin": ORIGIN, **headers}
        if "X-CSRF-Token" not in sent:
            sent["X-CSRF-Token"] = self.csrf()
        answer = self.caller.post(path, json=json, headers=self.headers(**sent))
        for told in session_cookies(answer):
            self.seen.append(told)
            self.cookie = SimpleCookie(told)[COOKIE].value or None
        return answer

    def sign_in(self, person: Member) -> Any:
        body = {"email": person.user.email, "password": PASSWORD}
        return ok(self.post("/v1/auth/login", body))

    def refresh(self, **headers: str) -> TestResponse:
        return self.post("/v1/auth/refresh", {}, **headers)


def session_cookies(answer: TestResponse) -> list[str]:
    """Beside the one that says that the device is known."""
    told = answer.headers.getlist("Set-Cookie")
    return [cookie for cookie in told if cookie.startswith(f"{COOKIE}=")]


@pytest.fixture
def person(api: Api) -> Member:
    return api.member(password_hash=hash_password(PASSWORD, rounds=4))


@pytest.fixture
def browser(api: Api) -> Browser:
    return Browser(api.anonymous())


def me(api: Api, tokens: Any) -> TestResponse:
    return api.with_token(tokens["accessToken"]).get("/v1/users/me")


def test_the_refresh_token_is_a_cookie_that_nothing_else_sees(
    api: Api, person: Member, browser: Browser
) -> None:
    tokens = browser.sign_in(person)
    assert tokens["refreshToken"] is None
    ok(me(api, tokens))
    (cookie,) = browser.seen
    assert cookie == (
        f"{COOKIE}={browser.cookie}; Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict"
    )
    assert browser.csrf() == tokens["csrfToken"]
    kept = browser.cookie
    renewed = browser.refresh(**{"X-CSRF-Token": tokens["csrfToken"]})
    assert browser.cookie is not None
    assert kept != browser.cookie not in renewed.text
    assert browser.cookie.partition(".")[0] not in renewed.text
    # A page that is loaded before the answer has come has the right token all the same.
    assert ok(renewed)["csrfToken"] == tokens["csrfToken"]
    ok(me(api, ok(renewed)))


def test_a_program_has_its_tokens_in_the_body_and_no_cookie(api: Api, person: Member) -> None:
    body = {"email": person.user.email, "password": PASSWORD}
    answer = api.anonymous().post("/v1/auth/login", json=body)
    assert session_cookies(answer) == []
    assert ok(answer)["csrfToken"] is None
    again = api.anonymous().post(
        "/v1/auth/refresh", json={"refreshToken": ok(answer)["refreshToken"]}
    )
    assert session_cookies(again) == []
    assert len(ok(again)["refreshToken"]) == 43


@pytest.mark.parametrize(
    "forged",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "A" * 43},
        {"X-CSRF-Token": "\xe9"},
    ],
    ids=["another site", "a frame in a sandbox", "empty", "guessed", "not ASCII"],
)
def test_a_forged_request_neither_renews_nor_signs_in_nor_out(
    api: Api, person: Member, browser: Browser, forged: dict[str, str]
) -> None:
    tokens = browser.sign_in(person)
    browser.caller.token = tokens["accessToken"]
    with api.nothing_written():
        refused(browser.refresh(**forged), 403, "csrf_failed")
        refused(browser.post("/v1/auth/logout", **forged), 403, "csrf_failed")
        school = {"tenantId": str(person.tenant.id)}
        refused(browser.post("/v1/auth/switch-tenant", school, **forged), 403, "csrf_failed")
        body = {"email": person.user.email, "password": PASSWORD}
        refused(browser.post("/v1/auth/login", body, **forged), 403, "csrf_failed")
    assert len(browser.seen) == 1
    ok(browser.refresh())


def test_a_cookie_alone_does_nothing(api: Api, person: Member, browser: Browser) -> None:
    """What another site can make a browser send: the cookie, and no header of its own."""
    browser.sign_in(person)
    with api.nothing_written():
        bare = browser.caller.post("/v1/auth/refresh", json={}, headers=browser.headers())
        refused(bare, 401, "invalid_refresh_token")
        refused(
            browser.caller.get("/v1/users/me", headers=browser.headers()), 401, "unauthenticated"
        )


def test_a_token_of_one_browser_is_none_of_another(
    api: Api, person: Member, browser: Browser
) -> None:
    other = Browser(api.anonymous())
    theirs = other.sign_in(api.member(password_hash=hash_password(PASSWORD, rounds=4)))
    browser.sign_in(person)
    refused(browser.refresh(**{"X-CSRF-Token": theirs["csrfToken"]}), 403, "csrf_failed")
    refused(
        browser.refresh(**{"X-CSRF-Token": Browser(api.anonymous()).csrf()}), 403, "csrf_failed"
    )


def test_fourteen_reloads_lock_nobody_out_and_leave_one_device(
    api: Api, person: Member, browser: Browser
) -> None:
    tokens = browser.sign_in(person)
    for number in range(14):
        kept = browser.cookie
        tokens = ok(browser.refresh())
        if number % 3 == 0:
            browser.cookie = kept  # the page went away before the answer came
    devices = ok(api.with_token(tokens["accessToken"]).get("/v1/auth/sessions"))["data"]
    # Beside the one that every member of a test has.
    others = [device for device in devices if device["id"] != str(person.session_id)]
    assert [device["current"] for device in others] == [True]


def test_a_class_behind_one_address_renews_apart(api: Api, browser: Browser) -> None:
    """Thirty a session, not thirty an address: cookies count like tokens in a body."""
    pupils = [api.member(password_hash=hash_password(PASSWORD, rounds=4)) for _ in range(4)]
    for pupil in pupils:
        mine = Browser(browser.caller)
        mine.sign_in(pupil)
        for _ in range(9):
            ok(mine.refresh())


def test_signing_out_takes_the_cookie_away(person: Member, browser: Browser) -> None:
    tokens = browser.sign_in(person)
    kept = browser.cookie
    browser.caller.token = tokens["accessToken"]
    ok(browser.post("/v1/auth/logout"), 204)
    assert browser.cookie is None
    assert browser.seen[-1] == f"{COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict"
    browser.caller.token, browser.cookie = None, kept
    refused(browser.refresh(), 401, "invalid_refresh_token")


def test_another_school_takes_the_place_of_the_first(
    api: Api, person: Member, browser: Browser
) -> None:
    school = api.tenant()
    with api.scene() as connection:
        make_membership(connection, tenant_id=school.id, user_id=person.id, role="TEACHER")
    tokens = browser.sign_in(person)
    browser.caller.token = tokens["accessToken"]
    there = ok(browser.post("/v1/auth/switch-tenant", {"tenantId": str(school.id)}))
    assert (there["tenantId"], there["refreshToken"]) == (str(school.id), None)
    refused(me(api, tokens), 401, "unauthenticated")
    browser.caller.token = None
    renewed = ok(browser.refresh())
    assert renewed["tenantId"] == str(school.id)
    devices = ok(api.with_token(renewed["accessToken"]).get("/v1/auth/sessions"))["data"]
    mine = [d for d in devices if d["userAgent"] == browser.caller.agent]
    assert [d["tenantId"] for d in mine].count(str(school.id)) == 1


def by_password(api: Api, browser: Browser) -> TestResponse:
    person = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    body = {"email": person.user.email, "password": PASSWORD}
    return browser.post("/v1/auth/login", body)


def by_second_step(api: Api, browser: Browser) -> TestResponse:
    person = with_password(api)
    secret, asked = insert_authenticator(api, person), browser.sign_in(person)
    body = {"mfaToken": asked["mfaToken"], "code": code_of_app(api, secret)}
    return browser.post("/v1/auth/mfa/challenge", body)


def by_passkey(api: Api, browser: Browser) -> TestResponse:
    person, key = with_password(api), new_key()
    register_key(api, person, key)
    asked = ok(browser.caller.get("/v1/auth/passkeys/sign-in"))
    body = {"ticket": asked["ticket"], "passkey": key.get(asked["options"])}
    return browser.post("/v1/auth/passkeys/sign-in", body)


def by_code_on_paper(api: Api, browser: Browser) -> TestResponse:
    body = {"code": paper_code(api, api.member("STUDENT").id), "password": PASSWORD}
    return browser.post("/v1/auth/code/password", body)


def by_provider(api: Api, browser: Browser) -> TestResponse:
    with Issuer() as issuer:
        slug = insert_provider(api, issuer.url, school_id=api.tenant().id)
        email = f"{secrets.token_hex(8)}@school.test"
        body = answer_of(api, issuer, slug, email)
        return browser.post(f"/v1/auth/oidc/{slug}/callback", body)


@pytest.mark.parametrize(
    "way", [by_password, by_second_step, by_passkey, by_code_on_paper, by_provider]
)
def test_whoever_signs_in_ends_the_session_that_the_browser_kept(
    api: Api, person: Member, browser: Browser, way: Callable[[Api, Browser], TestResponse]
) -> None:
    """Its cookie is replaced: nobody could sign it out any more, not even its owner here."""
    before, kept = browser.sign_in(person), browser.cookie
    elsewhere = Browser(api.anonymous()).sign_in(person)
    tokens = ok(way(api, browser))
    assert kept != browser.cookie
    refused(me(api, before), 401, "unauthenticated")
    ok(me(api, elsewhere))
    assert ok(me(api, tokens))["id"] != str(person.id)
    ended = api.events(person.tenant, "session:revoked")
    assert [(event.channel, event.data["reason"]) for event in ended] == [
        (f"user:{person.id}", "logout")
    ]
    ok(browser.refresh())


def test_who_may_not_renew_stays_out_with_a_cookie(
    api: Api, person: Member, browser: Browser
) -> None:
    browser.sign_in(person)
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u"),
            {"u": person.id},
        )
    refused(browser.refresh(), 401, "invalid_refresh_token")
    nobody = Browser(api.anonymous())
    refused(nobody.refresh(), 401, "invalid_refresh_token")


def test_a_second_step_ends_in_a_cookie_too(api: Api, browser: Browser) -> None:
    person = with_password(api)
    secret = enrol(api, person)["secret"]
    asked = browser.sign_in(person)
    assert (asked["status"], browser.cookie) == ("second_step", None)
    body = {"mfaToken": asked["mfaToken"], "code": code_of_app(api, secret)}
    challenge = "/v1/auth/mfa/challenge"
    forged = browser.post(challenge, body, Origin="https://evil.example")
    refused(forged, 403, "csrf_failed")
    tokens = ok(browser.post(challenge, body))
    assert (tokens["refreshToken"], len(browser.seen)) == (None, 1)
    ok(browser.refresh())


def test_a_passkey_ends_in_a_cookie_too(api: Api, browser: Browser) -> None:
    person, key = with_password(api), new_key()
    register_key(api, person, key)
    route = "/v1/auth/passkeys/sign-in"
    asked = ok(browser.caller.get(route))
    body = {"ticket": asked["ticket"], "passkey": key.get(asked["options"])}
    refused(browser.post(route, body, Origin="https://evil.example"), 403, "csrf_failed")
    assert ok(browser.post(route, body))["refreshToken"] is None
    ok(browser.refresh())
