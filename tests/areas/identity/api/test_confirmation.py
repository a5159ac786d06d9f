"""No right comes from an address before its owner has confirmed it."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from werkzeug.test import TestResponse

from infra.passwords import hash_password
from shared.identity.types import TokenPurpose
from tests.areas.identity.factories.links import confirm, mailed_link, read_link, reset
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.scene import Member

PASSWORD = "correct horse battery"
OTHER = "battery staple horse"


@pytest.fixture
def person(api: Api) -> Member:
    """Somebody who is signed in and has confirmed."""
    return api.member(password_hash=hash_password(PASSWORD, rounds=4))


def register(api: Api) -> str:
    school = api.tenant(settings={"open_registration": True})
    email = f"{secrets.token_hex(6)}@example.test"
    form = {"email": email, "password": PASSWORD, "firstName": "Sok", "lastName": "Chan"}
    ok(api.anonymous().post("/v1/auth/register", json={**form, "tenant": school.slug}), 201)
    return email


def sign_in(api: Api, email: str, password: str = PASSWORD) -> TestResponse:
    return api.anonymous().post("/v1/auth/login", json={"email": email, "password": password})


def follow(api: Api, token: str, password: str = PASSWORD) -> TestResponse:
    body = {"token": token, "password": password}
    return api.anonymous().post("/v1/auth/verify-email", json=body)


def test_looking_at_a_link_changes_nothing_however_often(api: Api) -> None:
    email = register(api)
    token = mailed_link(api, email)
    with api.nothing_written():
        for _ in range(3):
            told = ok(read_link(api, token))
    assert (told["email"], told["firstName"]) == (f"{email[0]}…@example.test", "Sok")
    refused(sign_in(api, email), 403, "address_not_confirmed")
    assert ok(follow(api, token)) == {"email": email, "belongs": True}
    ok(sign_in(api, email))


def test_a_link_opens_once_also_for_twenty_at_a_time(api: Api) -> None:
    token = mailed_link(api, register(api))
    statuses = [a.status_code for a in in_parallel([lambda: follow(api, token)] * 20)]
    assert sorted(statuses) == [200] + [404] * 19


@pytest.mark.parametrize("hours", [-0.01, -48], ids=["just now", "long ago"])
def test_an_expired_link_and_a_wrong_one_look_the_same(api: Api, hours: float) -> None:
    expired = mailed_link(api, register(api), hours=hours)
    answers = []
    with api.nothing_written():
        for token in (expired, "x" * 43):
            looked = read_link(api, token)
            for answer in (looked, follow(api, token)):
                problem = refused(answer, 404, "link_not_valid")
                del problem["requestId"]
                answers.append(problem)
    assert all(answer == answers[0] for answer in answers)


def test_the_password_of_registration_goes_on_and_another_one_takes_its_place(api: Api) -> None:
    kept, changed = register(api), register(api)
    confirm(api, kept, PASSWORD)
    ok(sign_in(api, kept))
    confirm(api, changed, OTHER)
    refused(sign_in(api, changed), 401, "wrong_credentials")
    ok(sign_in(api, changed, OTHER))
    ok(sign_in(api, kept))


def test_every_link_of_a_person_is_spent_by_the_first(api: Api) -> None:
    email, bystander = register(api), register(api)
    first, second = mailed_link(api, email), mailed_link(api, email)
    another = mailed_link(api, bystander)
    ok(follow(api, first))
    refused(follow(api, second), 404, "link_not_valid")
    ok(follow(api, another))


def test_asking_again_gives_every_address_the_same_answer(api: Api) -> None:
    known, unknown = register(api), f"{secrets.token_hex(6)}@example.test"
    answers = [
        api.anonymous().post("/v1/auth/verify-email/resend", json={"email": email})
        for email in (known, unknown)
    ]
    assert [(a.status_code, a.json) for a in answers] == [(202, {"status": "accepted"})] * 2


def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(
    api: Api, person: Member
) -> None:
    caller = api.as_(person)
    body = {"email": person.user.email}
    assert ok(api.anonymous().post("/v1/auth/forgot-password", json=body), 202)
    (queued,) = api.events(person.tenant, "email:queued")
    assert queued.data["templateKey"] == "reset_password"
    token = mailed_link(api, person.user.email, TokenPurpose.RESET)
    ok(reset(api, token, OTHER))
    assert caller.get("/v1/users/me").status_code == 401
    refused(sign_in(api, person.user.email), 401, "wrong_credentials")
    ok(sign_in(api, person.user.email, OTHER))
    (ended,) = api.events(person.tenant, "session:revoked")
    sessions = [str(person.session_id)]
    assert ended.data == {"sessionIds": sessions, "reason": "password_changed"}


def test_a_link_to_confirm_resets_no_password(api: Api, person: Member) -> None:
    token = mailed_link(api, person.user.email)
    answer = reset(api, token, OTHER)
    refused(answer, 404, "link_not_valid")
    ok(sign_in(api, person.user.email))


def test_forgetting_does_as_much_for_an_address_that_nobody_has(
    api: Api, person: Member, recorded: Any
) -> None:
    asked = []
    for email in (person.user.email, f"{secrets.token_hex(8)}@example.test"):
        with recorded(api.deps.engine) as statements:
            ok(api.anonymous().post("/v1/auth/forgot-password", json={"email": email}), 202)
        asked.append([statement.split("(")[0][:40] for statement in statements])
    assert asked[0] == asked[1]


def test_addresses_that_nobody_has_leave_one_channel_behind(api: Api) -> None:
    def channels() -> int:
        return int(api.rows("SELECT count(*) AS n FROM app.channel_head")[0].n)

    def ask() -> None:
        body = {"email": f"{secrets.token_hex(8)}@example.test"}
        ok(api.anonymous().post("/v1/auth/forgot-password", json=body), 202)

    ask()
    before = channels()
    for _ in range(3):
        ask()
    assert channels() == before


@pytest.fixture
def recorded() -> Any:
    from tests.support.statements import recorded_statements

    return recorded_statements


def test_changing_the_password_keeps_this_device_and_signs_out_the_others(
    api: Api, person: Member
) -> None:
    bystander = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    tokens = [ok(sign_in(api, person.user.email)) for _ in range(3)]
    here, there, elsewhere = (api.with_token(t["accessToken"]) for t in tokens)
    change = {"currentPassword": "wrong", "newPassword": OTHER}
    refused(here.post("/v1/auth/change-password", json=change), 403, "wrong_password")
    change["currentPassword"] = PASSWORD
    ok(here.post("/v1/auth/change-password", json=change), 204)
    ok(here.get("/v1/users/me"))
    assert [caller.get("/v1/users/me").status_code for caller in (there, elsewhere)] == [401, 401]
    refresh = {"refreshToken": tokens[1]["refreshToken"]}
    assert api.anonymous().post("/v1/auth/refresh", json=refresh).status_code == 401
    refused(sign_in(api, person.user.email), 401, "wrong_credentials")
    ok(sign_in(api, person.user.email, OTHER))
    ok(sign_in(api, bystander.user.email))
    templates = [e.data["templateKey"] for e in api.events(person.tenant, "email:queued")]
    assert templates == ["password_changed"]


def test_a_password_that_cannot_be_typed_again_is_refused_everywhere(
    api: Api, person: Member
) -> None:
    """A joiner that nobody sees, which phones put into signs of people; the link opens after it."""
    unseen, email = "correct horse \U0001f469\u200d\U0001f3eb", register(api)
    token, mailed = mailed_link(api, email), mailed_link(api, person.user.email, TokenPurpose.RESET)
    change = {"currentPassword": PASSWORD, "newPassword": unseen}
    answers = [
        follow(api, token, unseen),
        reset(api, mailed, unseen),
        api.as_(person).post("/v1/auth/change-password", json=change),
    ]
    for answer in answers:
        (error,) = refused(answer, 422, "validation_failed")["errors"]
        assert error["code"] == "not_usable"
    ok(follow(api, token))
    ok(sign_in(api, person.user.email))


def test_a_lost_phone_is_signed_out_from_another_device(api: Api, person: Member) -> None:
    phone = ok(sign_in(api, person.user.email))
    here = api.with_token(ok(sign_in(api, person.user.email))["accessToken"])
    devices = ok(here.get("/v1/auth/sessions"))["data"]
    assert [device["current"] for device in devices].count(True) == 1
    claims = ok(api.with_token(phone["accessToken"]).get("/v1/auth/sessions"))["data"]
    lost = next(device["id"] for device in claims if device["current"])
    ok(here.delete(f"/v1/auth/sessions/{lost}"), 204)
    assert api.with_token(phone["accessToken"]).get("/v1/users/me").status_code == 401
    assert lost not in {d["id"] for d in ok(here.get("/v1/auth/sessions"))["data"]}
    refused(here.delete(f"/v1/auth/sessions/{lost}"), 404, "not_found")


def test_a_device_of_somebody_else_is_no_device(api: Api, person: Member) -> None:
    stranger = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    caller = api.with_token(ok(sign_in(api, stranger.user.email))["accessToken"])
    (theirs, *_) = ok(caller.get("/v1/auth/sessions"))["data"]
    here = api.with_token(ok(sign_in(api, person.user.email))["accessToken"])
    refused(here.delete(f"/v1/auth/sessions/{theirs['id']}"), 404, "not_found")
    ok(caller.get("/v1/users/me"))


def test_everywhere_else_is_signed_out_at_once(api: Api, person: Member) -> None:
    others = [ok(sign_in(api, person.user.email)) for _ in range(3)]
    here = api.with_token(ok(sign_in(api, person.user.email))["accessToken"])
    ok(here.delete("/v1/auth/sessions"), 204)
    ok(here.get("/v1/users/me"))
    for tokens in others:
        assert api.with_token(tokens["accessToken"]).get("/v1/users/me").status_code == 401
    assert len(ok(here.get("/v1/auth/sessions"))["data"]) == 1
