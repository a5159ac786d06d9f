"""Codes on paper: who may give one to whom, and what a pupil does with it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from infra.passwords import hash_password
from tests.areas.identity.factories.factors import insert_authenticator
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.identity.factories.links import confirm, mailed_link
from tests.areas.people.factories.people import make_class, make_membership
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.scene import Member

CODE, USE = "/v1/auth/code", "/v1/auth/code/password"
NEW = "a fresh battery staple"


@pytest.fixture
def teacher(api: Api) -> Member:
    return api.member("TEACHER")


@pytest.fixture
def pupil(api: Api, teacher: Member) -> Member:
    member = api.member(
        "STUDENT", teacher.tenant, password_hash=hash_password("forgotten by now", rounds=4)
    )
    with api.scene() as connection:
        make_class(
            connection,
            tenant_id=teacher.tenant.id,
            teacher_ids=(teacher.id,),
            student_user_ids=(member.id,),
        )
    return member


def give(api: Api, teacher: Member, pupil: Member) -> Any:
    return api.as_(teacher).post(f"/v1/auth/pupils/{pupil.id}/code")


def sign_in(api: Api, member: Member, password: str) -> Any:
    body = {"email": member.user.email, "password": password}
    return api.anonymous().post("/v1/auth/login", json=body)


def test_a_pupil_comes_back_with_a_code(api: Api, teacher: Member, pupil: Member) -> None:
    (listed,) = ok(api.as_(teacher).get("/v1/auth/pupils"))["data"]
    assert (listed["id"], listed["name"]) == (str(pupil.id), pupil.user.name)
    given = ok(give(api, teacher, pupil), 201)
    assert given["email"] == pupil.user.email
    assert given["qrSvg"].startswith("<svg")
    # Until it is used nothing changes.
    ok(sign_in(api, pupil, "forgotten by now"))
    typed = given["code"].lower().replace("-", "")
    owner = ok(api.anonymous().post(CODE, json={"code": typed}))
    assert owner == {"firstName": "Sok", "email": f"{pupil.user.email[0]}…@example.test"}
    tokens = ok(api.anonymous().post(USE, json={"code": typed, "password": NEW}))
    assert ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))["id"] == str(pupil.id)
    refused(api.as_(pupil).get("/v1/users/me"), 401, "unauthenticated")
    refused(sign_in(api, pupil, "forgotten by now"), 401, "wrong_credentials")
    ok(sign_in(api, pupil, NEW))
    again = api.anonymous().post(USE, json={"code": typed, "password": NEW})
    refused(again, 404, "code_not_valid")
    refused(api.anonymous().post(CODE, json={"code": typed}), 404, "code_not_valid")
    (event,) = api.events(pupil.tenant, "session:revoked")
    assert event.data["reason"] == "password_changed"
    assert str(pupil.session_id) in event.data["sessionIds"]


def test_giving_a_code_is_in_the_audit_log_and_the_code_is_not(
    api: Api, teacher: Member, pupil: Member
) -> None:
    code = ok(give(api, teacher, pupil), 201)["code"]
    rows = api.rows(
        "SELECT action, actor_id, entity_id, a::text AS whole FROM app.audit_logs AS a"
        " WHERE tenant_id = :t",
        t=teacher.tenant.id,
    )
    assert [(r.action, r.actor_id, r.entity_id) for r in rows] == [
        ("password.code_given", teacher.id, str(pupil.id))
    ]
    stored = api.rows(
        "SELECT t::text AS whole FROM app.one_time_tokens AS t WHERE user_id = :u", u=pupil.id
    )
    assert code not in str(rows) + str(stored) + str(api.events(teacher.tenant))


def test_a_teacher_helps_the_pupils_of_their_classes_alone(
    api: Api, teacher: Member, pupil: Member
) -> None:
    stranger = api.member("TEACHER", teacher.tenant)
    colleague = api.member("TEACHER", teacher.tenant)
    with api.nothing_written():
        refused(give(api, stranger, pupil), 404, "pupil_not_found")
        refused(give(api, teacher, colleague), 404, "pupil_not_found")
        refused(give(api, teacher, teacher), 404, "pupil_not_found")
        refused(api.as_(pupil).post(f"/v1/auth/pupils/{pupil.id}/code"), 403, "forbidden")
    assert ok(api.as_(stranger).get("/v1/auth/pupils")) == {"data": [], "more": False}
    admin = api.member("ADMIN", teacher.tenant)
    ok(give(api, admin, pupil), 201)
    foreign = api.member("ADMIN")
    refused(give(api, foreign, pupil), 404, "pupil_not_found")
    names = ok(api.as_(admin).get("/v1/auth/pupils", query={"name": "sok"}))["data"]
    assert [one["id"] for one in names] == [str(pupil.id)]
    assert ok(api.as_(admin).get("/v1/auth/pupils", query={"name": "nobody"}))["data"] == []


def test_a_homeroom_teacher_helps_too_and_a_class_of_before_does_not_count(
    api: Api, teacher: Member, pupil: Member
) -> None:
    homeroom = api.member("TEACHER", teacher.tenant)
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.classes SET homeroom_teacher_id = :h WHERE tenant_id = :t"),
            {"h": homeroom.id, "t": teacher.tenant.id},
        )
    ok(give(api, homeroom, pupil), 201)
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.class_enrollments SET ended_on = now() WHERE tenant_id = :t"),
            {"t": teacher.tenant.id},
        )
    for helper in (homeroom, teacher):
        refused(give(api, helper, pupil), 404, "pupil_not_found")


def test_an_account_of_two_schools_is_not_this_ones_to_open(
    api: Api, teacher: Member, pupil: Member
) -> None:
    """Else a teacher of one school would get into another, where the pupil may run everything."""
    other = api.tenant()
    with api.scene() as connection:
        make_membership(connection, tenant_id=other.id, user_id=pupil.id, role="ADMIN")
    with api.nothing_written():
        refused(give(api, teacher, pupil), 409, "not_only_here")


def test_who_has_not_confirmed_the_address_gets_no_code(
    api: Api, teacher: Member, pupil: Member
) -> None:
    """A code must not do what the link in the mail is for."""
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET email_verified_at = NULL WHERE id = :u"), {"u": pupil.id}
        )
    refused(give(api, teacher, pupil), 404, "pupil_not_found")
    confirm(api, pupil.user.email, "forgotten by now")
    ok(give(api, teacher, pupil), 201)


def test_a_code_ends_after_three_days_and_with_the_next_one(
    api: Api, teacher: Member, pupil: Member
) -> None:
    first = ok(give(api, teacher, pupil), 201)["code"]
    second = ok(give(api, teacher, pupil), 201)["code"]
    refused(api.anonymous().post(CODE, json={"code": first}), 404, "code_not_valid")
    ok(api.anonymous().post(CODE, json={"code": second}))
    api.clock.advance(hours=73)
    refused(api.anonymous().post(CODE, json={"code": second}), 404, "code_not_valid")
    body = {"code": second, "password": NEW}
    refused(api.anonymous().post(USE, json=body), 404, "code_not_valid")


def test_one_of_ten_at_once_chooses_the_password(api: Api, teacher: Member, pupil: Member) -> None:
    code = ok(give(api, teacher, pupil), 201)["code"]
    bodies = [{"code": code, "password": f"{NEW} {n}"} for n in range(10)]
    answers = in_parallel([partial(api.anonymous().post, USE, json=body) for body in bodies])
    assert sorted(a.status_code for a in answers) == [200, *[404] * 9]


def test_a_second_factor_is_asked_for_as_ever_and_keys_end(
    api: Api, teacher: Member, pupil: Member
) -> None:
    insert_authenticator(api, pupil)
    _, secret = insert_api_key(api, pupil)
    code = ok(give(api, teacher, pupil), 201)["code"]
    asked = ok(api.anonymous().post(USE, json={"code": code, "password": NEW}))
    assert asked["status"] == "second_step"
    assert not api.events(pupil.tenant, "session:created")
    refused(api.with_token(secret).get("/v1/posts"), 401, "unauthenticated")


def test_who_left_the_school_comes_in_by_no_code(api: Api, teacher: Member, pupil: Member) -> None:
    code = ok(give(api, teacher, pupil), 201)["code"]
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u"),
            {"u": pupil.id},
        )
    with api.nothing_written():
        body = {"code": code, "password": NEW}
        refused(api.anonymous().post(USE, json=body), 404, "code_not_valid")


def test_a_password_that_nobody_could_type_again_keeps_the_code(
    api: Api, teacher: Member, pupil: Member
) -> None:
    code = ok(give(api, teacher, pupil), 201)["code"]
    body = {"code": code, "password": "pass\u00adword with a soft hyphen"}
    assert api.anonymous().post(USE, json=body).status_code == 422
    ok(api.anonymous().post(USE, json={"code": code, "password": NEW}))


def test_a_mailed_link_is_no_code(api: Api, pupil: Member) -> None:
    token = mailed_link(api, pupil.user.email)
    for code in (token[:40], "x", "ABCDE-FGHJK"):
        refused(api.anonymous().post(CODE, json={"code": code}), 404, "code_not_valid")
