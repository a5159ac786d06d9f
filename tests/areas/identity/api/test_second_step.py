"""Authenticator apps: setting one up, signing in with it, and what happens without it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from shared.identity.factor_policy import closed_for
from tests.areas.identity.factories.factors import (
    PASSWORD,
    code_of_app,
    enrol,
    first_step,
    prove,
    with_password,
)
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member
from tests.support.waiting import looking_first

CHALLENGE = "/v1/auth/mfa/challenge"
PROVE = "/v1/auth/prove"


@pytest.fixture
def person(api: Api) -> Member:
    return with_password(api)


def answer(caller: Caller, asked: dict[str, Any], **step: Any) -> Any:
    return caller.post(CHALLENGE, json={"mfaToken": asked["mfaToken"], **step})


def test_an_app_is_set_up_and_asked_for_from_then_on(api: Api, person: Member) -> None:
    caller = api.as_(person)
    offer = ok(caller.post("/v1/auth/mfa/totp"))
    assert len(offer["secret"]) == 32
    assert f"secret={offer['secret']}" in offer["otpauthUri"]
    assert offer["qrSvg"].startswith("<svg")
    assert len(set(offer["recoveryCodes"])) == 10
    # An offer asks nothing of anybody.
    body = {"email": person.user.email, "password": PASSWORD}
    assert "accessToken" in ok(api.anonymous().post("/v1/auth/login", json=body))
    wrong = caller.post("/v1/auth/mfa/totp/verify", json={"code": "000000"})
    refused(wrong, 403, "wrong_code")
    api.clock.stop()  # no step ends on the way
    code = code_of_app(api, offer["secret"], steps=-1)
    ok(caller.post("/v1/auth/mfa/totp/verify", json={"code": code}), 204)
    refused(
        caller.post("/v1/auth/mfa/totp/verify", json={"code": code}), 409, "authenticator_in_use"
    )
    refused(caller.post("/v1/auth/mfa/totp"), 409, "authenticator_in_use")
    assert ok(caller.get("/v1/auth/mfa")) == {
        "totp": True,
        "passkeys": 0,
        "recoveryCodesLeft": 10,
    }

    phone = api.anonymous(agent="Firefox on a phone")
    asked = first_step(phone, person)
    assert asked["methods"] == ["totp", "recovery_code"]
    assert asked["passkey"] is None
    tokens = ok(answer(phone, asked, code=code_of_app(api, offer["secret"])))
    assert tokens["userId"] == str(person.id)
    ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    changed = [event.data["changed"] for event in api.events(person.tenant, "user:updated")]
    assert changed == [["secondFactor"]]
    mails = [event.data["templateKey"] for event in api.events(person.tenant, "email:queued")]
    assert mails == ["security_changed"]


def test_the_password_alone_opens_no_session(api: Api, person: Member) -> None:
    enrol(api, person)
    before = api.rows("SELECT count(*) AS n FROM app.auth_sessions WHERE user_id = :u", u=person.id)
    asked = first_step(api.anonymous(), person)
    refused(api.with_token(asked["mfaToken"]).get("/v1/users/me"), 401, "unauthenticated")
    assert before == api.rows(
        "SELECT count(*) AS n FROM app.auth_sessions WHERE user_id = :u", u=person.id
    )
    assert not api.events(person.tenant, "session:created")


def test_a_code_counts_once_however_many_try(api: Api, person: Member) -> None:
    """Ten sign-ins at once with one code: one comes in."""
    secret = enrol(api, person)["secret"]
    asked = [first_step(api.anonymous(), person) for _ in range(10)]
    code = code_of_app(api, secret)
    calls = [partial(answer, api.anonymous(), step, code=code) for step in asked]
    answers = looking_first(api, "authenticators", calls)
    assert [a.status_code for a in answers].count(200) == 1
    for late in answers:
        if late.status_code != 200:
            assert late.json["code"] in {"wrong_code", "rate_limited"}


def test_a_code_of_a_spent_step_or_before_it_is_wrong(api: Api, person: Member) -> None:
    secret = enrol(api, person)["secret"]
    ok(answer(api.anonymous(), first_step(api.anonymous(), person), code=code_of_app(api, secret)))
    for steps in (0, -1):
        again = answer(
            api.anonymous(),
            first_step(api.anonymous(), person),
            code=code_of_app(api, secret, steps=steps),
        )
        refused(again, 403, "wrong_code")
    ok(
        answer(
            api.anonymous(),
            first_step(api.anonymous(), person),
            code=code_of_app(api, secret, steps=1),
        )
    )


def test_a_step_is_taken_once_and_soon(api: Api, person: Member) -> None:
    offer = enrol(api, person)
    asked = first_step(api.anonymous(), person)
    ok(answer(api.anonymous(), asked, recoveryCode=offer["recoveryCodes"][0]))
    again = answer(api.anonymous(), asked, recoveryCode=offer["recoveryCodes"][1])
    refused(again, 401, "sign_in_expired")
    late = first_step(api.anonymous(), person)
    api.clock.advance(minutes=6)
    refused(
        answer(api.anonymous(), late, recoveryCode=offer["recoveryCodes"][2]),
        401,
        "sign_in_expired",
    )


def test_who_is_shut_out_after_the_password_comes_in_by_no_code(api: Api, person: Member) -> None:
    secret, asked = enrol(api, person)["secret"], first_step(api.anonymous(), person)
    admin = api.as_(api.member("ADMIN", person.tenant))
    ok(admin.put(f"/v1/members/{person.id}", json={"status": "SUSPENDED"}))
    late = answer(api.anonymous(), asked, code=code_of_app(api, secret))
    refused(late, 401, "sign_in_expired")


@pytest.mark.parametrize("token", ["x", "AAAA", "a" * 200])
def test_a_ticket_that_is_none_of_ours_opens_nothing(api: Api, token: str) -> None:
    body = {"mfaToken": token, "code": "123456"}
    refused(api.anonymous().post(CHALLENGE, json=body), 401, "sign_in_expired")


def test_a_changed_password_ends_a_step_that_waits(api: Api, person: Member) -> None:
    offer = enrol(api, person)
    asked = first_step(api.anonymous(), person)
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET token_version = token_version + 1 WHERE id = :u"),
            {"u": person.id},
        )
    refused(
        answer(api.anonymous(), asked, recoveryCode=offer["recoveryCodes"][0]),
        401,
        "sign_in_expired",
    )


def test_wrong_codes_close_the_app_for_longer_and_longer(api: Api, person: Member) -> None:
    offer = enrol(api, person)

    def attempt(code: str) -> Any:
        return answer(api.anonymous(), first_step(api.anonymous(), person), code=code)

    for _ in range(5):
        refused(attempt("000000"), 403, "wrong_code")
    closed = attempt(code_of_app(api, offer["secret"]))
    refused(closed, 429, "rate_limited")
    assert 1 <= int(closed.headers["Retry-After"]) <= 61
    # Other ways stay open, and the wait ends.
    asked = first_step(api.anonymous(), person)
    ok(answer(api.anonymous(), asked, recoveryCode=offer["recoveryCodes"][0]))
    api.clock.advance(seconds=62)
    refused(attempt("000000"), 403, "wrong_code")
    again = attempt("000000")
    assert 61 < int(again.headers["Retry-After"]) <= 121


def test_the_wait_doubles_and_has_an_end() -> None:
    waits = [closed_for(failures) for failures in range(40)]
    assert not any(waits[:5])
    assert waits[5:8] == [timedelta(minutes=m) for m in (1, 2, 4)]
    assert waits[-1] == timedelta(hours=12)


def test_a_recovery_code_works_once_in_any_spelling(api: Api, person: Member) -> None:
    codes = enrol(api, person)["recoveryCodes"]
    typed = codes[0].lower().replace("-", " ")
    ok(answer(api.anonymous(), first_step(api.anonymous(), person), recoveryCode=typed))
    again = answer(api.anonymous(), first_step(api.anonymous(), person), recoveryCode=codes[0])
    refused(again, 403, "wrong_code")
    assert ok(api.as_(person).get("/v1/auth/mfa"))["recoveryCodesLeft"] == 9
    stored = api.rows(
        "SELECT r::text AS row FROM app.recovery_codes AS r WHERE user_id = :u", u=person.id
    )
    assert not any(code in str(stored) for code in codes)


def test_recovery_codes_of_somebody_else_are_worth_nothing(api: Api, person: Member) -> None:
    enrol(api, person)
    other = enrol(api, with_password(api))["recoveryCodes"]
    asked = first_step(api.anonymous(), person)
    refused(answer(api.anonymous(), asked, recoveryCode=other[0]), 403, "wrong_code")


def test_new_recovery_codes_end_the_old_ones(api: Api, person: Member) -> None:
    caller = api.as_(person)
    refused(caller.post("/v1/auth/mfa/recovery-codes"), 409, "no_second_factor")
    old = enrol(api, person)["recoveryCodes"]
    new = ok(caller.post("/v1/auth/mfa/recovery-codes"))["recoveryCodes"]
    assert not set(old) & set(new)
    asked = first_step(api.anonymous(), person)
    refused(answer(api.anonymous(), asked, recoveryCode=old[0]), 403, "wrong_code")
    ok(answer(api.anonymous(), asked, recoveryCode=new[0]))


def test_the_app_is_removed_and_its_codes_with_it(api: Api, person: Member) -> None:
    caller = api.as_(person)
    refused(caller.delete("/v1/auth/mfa/totp"), 404, "authenticator_not_found")
    refused(
        caller.post("/v1/auth/mfa/totp/verify", json={"code": "123456"}),
        404,
        "authenticator_not_found",
    )
    enrol(api, person)
    ok(caller.delete("/v1/auth/mfa/totp"), 204)
    assert ok(caller.get("/v1/auth/mfa")) == {"totp": False, "passkeys": 0, "recoveryCodesLeft": 0}
    body = {"email": person.user.email, "password": PASSWORD}
    assert "accessToken" in ok(api.anonymous().post("/v1/auth/login", json=body))


def test_who_only_found_an_open_session_changes_nothing(api: Api, person: Member) -> None:
    code = {"recoveryCode": enrol(api, person)["recoveryCodes"][0]}
    prove(api, person, ago=timedelta(minutes=11))
    caller = api.as_(person)
    with api.nothing_written():
        refused(caller.delete("/v1/auth/mfa/totp"), 403, "proof_required")
        for path in ("mfa/totp", "mfa/recovery-codes", "passkeys/options"):
            refused(caller.post(f"/v1/auth/{path}"), 403, "proof_required")
    wrong = caller.post(PROVE, json={"currentPassword": "another one", **code})
    refused(wrong, 403, "wrong_password")
    refused(caller.post("/v1/auth/mfa/recovery-codes"), 403, "proof_required")
    ok(caller.post(PROVE, json={"currentPassword": PASSWORD, **code}), 204)
    ok(caller.post("/v1/auth/mfa/recovery-codes"))
    # Another device of the same person has shown nothing.
    tokens = ok(
        api.anonymous().post(
            CHALLENGE,
            json={
                "mfaToken": first_step(api.anonymous(), person)["mfaToken"],
                "recoveryCode": ok(caller.post("/v1/auth/mfa/recovery-codes"))["recoveryCodes"][0],
            },
        )
    )
    elsewhere = api.with_token(tokens["accessToken"])
    switched = elsewhere.post("/v1/auth/switch-tenant", json={"tenantId": str(person.tenant.id)})
    # A sign-in shows it; another session without one does not.
    ok(elsewhere.post("/v1/auth/mfa/recovery-codes"))
    there = api.with_token(ok(switched)["accessToken"])
    refused(there.post("/v1/auth/mfa/recovery-codes"), 403, "proof_required")


def test_secrets_are_sealed_and_in_no_log(api: Api, person: Member) -> None:
    offer = enrol(api, person)
    stored = api.rows(
        "SELECT secret_sealed FROM app.authenticators WHERE user_id = :u", u=person.id
    )
    sealed = bytes(stored[0].secret_sealed)
    assert offer["secret"].encode() not in sealed
    assert api.deps.sealer.open(sealed, person.id.bytes) == offer["secret"]
    log = str(api.events(person.tenant))
    assert not any(secret in log for secret in [offer["secret"], *offer["recoveryCodes"]])
