"""Roles for a part of the school: what they open, and who may give them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.areas.boards.factories.boards import make_board
from tests.areas.people.factories.people import make_class
from tests.support.api import Api, ok, refused
from tests.support.scene import Member

PATH = "/v1/role-assignments"


def give(member: Member, scope_type: str, scope_id: object, **changes: Any) -> dict[str, Any]:
    given = {"userId": str(member.id), "role": "MODERATOR"}
    return {**given, "scopeType": scope_type, "scopeId": str(scope_id), **changes}


def test_a_moderator_of_a_board_moderates_it_until_the_role_is_taken(
    api: Api, looked_at: list[str]
) -> None:
    admin = api.member("ADMIN")
    helper = api.member("STUDENT", admin.tenant)
    with api.scene() as connection:
        board_id = make_board(connection, tenant_id=admin.tenant.id, owner_id=admin.id)
    body = give(helper, "BOARD", board_id)
    given = ok(api.as_(admin).post(PATH, json=body), 201)
    assert (given["scopeType"], given["scopeId"]) == ("BOARD", str(board_id))
    assert given["scopeName"]
    assert looked_at == [f"user:{helper.id}"]
    assert ok(api.as_(admin).post(PATH, json=body), 201) == given
    assert len(looked_at) == 1
    guests = f"/v1/boards/{board_id}/guests"
    ok(api.as_(helper).get(guests))
    ok(api.as_(admin).delete(f"{PATH}/{given['id']}"), 204)
    refused(api.as_(helper).get(guests), 403, "forbidden")
    assert looked_at == [f"user:{helper.id}"] * 2
    refused(api.as_(admin).delete(f"{PATH}/{given['id']}"), 404, "not_found")


@pytest.mark.parametrize("scope", ["BOARD", "CLASS", "CLUB", "COURSE", "TENANT"])
def test_a_part_that_the_school_does_not_have_is_not_found(api: Api, scope: str) -> None:
    admin, other = api.member("ADMIN"), api.member("ADMIN")
    with api.scene() as connection:
        foreign = {
            "BOARD": make_board(connection, tenant_id=other.tenant.id, owner_id=other.id),
            "CLASS": make_class(connection, tenant_id=other.tenant.id),
            "TENANT": other.tenant.id,
        }.get(scope, uuid.uuid4())
        # The school has some of its own.
        make_board(connection, tenant_id=admin.tenant.id, owner_id=admin.id)
        make_class(connection, tenant_id=admin.tenant.id)
    with api.nothing_written():
        for scope_id in (foreign, uuid.uuid4()):
            answer = api.as_(admin).post(PATH, json=give(admin, scope, scope_id))
            refused(answer, 404, "scope_not_found")


def test_a_class_and_the_school_are_parts(api: Api) -> None:
    admin = api.member("ADMIN")
    helper = api.member("PARENT", admin.tenant)
    with api.scene() as connection:
        class_id = make_class(connection, tenant_id=admin.tenant.id, name="10A")
    for scope, scope_id, name in (
        ("CLASS", class_id, "10A"),
        ("TENANT", admin.tenant.id, "School"),
    ):
        given = ok(api.as_(admin).post(PATH, json=give(helper, scope, scope_id)), 201)
        assert given["scopeName"] == name


@pytest.mark.parametrize("role", ["PLATFORM_ADMIN", "ADMIN", "TEACHER", "GUEST"])
def test_only_moderators_are_made(api: Api, role: str) -> None:
    admin = api.member("ADMIN")
    body = give(admin, "TENANT", admin.tenant.id, role=role)
    with api.nothing_written():
        refused(api.as_(admin).post(PATH, json=body), 422, "validation_failed")


def test_a_stranger_gets_no_role(api: Api) -> None:
    admin, stranger = api.member("ADMIN"), api.member("STUDENT")
    with api.nothing_written():
        body = give(stranger, "TENANT", admin.tenant.id)
        refused(api.as_(admin).post(PATH, json=body), 404, "not_found")
