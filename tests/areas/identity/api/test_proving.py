"""Showing again who one is: all that one has, before one changes how one signs in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.areas.identity.factories.factors import (
    PASSWORD,
    code_of_app,
    enrol,
    insert_authenticator,
    new_key,
    prove,
    register_key,
    with_password,
)
from tests.areas.people.factories.people import make_session
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member

PROVE = "/v1/auth/prove"
LATER = timedelta(minutes=11)


@pytest.fixture
def person(api: Api) -> Member:
    return with_password(api)


def proven(caller: Caller) -> bool:
    """Whether the device may change how its owner signs in."""
    answer = caller.post("/v1/auth/passkeys/options")
    if answer.status_code == 200:
        return True
    refused(answer, 403, "proof_required")
    return False


def test_who_has_nothing_else_shows_the_password(api: Api, person: Member) -> None:
    caller = api.as_(person)
    prove(api, person, ago=LATER)
    asked = ok(caller.get(PROVE))
    assert (asked["password"], asked["methods"], asked["passkey"]) == (True, [], None)
    assert not proven(caller)
    ok(caller.post(PROVE, json={"currentPassword": PASSWORD}), 204)
    assert proven(caller)


def test_who_has_an_app_shows_password_and_code(api: Api, person: Member) -> None:
    """A stolen password and an open session take no factor away."""
    secret, caller = insert_authenticator(api, person), api.as_(person)
    prove(api, person, ago=LATER)
    assert ok(caller.get(PROVE))["methods"] == ["totp"]
    body = {"currentPassword": PASSWORD}
    refused(caller.post(PROVE, json=body), 403, "code_required")
    code = code_of_app(api, secret)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refused(caller.post(PROVE, json={**body, "code": wrong}), 403, "wrong_code")
    refused(caller.post(PROVE, json={"currentPassword": "no", "code": code}), 403, "wrong_password")
    assert not proven(caller)
    ok(caller.post(PROVE, json={**body, "code": code}), 204)
    assert proven(caller)
    refused(caller.post(PROVE, json={**body, "code": code}), 403, "wrong_code")


def test_a_recovery_code_counts_once_and_its_owner_is_told(api: Api, person: Member) -> None:
    offer, caller = enrol(api, person), api.as_(person)
    prove(api, person, ago=LATER)
    body = {"currentPassword": PASSWORD, "recoveryCode": offer["recoveryCodes"][0]}
    before = len(api.events(person.tenant, "email:queued"))
    ok(caller.post(PROVE, json=body), 204)
    assert proven(caller)
    (told,) = api.events(person.tenant, "email:queued")[before:]
    assert told.data["templateKey"] == "security_changed"
    refused(caller.post(PROVE, json=body), 403, "wrong_code")


def test_a_passkey_is_both_and_proves_alone(api: Api, person: Member) -> None:
    key, caller = new_key(), api.as_(person)
    register_key(api, person, key)
    prove(api, person, ago=LATER)
    refused(caller.post(PROVE, json={"currentPassword": PASSWORD}), 403, "code_required")
    asked = ok(caller.get(PROVE))
    shown = {"passkey": {"ticket": asked["ticket"], **key.get(asked["passkey"])}}
    ok(caller.post(PROVE, json=shown), 204)
    assert proven(caller)
    prove(api, person, ago=LATER)
    again = {"passkey": {"ticket": asked["ticket"], **key.get(asked["passkey"])}}
    refused(caller.post(PROVE, json=again), 401, "sign_in_expired")
    assert not proven(caller)


def test_a_passkey_of_somebody_else_proves_nothing(api: Api, person: Member) -> None:
    other, key = with_password(api), new_key()
    register_key(api, other, key)
    register_key(api, person, new_key())
    prove(api, person, ago=LATER)
    caller, theirs = api.as_(person), ok(api.as_(other).get(PROVE))
    mine = ok(caller.get(PROVE))
    for asked in (mine, theirs):
        challenge = {"challenge": asked["passkey"]["challenge"]}
        shown = {"passkey": {"ticket": asked["ticket"], **key.get(challenge)}}
        refused(caller.post(PROVE, json=shown), 403, "wrong_code")
    spoiled = {"passkey": {"ticket": "x" * 40, **key.get(challenge)}}
    refused(caller.post(PROVE, json=spoiled), 401, "sign_in_expired")
    assert not proven(caller)


def test_who_only_found_an_open_session_signs_nobody_out_elsewhere(
    api: Api, person: Member
) -> None:
    caller, devices = api.as_(person), "/v1/auth/sessions"
    with api.scene() as connection:
        other = make_session(connection, tenant_id=person.tenant.id, user_id=person.id)
    prove(api, person, ago=LATER)
    with api.nothing_written():
        refused(caller.delete(f"{devices}/{other}"), 403, "proof_required")
        refused(caller.delete(devices), 403, "proof_required")
    ok(caller.post(PROVE, json={"currentPassword": PASSWORD}), 204)
    ok(caller.delete(f"{devices}/{other}"), 204)
    ok(caller.delete(devices), 204)


@pytest.mark.parametrize(
    "body",
    [{}, {"code": "123456"}, {"currentPassword": PASSWORD, "passkey": {"ticket": "x"}}],
    ids=["nothing", "a code alone", "half a passkey"],
)
def test_a_proof_is_a_password_or_a_passkey(
    api: Api, person: Member, body: dict[str, object]
) -> None:
    refused(api.as_(person).post(PROVE, json=body), 422, "validation_failed")
