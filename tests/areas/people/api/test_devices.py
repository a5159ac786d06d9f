"""Devices: one owner each, gone with the sign-out; and keys that seal messages to a person."""

from __future__ import annotations

import base64
import secrets
import uuid
from functools import partial
from typing import Any

import pytest

from tests.support.api import Caller, ok, refused
from tests.support.school import School
from tests.support.waiting import looking_first

DEVICES, KEYS = "/v1/users/me/devices", "/v1/users/me/keys"


def text(length: int) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(length)).decode().rstrip("=")


def browser(**changes: Any) -> dict[str, Any]:
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8)}"
    return {"platform": "WEB", "token": endpoint, "p256dh": text(65), "auth": text(16), **changes}


def register(caller: Caller, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.post(DEVICES, json=body), 201)
    return found


def listed(caller: Caller) -> list[str]:
    return [device["id"] for device in ok(caller.get(DEVICES))["data"]]


def test_a_device_is_registered_once_and_moves_to_whoever_comes_last(school: School) -> None:
    one, other, body = school.caller("one"), school.caller("other"), browser()
    first = register(one, **body)
    assert first["current"] is True
    assert "token" not in first
    assert register(one, **body)["id"] == first["id"]
    assert register(other, **body)["id"] == first["id"]
    assert listed(one) == []
    assert listed(other) == [first["id"]]
    ok(other.delete(f"{DEVICES}/{first['id']}"), 204)
    refused(other.delete(f"{DEVICES}/{first['id']}"), 404, "not_found")
    assert listed(other) == []


def test_a_device_is_forgotten_with_the_sign_out(school: School) -> None:
    phone = school.caller("one")
    register(phone, platform="ANDROID", token="a-token-of-the-service")
    desk = school.api.as_(again(school))
    kept = register(desk, **browser())
    ok(phone.post("/v1/auth/logout"), 204)
    assert listed(desk) == [kept["id"]]
    assert ok(desk.get(DEVICES))["data"][0]["current"] is True


def again(school: School) -> Any:
    from tests.areas.people.factories.people import make_session

    member = school.member("one")
    with school.api.scene() as connection:
        session = make_session(connection, tenant_id=member.tenant.id, user_id=member.id)
    return school.api.signed_in(member.user, member.tenant, member.role, session)


def test_of_many_devices_the_oldest_are_forgotten(school: School) -> None:
    caller = school.caller("one")
    made = [register(caller, platform="IOS", token=f"token-{n:04}")["id"] for n in range(22)]
    assert listed(caller) == made[:1:-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"p256dh": None},
        {"auth": None},
        {"platform": "IOS"},
        {"token": "https://169.254.169.254/latest"},
        {"p256dh": text(64)},
        {"auth": "!" * 22},
    ],
)
def test_a_browser_names_a_push_service_and_its_keys(
    school: School, changes: dict[str, Any]
) -> None:
    caller = school.caller("one")
    with school.api.nothing_written():
        refused(caller.post(DEVICES, json=browser(**changes)), 422, "validation_failed")


def bundle(**changes: Any) -> dict[str, Any]:
    prekey = {"id": 1, "key": text(32), "signature": text(64)}
    return {
        "deviceId": str(uuid.uuid4()),
        "identityKey": text(32),
        "signedPrekey": prekey,
        **changes,
    }


def test_keys_are_read_by_those_who_may_know_the_person(school: School) -> None:
    owner, reader = school.member("owner"), school.caller("reader")
    caller, mine = school.api.as_(owner), bundle()
    first = ok(caller.put(KEYS, json=mine))
    path = f"/v1/users/{owner.id}/keys"
    assert ok(reader.get(path))["data"] == [first]
    assert {name: first[name] for name in mine} == mine

    # Another prekey of the same device: its identity is as it was.
    school.api.clock.advance(hours=1)
    prekey = {"id": 2, "key": text(32), "signature": text(64)}
    second = ok(caller.put(KEYS, json={**mine, "signedPrekey": prekey}))
    assert second["identityChangedAt"] == first["identityChangedAt"]
    assert second["updatedAt"] > first["updatedAt"]
    third = ok(caller.put(KEYS, json={**mine, "identityKey": text(32)}))
    assert third["identityChangedAt"] > first["identityChangedAt"]
    assert len(ok(reader.get(path))["data"]) == 1

    school.block(owner, school.member("reader"))
    refused(reader.get(path), 404, "not_found")
    refused(school.api.as_(school.api.member()).get(path), 404, "not_found")


def test_keys_of_a_lost_device_are_taken_back(school: School) -> None:
    owner, other = school.member("owner"), school.caller("other")
    caller, lost, kept = school.api.as_(owner), bundle(), bundle()
    for one in (lost, kept):
        ok(caller.put(KEYS, json=one))
    path = f"{KEYS}/{lost['deviceId']}"
    with school.api.nothing_written():
        refused(other.delete(path), 404, "not_found")
    ok(caller.delete(path), 204)
    refused(caller.delete(path), 404, "not_found")
    for reader in (caller, other):
        (left,) = ok(reader.get(f"/v1/users/{owner.id}/keys"))["data"]
        assert left["deviceId"] == kept["deviceId"]


def test_a_person_has_keys_on_twenty_devices(school: School) -> None:
    caller = school.caller("owner")
    made = [bundle() for _ in range(20)]
    for one in made:
        ok(caller.put(KEYS, json=one))
    with school.api.nothing_written():
        refused(caller.put(KEYS, json=bundle()), 409, "too_many_devices")
    ok(caller.put(KEYS, json=made[0]))


def test_the_last_device_that_may_have_keys_is_one(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.people.devices.MOST_KEYS", 1)
    caller = school.caller("owner")
    publishing = [partial(caller.put, KEYS, json=bundle()) for _ in range(3)]
    answers = looking_first(school.api, "device_keys", publishing)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
