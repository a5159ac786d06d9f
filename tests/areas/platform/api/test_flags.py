"""Feature flags: who decides, and what they open."""

from __future__ import annotations

from typing import Any

import pytest

from shared.live.schemas import GameSettings
from shared.platform.flags import Flag
from tests.areas.boards.factories.boards import make_board
from tests.areas.live.factories.games import make_live_game
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member

ADMIN = "/v1/admin/flags"


def operate(api: Api, member: Member) -> None:
    with api.scene() as connection:
        make_assignment(
            connection, tenant_id=member.tenant.id, user_id=member.id, role="PLATFORM_ADMIN"
        )


def put(caller: Caller, key: str, **body: Any) -> Any:
    return caller.put(f"{ADMIN}/{key}", json=body)


def test_a_school_switches_for_itself(api: Api) -> None:
    admin, other = api.member("ADMIN"), api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    read = ok(put(api.as_(admin), "live.guests", override=False))
    assert (read["override"], read["onForSchool"], read["enabled"]) == (False, False, True)
    assert ok(api.as_(pupil).get("/v1/flags"))["data"]["live.guests"] is False
    assert ok(api.as_(other).get("/v1/flags"))["data"]["live.guests"] is True
    (told,) = api.events(admin.tenant, "flags:updated")
    assert told.data == {"keys": ["live.guests"]}
    read = ok(put(api.as_(admin), "live.guests", override=None))
    assert (read["override"], read["onForSchool"]) == (None, True)
    listed = ok(api.as_(admin).get(ADMIN))["data"]
    assert {flag["key"] for flag in listed} == set(Flag)
    assert all(flag["purpose"] for flag in listed)


def test_only_operators_decide_for_everybody(api: Api) -> None:
    """The kill switch: off is off, whatever a school has said."""
    admin, other = api.member("ADMIN"), api.member("ADMIN")
    off = {"enabled": False, "rollout": 100}
    with api.nothing_written():
        answer = put(api.as_(admin), "boards.guests", override=True, platform=off)
        refused(answer, 403, "forbidden")
    operate(api, admin)
    ok(put(api.as_(other), "boards.guests", override=True))
    try:
        read = ok(put(api.as_(admin), "boards.guests", override=None, platform=off))
        assert (read["enabled"], read["onForSchool"]) == (False, False)
        assert ok(api.as_(other).get("/v1/flags"))["data"]["boards.guests"] is False
        none = {"enabled": True, "rollout": 0}
        ok(put(api.as_(admin), "boards.guests", override=None, platform=none))
        assert ok(api.as_(admin).get("/v1/flags"))["data"]["boards.guests"] is False
        assert ok(api.as_(other).get("/v1/flags"))["data"]["boards.guests"] is True
    finally:
        everybody = {"enabled": True, "rollout": 100}
        ok(put(api.as_(admin), "boards.guests", override=None, platform=everybody))


def test_without_the_flag_no_guest_joins_a_board_and_those_who_are_in_leave(
    api: Api, looked_at: list[str]
) -> None:
    admin = api.member("ADMIN")
    with api.scene() as connection:
        board_id = make_board(
            connection,
            tenant_id=admin.tenant.id,
            owner_id=admin.id,
            settings={"guests": True},
            join_code="FLAGXY",
        )
    guest = api.guest(admin.tenant, f"board:{board_id}")
    player = api.guest(admin.tenant, "live:123456")
    ok(api.anonymous().post("/v1/boards/join", json={"code": "FLAGXY"}))
    ok(api.as_(guest).get(f"/v1/boards/{board_id}"))
    ok(put(api.as_(admin), "boards.guests", override=False))
    refused(api.anonymous().post("/v1/boards/join", json={"code": "FLAGXY"}), 404, "not_found")
    refused(api.as_(guest).get(f"/v1/boards/{board_id}"), 401, "unauthenticated")
    assert f"user:{guest.id}" in looked_at
    # Games are another flag's.
    assert f"user:{player.id}" not in looked_at
    ok(put(api.as_(admin), "boards.guests", override=True))
    ok(api.anonymous().post("/v1/boards/join", json={"code": "FLAGXY"}))


def test_without_the_flag_no_guest_joins_a_game(api: Api) -> None:
    admin = api.member("ADMIN")
    playing = GameSettings(guests=True).model_dump(mode="json", by_alias=True)
    with api.scene() as connection:
        _, code = make_live_game(
            connection, tenant_id=admin.tenant.id, host_id=admin.id, settings=playing
        )
    ok(put(api.as_(admin), "live.guests", override=False))
    path, body = f"/v1/live/{code}/join", {"nickname": "Dara"}
    refused(api.anonymous().post(path, json=body), 403, "guests_not_allowed")
    pupil = api.member("STUDENT", admin.tenant)
    ok(api.as_(pupil).post(path, json={}))
    ok(put(api.as_(admin), "live.guests", override=None))
    ok(api.anonymous().post(path, json=body))


@pytest.mark.parametrize("key", ["nothing.known", "LIVE.GUESTS"])
def test_what_is_no_flag_is_not_found(api: Api, key: str) -> None:
    refused(put(api.as_(api.member("ADMIN")), key, override=True), 404, "not_found")
