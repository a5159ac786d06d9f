"""Tokens for the stream alone."""

from __future__ import annotations

from datetime import UTC, datetime

import jwt

from tests.areas.people.factories.people import new_id
from tests.support.api import Api, ok, refused


def test_a_stream_token_opens_the_stream_and_nothing_else(api: Api) -> None:
    member = api.member()
    answer = api.as_(member).post("/v1/realtime/token")
    assert answer.headers["Cache-Control"] == "no-store"
    issued = ok(answer)
    assert issued["streamUrl"] == "http://relay.example.test/v1/stream"
    claims = api.deps.token_verifier.verify(issued["token"], "stream")
    assert (claims.user_id, claims.tenant_id) == (member.id, member.tenant.id)
    assert claims.session_id == member.session_id
    assert claims.expires_at - claims.issued_at == 600
    assert datetime.fromisoformat(issued["expiresAt"]) == datetime.fromtimestamp(
        claims.expires_at, UTC
    )
    assert jwt.get_unverified_header(issued["token"])["typ"] == "st+jwt"
    for path in ("/v1/users/me", "/v1/posts", "/v1/realtime/events"):
        refused(api.with_token(issued["token"]).get(path), 401, "unauthenticated")


def test_each_token_has_a_name_of_its_own(api: Api) -> None:
    caller = api.as_(api.member())
    tokens = [ok(caller.post("/v1/realtime/token"))["token"] for _ in range(3)]
    names = {jwt.decode(t, options={"verify_signature": False})["jti"] for t in tokens}
    assert len(names) == 3


def test_a_guest_streams_the_own_channel_and_the_one_of_the_pass(api: Api) -> None:
    member = api.member()
    scope = f"board:{new_id()}"
    guest = api.guest(member.tenant, scope)
    asked = [f"tenant:{member.tenant.id}", f"user:{member.id}", f"board:{new_id()}", scope]

    read = ok(api.as_(guest).get("/v1/realtime/events", query={"channels": ",".join(asked)}))

    assert read["channels"] == [f"user:{guest.id}", scope]
    assert read["rejected"] == asked[:3]
    token = ok(api.as_(guest).post("/v1/realtime/token"))["token"]
    claims = api.deps.token_verifier.verify(token, "stream")
    assert (claims.user_id, claims.role) == (guest.id, "GUEST")
