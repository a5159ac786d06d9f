"""Passkeys: made, used alone or after the password, renamed, removed; and what is not one."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

import pytest

from shared.identity.factor_policy import MAX_PASSKEYS
from tests.areas.identity.factories.factors import (
    first_step,
    insert_key,
    new_key,
    prove,
    register_key,
    with_password,
)
from tests.areas.people.factories.people import new_id
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.authenticator import BACKED_UP, BACKUP_POSSIBLE, PRESENT, SoftwareKey, b64
from tests.support.scene import Member
from tests.support.waiting import looking_first

PATH = "/v1/auth/passkeys"
SIGN_IN = f"{PATH}/sign-in"


@pytest.fixture
def person(api: Api) -> Member:
    return with_password(api)


@pytest.fixture
def key(api: Api, person: Member) -> SoftwareKey:
    made = new_key()
    register_key(api, person, made)
    return made


def sign_in(api: Api, key: SoftwareKey, **changes: Any) -> Any:
    asked = ok(api.anonymous().get(SIGN_IN))
    body = {"ticket": asked["ticket"], "passkey": key.get(asked["options"], **changes)}
    return api.anonymous().post(SIGN_IN, json=body)


def test_a_passkey_signs_in_alone(api: Api, person: Member, key: SoftwareKey) -> None:
    register_key(api, person, new_key(), "Laptop")
    asked = ok(api.anonymous().get(SIGN_IN))
    # Nobody is named: whoever has a passkey chooses it in the browser.
    assert asked["options"]["allowCredentials"] == []
    assert (asked["options"]["rpId"], asked["options"]["userVerification"]) == (
        "localhost",
        "required",
    )
    body = {"ticket": asked["ticket"], "passkey": key.get(asked["options"])}
    tokens = ok(api.anonymous().post(SIGN_IN, json=body))
    assert tokens["userId"] == str(person.id)
    caller = api.with_token(tokens["accessToken"])
    listed = ok(caller.get("/v1/auth/passkeys"))["data"]
    assert {one["name"]: one["lastUsedAt"] is not None for one in listed} == {
        "Phone": True,
        "Laptop": False,
    }
    # Who has just signed in so may change how they sign in, without a password.
    ok(caller.post("/v1/auth/passkeys/options"))


def test_what_a_browser_is_asked_for(api: Api, person: Member, key: SoftwareKey) -> None:
    asked = ok(api.as_(person).post("/v1/auth/passkeys/options"))["options"]
    assert asked["rp"] == {"name": "Stunity", "id": "localhost"}
    assert asked["user"]["name"] == person.user.email
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [have["id"] for have in asked["excludeCredentials"]] == [b64(key.id)]


def test_a_challenge_is_answered_once(api: Api, key: SoftwareKey) -> None:
    asked = ok(api.anonymous().get(SIGN_IN))
    bodies = [{"ticket": asked["ticket"], "passkey": key.get(asked["options"])} for _ in range(4)]
    answers = in_parallel([partial(api.anonymous().post, SIGN_IN, json=body) for body in bodies])
    assert [a.status_code for a in answers].count(200) == 1
    again = api.anonymous().post(
        SIGN_IN, json={"ticket": asked["ticket"], "passkey": key.get(asked["options"])}
    )
    refused(again, 401, "sign_in_expired")


def test_a_challenge_does_not_wait_for_ever(api: Api, key: SoftwareKey) -> None:
    asked = ok(api.anonymous().get(SIGN_IN))
    api.clock.advance(minutes=6)
    body = {"ticket": asked["ticket"], "passkey": key.get(asked["options"])}
    refused(api.anonymous().post(SIGN_IN, json=body), 401, "sign_in_expired")


def test_a_ticket_of_another_step_is_none(api: Api, person: Member, key: SoftwareKey) -> None:
    asked = first_step(api.anonymous(), person)
    body = {"ticket": asked["mfaToken"], "passkey": key.get(asked["passkey"])}
    refused(api.anonymous().post(SIGN_IN, json=body), 401, "sign_in_expired")


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.example"},
        {"type": "webauthn.create"},
        {"challenge": b64(secrets.token_bytes(32))},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_was_signed_for_something_else_opens_nothing(
    api: Api, key: SoftwareKey, changes: dict[str, str]
) -> None:
    refused(sign_in(api, key, **changes), 403, "wrong_code")


def test_a_passkey_of_another_site_or_hand_opens_nothing(api: Api, key: SoftwareKey) -> None:
    stranger = new_key()
    refused(sign_in(api, stranger), 403, "wrong_code")
    forged = new_key(id=key.id, sign_count=50)
    refused(sign_in(api, forged), 403, "wrong_code")
    key.host = "evil.example"
    refused(sign_in(api, key), 403, "wrong_code")
    key.host, key.flags = "localhost", PRESENT
    refused(sign_in(api, key), 403, "wrong_code")


def test_a_copy_is_found_by_its_counter(api: Api, key: SoftwareKey) -> None:
    ok(sign_in(api, key))
    key.sign_count -= 1
    refused(sign_in(api, key), 403, "wrong_code")


def test_a_passkey_without_a_counter_works_again_and_again(api: Api, person: Member) -> None:
    synced = new_key(counts=False, flags=PRESENT | 0x04 | BACKUP_POSSIBLE | BACKED_UP)
    created = register_key(api, person, synced)
    assert created["backedUp"]
    for _ in range(2):
        ok(sign_in(api, synced))


def test_the_first_factor_brings_recovery_codes_and_the_next_does_not(
    api: Api, person: Member
) -> None:
    first, second = new_key(), new_key()
    created = register_key(api, person, first)
    assert len(created["recoveryCodes"]) == 10
    assert register_key(api, person, second, "Laptop")["recoveryCodes"] is None
    # From now on the password is not enough.
    asked = first_step(api.anonymous(), person)
    assert asked["methods"] == ["passkey", "recovery_code"]
    assert {have["id"] for have in asked["passkey"]["allowCredentials"]} == {
        b64(first.id),
        b64(second.id),
    }
    body = {"mfaToken": asked["mfaToken"], "passkey": second.get(asked["passkey"])}
    ok(api.anonymous().post("/v1/auth/mfa/challenge", json=body))


def test_the_passkey_of_somebody_else_is_no_second_step(api: Api, person: Member) -> None:
    mine, theirs = new_key(), new_key()
    register_key(api, person, mine)
    register_key(api, with_password(api), theirs)
    asked = first_step(api.anonymous(), person)
    body = {"mfaToken": asked["mfaToken"], "passkey": theirs.get(asked["passkey"])}
    refused(api.anonymous().post("/v1/auth/mfa/challenge", json=body), 403, "wrong_code")


def test_names_and_removal(api: Api, person: Member, key: SoftwareKey) -> None:
    caller = api.as_(person)
    (listed,) = ok(caller.get("/v1/auth/passkeys"))["data"]
    path = f"/v1/auth/passkeys/{listed['id']}"
    renamed = ok(caller.put(path, json={"name": "Library"}))
    assert renamed["name"] == "Library"
    ok(caller.delete(path), 204)
    refused(caller.delete(path), 404, "not_found")
    refused(caller.put(path, json={"name": "Library"}), 404, "not_found")
    assert ok(caller.get("/v1/auth/mfa"))["recoveryCodesLeft"] == 0
    refused(sign_in(api, key), 403, "wrong_code")


def test_passkeys_of_others_are_not_found(api: Api, person: Member) -> None:
    theirs = insert_key(api, with_password(api))
    caller = api.as_(person)
    with api.nothing_written():
        for passkey_id in (theirs, new_id()):
            refused(caller.delete(f"/v1/auth/passkeys/{passkey_id}"), 404, "not_found")
    assert ok(caller.get("/v1/auth/passkeys"))["data"] == []


def test_what_a_browser_made_for_something_else_is_refused(api: Api, person: Member) -> None:
    caller, other = api.as_(person), api.as_(with_password(api))

    def made(key: SoftwareKey, asked: Any, **changes: Any) -> Any:
        body = {"ticket": asked["ticket"], "name": "x", **key.create(asked["options"], **changes)}
        return caller.post("/v1/auth/passkeys", json=body)

    asked = ok(caller.post("/v1/auth/passkeys/options"))
    theirs = ok(other.post("/v1/auth/passkeys/options"))
    with api.nothing_written():
        refused(made(new_key(), theirs), 422, "passkey_refused")
        refused(made(new_key(), asked, origin="https://evil.example"), 422, "passkey_refused")
        refused(made(new_key(host="evil.example"), asked), 422, "passkey_refused")
        refused(made(new_key(flags=PRESENT), asked), 422, "passkey_refused")
    kept = new_key()
    ok(made(kept, asked), 201)
    refused(made(new_key(), asked), 422, "passkey_refused")
    again = ok(caller.post("/v1/auth/passkeys/options"))
    refused(made(kept, again), 422, "passkey_refused")


def test_twenty_are_enough(api: Api, person: Member) -> None:
    for _ in range(MAX_PASSKEYS):
        insert_key(api, person)
    refused(api.as_(person).post("/v1/auth/passkeys/options"), 409, "too_many_passkeys")


def test_the_last_of_twenty_is_made_once(
    api: Api, person: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was asked for while there was room."""
    asked = [offered(api, person) for _ in range(4)]
    monkeypatch.setattr("functions.identity.passkeys.MAX_PASSKEYS", 1)
    keeping = [partial(api.as_(person).post, PATH, json=body) for body in asked[:3]]
    answers = looking_first(api, "passkeys", keeping)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    refused(api.as_(person).post(PATH, json=asked[3]), 409, "too_many_passkeys")


def test_of_two_first_ones_at_once_one_brings_recovery_codes(api: Api, person: Member) -> None:
    keeping = [partial(api.as_(person).post, PATH, json=offered(api, person)) for _ in range(2)]
    made = [ok(answer, 201) for answer in looking_first(api, "passkeys", keeping)]
    (codes,) = (one["recoveryCodes"] for one in made if one["recoveryCodes"] is not None)
    assert ok(api.as_(person).get("/v1/auth/mfa"))["recoveryCodesLeft"] == len(codes)


def offered(api: Api, person: Member) -> dict[str, Any]:
    """A new passkey, to be kept."""
    asked = ok(api.as_(person).post(f"{PATH}/options"))
    return {"ticket": asked["ticket"], "name": "Phone", **new_key().create(asked["options"])}


def test_who_is_in_no_school_or_not_confirmed_comes_in_by_no_passkey(api: Api) -> None:
    for change in (
        "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = '{id}'",
        "UPDATE app.users SET email_verified_at = NULL WHERE id = '{id}'",
        "UPDATE app.users SET deleted_at = now() WHERE id = '{id}'",
    ):
        person, key = with_password(api), new_key()
        register_key(api, person, key)
        with api.scene() as connection:
            connection.exec_driver_sql(change.format(id=person.id))
        refused(sign_in(api, key), 403, "wrong_code")


def test_registering_and_removing_need_the_password_of_lately(api: Api) -> None:
    person = api.member()
    refused(api.as_(person).post("/v1/auth/passkeys/options"), 403, "proof_required")
    path = f"/v1/auth/passkeys/{insert_key(api, person)}"
    refused(api.as_(person).delete(path), 403, "proof_required")
    prove(api, person)
    ok(api.as_(person).post("/v1/auth/passkeys/options"))
