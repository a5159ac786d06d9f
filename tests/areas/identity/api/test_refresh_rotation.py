"""A refresh token works once; a lost answer is forgiven, theft is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from werkzeug.test import TestResponse

from infra.passwords import hash_password
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.scene import AGENT, Member

PASSWORD = "correct horse battery"
SUSPEND_SCHOOL = """
    UPDATE app.tenants AS t SET status = 'SUSPENDED' FROM app.memberships AS m
    WHERE m.tenant_id = t.id AND m.user_id = :u
"""


@dataclass(frozen=True, slots=True)
class Device:
    """Somebody's signed-in client."""

    api: Api
    person: Member
    first: dict[str, Any]

    def refresh(self, token: str, *, agent: str = AGENT) -> TestResponse:
        body = {"refreshToken": token}
        return self.api.anonymous(agent=agent).post("/v1/auth/refresh", json=body)

    def signed_in(self, tokens: dict[str, Any]) -> bool:
        answer = self.api.with_token(tokens["accessToken"]).get("/v1/users/me")
        assert answer.status_code in {200, 401}
        return answer.status_code == 200

    def revocations(self) -> list[Any]:
        return [event.data for event in self.api.events(self.person.tenant, "session:revoked")]

    def sessions(self) -> list[Any]:
        return self.api.rows(
            "SELECT id, family_id, revoked_at, revoked_reason, successor_sealed"
            " FROM app.auth_sessions WHERE user_id = :u AND id <> :own ORDER BY id",
            u=self.person.id,
            own=self.person.session_id,
        )


@pytest.fixture
def device(api: Api) -> Device:
    person = api.member(password_hash=hash_password(PASSWORD, rounds=4))
    body = {"email": person.user.email, "password": PASSWORD}
    api.clock.stop()  # a busy machine takes seconds for what is forgiven for ten
    return Device(api, person, ok(api.anonymous().post("/v1/auth/login", json=body)))


def sid(tokens: dict[str, Any]) -> str:
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    return str(claims["sid"])


def test_each_refresh_gives_a_new_token_of_the_same_family(device: Device) -> None:
    tokens = [device.first]
    for _ in range(3):
        tokens.append(ok(device.refresh(tokens[-1]["refreshToken"])))
    assert len({t["refreshToken"] for t in tokens}) == 4
    assert len({sid(t) for t in tokens}) == 4
    assert len({row.family_id for row in device.sessions()}) == 1
    # An access token stays good until it expires by itself.
    assert all(device.signed_in(t) for t in tokens)
    assert device.revocations() == []


def test_a_lost_answer_is_given_again_for_ten_seconds(device: Device) -> None:
    first = ok(device.refresh(device.first["refreshToken"]))
    device.api.clock.advance(seconds=9)
    again = ok(device.refresh(device.first["refreshToken"]))
    assert again["refreshToken"] == first["refreshToken"]
    assert sid(again) == sid(first)
    assert len(device.sessions()) == 2


def test_twenty_uses_at_once_have_one_successor(device: Device) -> None:
    answers = in_parallel([lambda: ok(device.refresh(device.first["refreshToken"]))] * 20)
    assert len({answer["refreshToken"] for answer in answers}) == 1
    assert len({sid(answer) for answer in answers}) == 1
    assert len(device.sessions()) == 2
    assert device.revocations() == []


def test_a_second_use_later_is_theft_and_ends_the_family(device: Device) -> None:
    """AT-S1-3, of the refresh token."""
    second = ok(device.refresh(device.first["refreshToken"]))
    third = ok(device.refresh(second["refreshToken"]))
    device.api.clock.advance(seconds=11)
    refused(device.refresh(device.first["refreshToken"]), 401, "invalid_refresh_token")
    for tokens in (device.first, second, third):
        assert not device.signed_in(tokens)
    refused(device.refresh(third["refreshToken"]), 401, "invalid_refresh_token")
    (revoked,) = device.revocations()
    assert revoked["reason"] == "token_reuse"
    assert set(revoked["sessionIds"]) == {sid(device.first), sid(second), sid(third)}
    assert all(row.revoked_reason == "token_reuse" for row in device.sessions())
    assert all(row.successor_sealed is None for row in device.sessions())
    # Sessions that have nothing to do with it go on.
    ok(device.api.as_(device.person).get("/v1/users/me"))


def test_another_client_within_the_grace_is_theft(device: Device) -> None:
    second = ok(device.refresh(device.first["refreshToken"]))
    stolen = device.refresh(device.first["refreshToken"], agent="curl/8")
    refused(stolen, 401, "invalid_refresh_token")
    assert not device.signed_in(second)
    assert [event["reason"] for event in device.revocations()] == ["token_reuse"]


def test_a_thief_who_comes_first_is_found_out_by_the_owner(device: Device) -> None:
    ok(device.refresh(device.first["refreshToken"], agent="curl/8"))
    device.api.clock.advance(seconds=60)
    refused(device.refresh(device.first["refreshToken"]), 401, "invalid_refresh_token")
    assert all(row.revoked_at is not None for row in device.sessions())


def test_a_session_slides_for_a_week_and_ends_after_thirty_days(device: Device) -> None:
    tokens = device.first
    for _ in range(4):
        device.api.clock.advance(days=6, hours=23)
        tokens = ok(device.refresh(tokens["refreshToken"]))
    device.api.clock.advance(days=2, hours=5)
    refused(device.refresh(tokens["refreshToken"]), 401, "invalid_refresh_token")


def test_a_session_that_slept_for_a_week_is_over(device: Device) -> None:
    device.api.clock.advance(days=7, seconds=1)
    refused(device.refresh(device.first["refreshToken"]), 401, "invalid_refresh_token")
    assert device.revocations() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u",
        "UPDATE app.users SET deleted_at = now() WHERE id = :u",
        SUSPEND_SCHOOL,
        "UPDATE app.auth_sessions SET revoked_at = now() WHERE user_id = :u",
    ],
    ids=["membership suspended", "person deleted", "school suspended", "session revoked"],
)
def test_who_may_not_sign_in_may_not_refresh(device: Device, statement: str) -> None:
    device.api.rows(f"{statement} RETURNING 1", u=device.person.id)
    with device.api.nothing_written():
        refused(device.refresh(device.first["refreshToken"]), 401, "invalid_refresh_token")


def test_a_new_token_carries_the_present_version_and_role(device: Device) -> None:
    device.api.rows(
        "UPDATE app.users SET token_version = 5 WHERE id = :u RETURNING 1", u=device.person.id
    )
    device.api.rows(
        "UPDATE app.memberships SET role = 'PARENT' WHERE user_id = :u RETURNING 1",
        u=device.person.id,
    )
    assert not device.signed_in(device.first)
    tokens = ok(device.refresh(device.first["refreshToken"]))
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    assert (claims["tv"], claims["role"]) == (5, "PARENT")
    assert device.signed_in(tokens)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 42 + "\n", "' OR 1=1; --" + "A" * 31])
def test_what_is_no_token_of_ours_is_refused(device: Device, token: str) -> None:
    with device.api.nothing_written():
        assert device.refresh(token).status_code in {401, 422}
