"""Joining a school: open or closed, and nobody learns who is known."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.identity.confirmation import NOBODY
from tests.areas.identity.factories.links import confirm
from tests.areas.people.factories.people import Tenant
from tests.support.api import Api, in_parallel, ok, refused

OPEN = {"settings": {"open_registration": True}}
PASSWORD = "correct horse battery"


def form(school: Tenant, **changes: Any) -> dict[str, Any]:
    """A registration that succeeds in an open school."""
    values = {
        "email": f"{school.slug}@example.test",
        "password": PASSWORD,
        "firstName": "Sok",
        "lastName": "Chan",
        "tenant": school.slug,
    }
    return {**values, **changes}


def register(api: Api, school: Tenant, **changes: Any) -> TestResponse:
    return api.anonymous().post("/v1/auth/register", json=form(school, **changes))


def sign_in(api: Api, email: str, password: str) -> TestResponse:
    body = {"email": email, "password": password}
    return api.anonymous().post("/v1/auth/login", json=body)


def test_somebody_new_joins_as_a_student_and_is_welcomed(api: Api) -> None:
    school = api.tenant(**OPEN)
    answer = ok(register(api, school, email="Sok.CHAN@Example.test", locale="km"), 201)
    assert answer == {"email": "sok.chan@example.test", "status": "accepted"}
    refused(sign_in(api, "sok.chan@example.test", PASSWORD), 403, "address_not_confirmed")
    confirm(api, "sok.chan@example.test", PASSWORD)
    tokens = ok(sign_in(api, "sok.chan@example.TEST ", PASSWORD))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert (me["role"], me["name"], me["locale"]) == ("STUDENT", "Sok Chan", "km")
    assert me["emailVerified"] is True
    registered, queued, *_ = api.events(school)
    assert registered.data == {
        "userId": me["id"],
        "tenantId": str(school.id),
        "via": "open_registration",
    }
    assert queued.data == {
        "templateKey": "welcome",
        "toUserId": me["id"],
        "locale": "km",
        "invitationId": None,
    }
    # Only workers read these: a browser is never subscribed to this kind of channel.
    assert {registered.channel, queued.channel} == {f"domain:{me['id']}"}


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(api: Api) -> None:
    school, elsewhere = api.tenant(**OPEN), api.member()
    first = register(api, school, email=elsewhere.user.email, password="another password")
    new = register(api, school)
    assert (first.status_code, new.status_code) == (201, 201)
    assert set(first.headers.keys()) == set(new.headers.keys())
    assert first.json == {"email": elsewhere.user.email, "status": "accepted"}
    (mail,) = [e for e in api.events(school, "email:queued") if "already" in str(e.data)]
    assert mail.data == {
        "templateKey": "already_registered",
        "toUserId": str(elsewhere.id),
        "locale": "en",
        "invitationId": None,
    }
    # Neither a membership nor a new password comes of it.
    assert not api.rows(
        "SELECT 1 FROM app.memberships WHERE tenant_id = :t AND user_id = :u",
        t=school.id,
        u=elsewhere.id,
    )
    refused(sign_in(api, elsewhere.user.email, "another password"), 401, "wrong_credentials")


def test_a_school_that_is_not_open_looks_like_none(api: Api) -> None:
    closed = api.tenant()
    suspended = api.tenant(status="SUSPENDED", **OPEN)
    nowhere = Tenant(closed.id, "no-such-school")
    answers = []
    with api.nothing_written():
        for school in (closed, suspended, nowhere):
            problem = refused(register(api, school), 404, "school_not_open")
            del problem["requestId"]
            answers.append(problem)
    assert answers[0] == answers[1] == answers[2]


def test_one_address_at_once_from_many_places_is_one_account(api: Api) -> None:
    school = api.tenant(**OPEN)
    answers = in_parallel([lambda: register(api, school)] * 8)
    assert {answer.status_code for answer in answers} == {201}
    email = f"{school.slug}@example.test"
    assert len(api.rows("SELECT 1 FROM app.users WHERE email = :e", e=email)) == 1
    queued = [e.data for e in api.events(school, "email:queued")]
    templates = [one["templateKey"] for one in queued if one["toUserId"] != str(NOBODY)]
    assert sorted(templates) == ["already_registered"] * 7 + ["welcome"]
    # As many as those to somebody new, so that neither time nor work tells.
    assert [one["templateKey"] for one in queued if one["toUserId"] == str(NOBODY)] == [
        "welcome"
    ] * 7


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("1x3?5_7", False),
        ("1x3?5_7a", True),
        ("ab" * 128, True),
        ("ab" * 128 + "c", False),
        ("ខ្មែរ-ភាសា", True),
        ("two\u3000words", True),
        ("        ", False),
        ("\x00" * 8 + "nul", False),
        ("invisible\u200bmark", False),
    ],
    ids=["7", "8", "256", "257", "khmer", "wide blank", "blanks", "nul", "invisible"],
)
def test_a_password_has_8_to_256_characters(api: Api, password: str, accepted: bool) -> None:
    school = api.tenant(**OPEN)
    answer = register(api, school, password=password)
    if not accepted:
        problem = refused(answer, 422, "validation_failed")
        assert [error["field"] for error in problem["errors"]] == ["password"]
        assert password not in answer.text
        return
    ok(answer, 201)
    email = f"{school.slug}@example.test"
    confirm(api, email, password)
    ok(sign_in(api, email, password))
    refused(sign_in(api, email, password[:-1] + "~"), 401, "wrong_credentials")


def test_a_common_password_is_refused_whatever_its_case(api: Api) -> None:
    school = api.tenant(**OPEN)
    for word in ("!qaz2wsx", "!QAZ2WSX"):
        problem = refused(register(api, school, password=word), 422, "validation_failed")
        assert [error["field"] for error in problem["errors"]] == ["password"]


@pytest.mark.parametrize("unit", ["a", "ក"], ids=["one byte", "three bytes"])
def test_every_byte_of_a_password_counts(api: Api, unit: str) -> None:
    """bcrypt reads 72 bytes and no more; what comes after must count all the same."""
    school = api.tenant(**OPEN)
    exactly, beyond = unit * (72 // len(unit.encode())), unit * (75 // len(unit.encode()))
    for place, password in enumerate((exactly, beyond)):
        email = f"{place}.{school.slug}@example.test"
        ok(register(api, school, email=email, password=password), 201)
        confirm(api, email, password)
        ok(sign_in(api, email, password))
        for wrong in (password + "!", password[:-1], password[:-1] + "?"):
            refused(sign_in(api, email, wrong), 401, "wrong_credentials")


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "@example.test", "a@b", "a b@example.test", "a@example.test\n.x", "ដារា@x.test"],
)
def test_what_is_no_address_is_refused(api: Api, email: str) -> None:
    problem = refused(register(api, api.tenant(**OPEN), email=email), 422, "validation_failed")
    assert [error["field"] for error in problem["errors"]] == ["email"]


def test_names_are_text_and_come_back_as_they_were(api: Api) -> None:
    school = api.tenant(**OPEN)
    name = "<b onmouseover=alert(1)>&amp; 'សុខ'"
    ok(register(api, school, firstName=name, lastName="; DROP TABLE app.users; --"), 201)
    confirm(api, f"{school.slug}@example.test", PASSWORD)
    tokens = ok(sign_in(api, f"{school.slug}@example.test", PASSWORD))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert me["firstName"] == name
    assert me["name"] == f"{name} ; DROP TABLE app.users; --"
