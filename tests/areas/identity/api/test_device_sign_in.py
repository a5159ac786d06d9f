"""A program without a browser comes in by a code that somebody lets in elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.areas.identity.factories.device_sign_ins import waiting
from tests.areas.identity.factories.factors import prove
from tests.areas.identity.factories.keys import insert_api_key
from tests.support.api import Api, fresh_ip, ok, refused
from tests.support.postgres import Database
from tests.support.scene import Member
from tests.support.waiting import looking_first

START, TOKEN, DECIDE = "/v1/auth/device", "/v1/auth/device/token", "/v1/auth/device/decision"
PROGRAM = {"program": "stunity", "host": "dara-laptop"}


@pytest.fixture
def person(api: Api) -> Member:
    return api.member()


@pytest.fixture
def still(api: Api) -> Iterator[Api]:
    """A clock that goes on when the test says so."""
    api.clock.stop()
    yield api
    api.clock.reset()


def collect(api: Api, codes: dict[str, Any]) -> Any:
    return api.anonymous().post(TOKEN, json={"deviceCode": codes["deviceCode"]})


def decide(api: Api, person: Member, code: str, decision: str | None = None) -> Any:
    body = {"userCode": code} if decision is None else {"userCode": code, "decision": decision}
    return api.as_(person).post(DECIDE, json=body)


def test_a_program_is_let_in_and_is_a_device_like_any_other(api: Api, person: Member) -> None:
    terminal = api.anonymous(ip=fresh_ip(), agent="stunity-cli/1 (Linux; dara-laptop)")
    begun = ok(terminal.post(START, json=PROGRAM))
    assert begun["verificationUriComplete"] == f"{begun['verificationUri']}#{begun['userCode']}"
    assert (begun["expiresIn"], begun["interval"]) == (600, 5)

    typed = begun["userCode"].lower().replace("-", " ")
    seen = ok(decide(api, person, typed))
    assert (seen["program"], seen["host"], seen["ip"]) == (*PROGRAM.values(), terminal.ip)
    assert (seen["sameAddress"], seen["decision"]) == (False, None)
    assert ok(decide(api, person, typed, "APPROVED"))["decision"] == "APPROVED"
    tokens = ok(terminal.post(TOKEN, json={"deviceCode": begun["deviceCode"]}))

    program = api.with_token(tokens["accessToken"])
    assert ok(program.get("/v1/users/me"))["id"] == str(person.id)
    (device,) = (
        one for one in ok(api.as_(person).get("/v1/auth/sessions"))["data"] if not one["current"]
    )
    assert (device["userAgent"], device["ip"]) == (terminal.agent, terminal.ip)
    assert tokens["tenantId"] == device["tenantId"] == str(person.tenant.id)
    (event,) = api.events(person.tenant, "session:created")
    assert event.data["userAgent"] == terminal.agent
    # Nobody has shown a password there, so what wants one lately wants it again.
    refused(
        program.post("/v1/auth/api-keys", json={"name": "x", "permissions": ["posts:read"]}),
        403,
        "proof_required",
    )
    prove(api, person)
    ok(api.as_(person).delete(f"/v1/auth/sessions/{device['id']}"), 204)
    refused(program.get("/v1/users/me"), 401, "unauthenticated")


def test_codes_are_kept_as_digests_and_work_once(api: Api, person: Member) -> None:
    begun = ok(api.anonymous().post(START, json=PROGRAM))
    rows = str(api.rows("SELECT d::text AS row FROM app.device_sign_ins AS d"))
    assert begun["deviceCode"] not in rows
    assert begun["userCode"] not in rows
    ok(decide(api, person, begun["userCode"], "APPROVED"))
    refused(decide(api, person, begun["userCode"]), 404, "user_code_not_valid")
    answers = looking_first(api, "device_sign_ins", [lambda: collect(api, begun)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    refused(collect(api, begun), 401, "expired_token")


def test_who_asks_too_often_is_told_to_wait_longer(still: Api, person: Member) -> None:
    codes = waiting(still)
    first = collect(still, codes)
    refused(first, 409, "authorization_pending")
    assert first.headers["Retry-After"] == "5"
    for seconds, code, wait in (
        (4.0, "slow_down", 10),
        (9.0, "slow_down", 15),
        (15.0, "authorization_pending", 15),
    ):
        still.clock.advance(seconds=seconds)
        answer = collect(still, codes)
        refused(answer, 429 if code == "slow_down" else 409, code)
        assert answer.headers["Retry-After"] == str(wait)
    ok(decide(still, person, codes["userCode"], "APPROVED"))
    # The answer is there: nobody is made to wait for it.
    ok(collect(still, codes))


def test_a_no_is_told_and_final(api: Api, person: Member) -> None:
    codes, another = waiting(api), waiting(api)
    ok(decide(api, person, codes["userCode"], "DENIED"))
    for _ in range(2):
        refused(collect(api, codes), 403, "access_denied")
    refused(collect(api, another), 409, "authorization_pending")
    refused(decide(api, person, codes["userCode"], "APPROVED"), 404, "user_code_not_valid")


def test_codes_end_after_ten_minutes(api: Api, person: Member) -> None:
    undecided, decided = waiting(api), waiting(api, let_in_by=person)
    api.clock.advance(minutes=11)
    refused(decide(api, api.member(), undecided["userCode"]), 404, "user_code_not_valid")
    for codes in (undecided, decided):
        refused(collect(api, codes), 401, "expired_token")
    refused(collect(api, {"deviceCode": "x" * 43}), 401, "expired_token")
    api.clock.reset()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE app.auth_sessions SET revoked_at = now() WHERE user_id = :u",
        "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u",
        "UPDATE app.users SET deleted_at = now() WHERE id = :u",
    ],
)
def test_who_may_not_come_in_any_more_lets_nobody_in(api: Api, person: Member, change: str) -> None:
    codes = waiting(api, let_in_by=person)
    with api.scene() as connection:
        connection.execute(text(change), {"u": person.id})
    refused(collect(api, codes), 403, "access_denied")


def test_whoever_owes_a_second_factor_lets_nobody_in(api: Api) -> None:
    school = api.tenant(settings={"staff_factors_from": "2026-01-05T00:00:00+00:00"})
    codes = waiting(api)
    problem = decide(api, api.member("TEACHER", school), codes["userCode"], "APPROVED")
    refused(problem, 403, "second_factor_required")


def test_an_api_key_lets_nobody_in(api: Api, person: Member) -> None:
    _, secret = insert_api_key(api, person)
    body = {"userCode": waiting(api)["userCode"], "decision": "APPROVED"}
    refused(api.with_token(secret).post(DECIDE, json=body), 403, "session_required")


def test_codes_cannot_be_tried_one_after_another(api: Api, person: Member) -> None:
    tries = [decide(api, person, f"ABCDE-FGH{n}K").status_code for n in range(2, 8)]
    assert tries == [404] * 5 + [429]
    refused(decide(api, person, waiting(api)["userCode"]), 429, "rate_limited")


@pytest.mark.every_school
def test_what_has_expired_is_forgotten(api: Api, few_schools: tuple[Database, Engine]) -> None:
    over, open_ = waiting(api), waiting(api)
    mark = api.deps.sealer.mark(over["userCode"].replace("-", ""), b"device")
    ended = (
        "UPDATE app.device_sign_ins SET expires_at = now() - interval '1 s' WHERE code_mark = :m"
    )
    with api.scene() as connection:
        connection.execute(text(ended), {"m": mark})
    with api.environment(DATABASE_OWNER_URL=few_schools[0].owner):
        api.run_job("job_token_cleanup")
    assert api.rows("SELECT 1 FROM app.device_sign_ins WHERE code_mark = :m", m=mark) == []
    refused(collect(api, open_), 409, "authorization_pending")
