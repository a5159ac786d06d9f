"""Schools as operators of the platform found, limit and close them."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from tests.areas.boards.factories.boards import make_board
from tests.areas.identity.factories.links import confirm
from tests.areas.people.factories.people import Tenant
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Api, Caller, all_items, ok, refused
from tests.support.waiting import looking_first

PATH = "/v1/platform/tenants"
PASSWORD = "correct horse battery"


def operator(api: Api) -> Caller:
    member = api.member("TEACHER")
    with api.scene() as connection:
        make_assignment(
            connection, tenant_id=member.tenant.id, user_id=member.id, role="PLATFORM_ADMIN"
        )
    return api.as_(member)


def form(**changes: Any) -> dict[str, Any]:
    mark = secrets.token_hex(5)
    given = {
        "slug": f"founded-{mark}",
        "name": "Wat Phnom",
        "adminEmail": f"{mark}@example.test",
        "adminFirstName": "Sok",
        "adminLastName": "Chan",
        "timezone": "Asia/Phnom_Penh",
        "locale": "km",
        "quotas": {"members": 2},
        "plan": "basic",
    }
    return {**given, **changes}


def test_the_first_administrator_of_a_new_school_comes_by_the_mail(api: Api) -> None:
    body = form()
    school = ok(operator(api).post(PATH, json=body), 201)
    assert (school["members"], school["quotas"], school["plan"]) == (0, {"members": 2}, "basic")
    (mail,) = api.events(Tenant(school["id"], school["slug"]), "email:queued")
    assert (mail.data["templateKey"], mail.data["locale"]) == ("founder", "km")
    confirm(api, body["adminEmail"], PASSWORD)
    login = {"email": body["adminEmail"], "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=login))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert (me["role"], me["tenant"]["slug"]) == ("ADMIN", body["slug"])
    (entry,) = all_items(api.with_token(tokens["accessToken"]), "/v1/audit-log")
    assert entry["action"] == "tenant.founded"


def test_two_schools_that_are_founded_at_once_have_one_first_administrator(api: Api) -> None:
    caller, body = operator(api), form()
    bodies = (body, form(adminEmail=body["adminEmail"]))
    founding = [partial(caller.post, PATH, json=one) for one in bodies]
    for answer in looking_first(api, "users", founding):
        ok(answer, 201)
    confirm(api, body["adminEmail"], PASSWORD)
    login = {"email": body["adminEmail"], "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=login))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert [membership["role"] for membership in me["memberships"]] == ["ADMIN", "ADMIN"]


def test_who_has_an_account_runs_the_new_school_at_once(api: Api) -> None:
    teacher = api.member("TEACHER")
    school = ok(operator(api).post(PATH, json=form(adminEmail=teacher.user.email)), 201)
    me = ok(api.as_(teacher).get("/v1/users/me"))
    assert {m["tenant"]["id"]: m["role"] for m in me["memberships"]}[school["id"]] == "ADMIN"
    (joined,) = api.events(Tenant(school["id"], ""), "member:joined")
    assert joined.data["via"] == "founder"


def test_a_slug_is_given_once(api: Api) -> None:
    taken = api.tenant()
    caller = operator(api)
    with api.nothing_written():
        refused(caller.post(PATH, json=form(slug=taken.slug)), 409, "slug_taken")


def test_in_a_suspended_school_everything_is_refused_until_it_is_opened(api: Api) -> None:
    caller, pupil = operator(api), api.member()
    path = f"{PATH}/{pupil.tenant.id}"
    read = ok(caller.put(path, json={"status": "SUSPENDED"}))
    assert (read["status"], read["members"]) == ("SUSPENDED", 1)
    refused(api.as_(pupil).get("/v1/users/me"), 403, "membership_inactive")
    (told,) = api.events(pupil.tenant, "school:suspended")
    assert told.channel == f"tenant:{pupil.tenant.id}"
    ok(caller.put(path, json={"status": "SUSPENDED"}))
    assert len(api.events(pupil.tenant, "school:suspended")) == 1
    ok(caller.put(path, json={"status": "ACTIVE"}))
    ok(api.as_(pupil).get("/v1/users/me"))


def test_guests_of_a_suspended_school_are_refused_and_their_streams_looked_at(
    api: Api, looked_at: list[str]
) -> None:
    caller, teacher = operator(api), api.member("TEACHER")
    with api.scene() as connection:
        board = make_board(connection, tenant_id=teacher.tenant.id, owner_id=teacher.id)
    here = api.guest(teacher.tenant, f"board:{board}")
    api.guest(teacher.tenant, f"board:{board}", revoked_at=api.clock())
    api.guest(api.tenant(), f"board:{board}")
    asking = {"boardId": str(board)}
    ok(api.as_(here).get("/v1/questions", query=asking))
    path = f"{PATH}/{teacher.tenant.id}"
    ok(caller.put(path, json={"status": "SUSPENDED"}))
    refused(api.as_(here).get("/v1/questions", query=asking), 403, "membership_inactive")
    # The pass of somebody who was sent away, and that of another school, are nobody's here.
    assert looked_at == [f"user:{here.id}"]
    ok(caller.put(path, json={"status": "ACTIVE"}))
    ok(api.as_(here).get("/v1/questions", query=asking))


def test_schools_are_found_by_name_and_status(api: Api) -> None:
    caller = operator(api)
    mark = secrets.token_hex(6)
    school = api.tenant(name=f"A {mark}", status="SUSPENDED", quotas={"members": 9})
    (found,) = all_items(caller, PATH, q=mark.upper(), status="SUSPENDED")
    assert (found["id"], found["quotas"]) == (str(school.id), {"members": 9})
    assert not all_items(caller, PATH, q=mark, status="ACTIVE")
    assert len(all_items(caller, PATH, limit=100)) >= 2


def test_what_is_no_school_is_not_found(api: Api) -> None:
    caller = operator(api)
    answer = caller.put(f"{PATH}/0199a1f9-0000-7000-8000-000000000000", json={"status": "ACTIVE"})
    refused(answer, 404, "not_found")
