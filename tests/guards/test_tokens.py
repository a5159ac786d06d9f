"""A token that is not right opens nothing, tells nothing and writes nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from infra.tokens import TokenSigner, parse_keys
from shared.http.route import Route
from tests.areas.people.factories.people import new_id
from tests.guards.routes import (
    CLOSED,
    Example,
    example,
    one_case,
    one_of_each_kind,
    some,
)
from tests.support.api import Api, fresh_ip, in_one_window
from tests.support.scene import Member

HOUR = 3600
REPRESENTATIVES = one_of_each_kind(CLOSED)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes tokens that are right but for one thing."""

    api: Api
    member: Member

    def right(self, **changes: Any) -> str:
        """Signed by the product, with some claims changed."""
        member = self.member
        claims = self.api.claims(member.id, member.tenant.id, member.session_id, role=member.role)
        return self.api.deps.token_signer.sign(replace(claims, **changes))

    def signed(
        self, header: Mapping[str, Any] | None = None, *, without: str = "", **payload: Any
    ) -> str:
        """Signed with the right key, header or payload changed."""
        kid, seed = next(iter(parse_keys(self.api.keys.signing_keys).items()))
        claims = {**self.payload(), **payload}
        claims.pop(without, None)
        headers = {"kid": kid, "typ": "at+jwt", **(header or {})}
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return jwt.encode(claims, key, algorithm="EdDSA", headers=headers)

    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = jwt.decode(self.member.token, options={"verify_signature": False})
        return found

    def forged(self, header: Mapping[str, Any], signature: Callable[[bytes], bytes]) -> str:
        """Put together by hand: a library would refuse to."""
        parts = (_encoded({"typ": "at+jwt", **header}), _encoded(self.payload()))
        signed = b".".join(parts)
        return b".".join((signed, _base64(signature(signed)))).decode()


def _encoded(value: Mapping[str, Any]) -> bytes:
    return _base64(json.dumps(value).encode())


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _public_key(api: Api) -> tuple[str, bytes]:
    return next(iter(parse_keys(api.keys.public_keys).items()))


def bad_tokens(api: Api, member: Member) -> Iterator[tuple[str, str | None]]:
    """Every token that opens nothing, by what is wrong with it."""
    tokens, now = Tokens(api, member), int(time.time())
    kid, public = _public_key(api)
    payload, signature = member.token.split(".")[1:]
    none = _encoded({"alg": "none", "typ": "at+jwt", "kid": kid}).decode()
    yield "no token", None
    yield "an empty token", ""
    yield "garbage", "garbage"
    yield "garbage in three parts", "a.b.c"
    yield "nested garbage", f"{_base64(b'[' * 9000).decode()}.{payload}.{signature}"
    yield "expired", tokens.right(issued_at=now - 2 * HOUR, expires_at=now - HOUR)
    yield "expired beyond the leeway", tokens.right(expires_at=now - 40)
    yield "issued in the future", tokens.right(issued_at=now + HOUR, expires_at=now + 2 * HOUR)
    yield "not valid yet", tokens.signed(nbf=now + HOUR)
    yield "a stream token", tokens.right(audience="stream")
    yield "a stream token with another type", tokens.signed(aud="stream")
    yield "the type of a stream token", tokens.signed({"typ": "st+jwt"})
    yield "no type", tokens.signed({"typ": None})
    yield "two audiences", tokens.signed(aud=["api", "stream"])
    yield "another issuer", tokens.signed(iss="somebody")
    for claim in ("iss", "aud", "sub", "tid", "sid", "tv", "role", "jti", "iat", "exp"):
        yield f"no {claim}", tokens.signed(without=claim)
    yield "a subject that is no id", tokens.signed(sub="me")
    yield "a school that is no id", tokens.signed(tid="x' OR 1=1")
    yield "alg none, unsigned", f"{none}.{payload}."
    yield "alg none, with the signature", f"{none}.{payload}.{signature}"
    yield "another signature", f"{member.token.rpartition('.')[0]}.{_base64(bytes(64)).decode()}"
    yield "another payload", _with_payload(member.token, {**tokens.payload(), "role": "ADMIN"})
    yield "unknown kid", tokens.signed({"kid": "unknown"})
    yield "no kid", tokens.forged({"alg": "EdDSA"}, lambda _: secrets.token_bytes(64))
    yield "kid of another type", tokens.forged({"alg": "EdDSA", "kid": [kid]}, lambda _: b"")
    for name, key in (("raw", public), ("text", api.keys.public_keys.encode())):
        yield (
            f"HS256 with the public key ({name})",
            tokens.forged({"alg": "HS256", "kid": kid}, _hmac(key)),
        )
    yield (
        "a key of its own in the header",
        tokens.forged({"alg": "EdDSA", "kid": kid, "jwk": {"kty": "OKP"}}, lambda _: bytes(64)),
    )
    yield "a stranger's key under our kid", _signed_by_stranger(api, member, kid)
    yield "a refresh token", secrets.token_urlsafe(32)


def _hmac(key: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.new(key, signed, hashlib.sha256).digest()


def _with_payload(token: str, payload: Mapping[str, Any]) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{_encoded(payload).decode()}.{signature}"


def _signed_by_stranger(api: Api, member: Member, kid: str) -> str:
    signer = TokenSigner({kid: secrets.token_bytes(32)})
    return signer.sign(api.claims(member.id, member.tenant.id, member.session_id))


def defects(api: Api, route: Route, member: Member) -> list[tuple[str, str | None]]:
    """The bad tokens that the route must refuse."""
    found = some(bad_tokens(api, member))
    return [(name, token) for name, token in found if token is not None or not route.anonymous]


def refused(api: Api, valid: Example, defect: str, token: str | None) -> str:
    """What the route says to a bad token, but for the request's id."""
    answer = valid.by(api.with_token(token, ip=valid.caller.ip)).send()
    assert answer.status_code == 401, f"{defect}: {answer.text}"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return _without_request_id(answer.json)


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_token_with_any_defect_opens_nothing(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    with api.nothing_written(route.name):
        found = defects(api, route, valid.member)
        answers = {refused(api, valid, defect, token) for defect, token in found}
    assert len(answers) == 1, "the answer tells one defect from another"


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_no_route_opens_to_a_bad_token(api: Api, route: Route, randomly_seed: int) -> None:
    """One defect, one revocation and one forgery for each route, others in each run."""
    valid, revoked = example(api, route), example(api, route)
    assert valid.member is not None
    assert revoked.member is not None
    defect = one_case(defects(api, route, valid.member), route, randomly_seed)
    revocation = one_case(list(REVOCATIONS), route, randomly_seed)
    revoke, status = REVOCATIONS[revocation]
    revoke(api, revoked.member)
    forgery = one_case(forgeries(api), route, randomly_seed)
    with api.nothing_written(route.name):
        refused(api, valid, *defect)
        refused(api, valid, forgery[0], _claims_of(api, valid.member, **forgery[1]))
        answer = revoked.send()
    assert answer.status_code == status, f"{revocation}: {answer.text}"


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_another_scheme_is_no_token(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    token = valid.member.token
    with api.nothing_written(route.name):
        for header in (f"Basic {token}", token, f"bearer{token}", "Bearer", f"Token {token}"):
            anonymous = valid.by(api.anonymous())
            assert anonymous.send(headers={"Authorization": header}).status_code == 401
        if not route.anonymous:
            assert valid.by(api.anonymous()).send(query={"access_token": token}).status_code == 401


def _without_request_id(problem: Any) -> str:
    return json.dumps({k: v for k, v in problem.items() if k != "requestId"}, sort_keys=True)


def _logged_out(api: Api, member: Member) -> None:
    assert api.as_(member).post("/v1/auth/logout").status_code == 204


def _sql(statement: str) -> Callable[[Api, Member], None]:
    def run(api: Api, member: Member) -> None:
        values = {"user": member.id, "tenant": member.tenant.id, "session": member.session_id}
        with api.scene() as connection:
            connection.execute(
                text(statement), {k: v for k, v in values.items() if f":{k}" in statement}
            )

    return run


def _token_revoked(api: Api, member: Member) -> None:
    jti = jwt.decode(member.token, options={"verify_signature": False})["jti"]
    with api.scene() as connection:
        connection.execute(
            text(
                "INSERT INTO app.jwt_revocations (jti, user_id, expires_at)"
                " VALUES (:jti, :user, now() + interval '1 hour')"
            ),
            {"jti": UUID(jti), "user": member.id},
        )


REVOCATIONS: Mapping[str, tuple[Callable[[Api, Member], None], int]] = {
    "logged out": (_logged_out, 401),
    "session expired": (
        _sql("UPDATE app.auth_sessions SET expires_at = now() WHERE id = :session"),
        401,
    ),
    "session beyond its absolute life": (
        _sql("UPDATE app.auth_sessions SET absolute_expires_at = now() WHERE id = :session"),
        401,
    ),
    "token revoked": (_token_revoked, 401),
    "token version moved on": (
        _sql("UPDATE app.users SET token_version = token_version + 1 WHERE id = :user"),
        401,
    ),
    "person deleted": (_sql("UPDATE app.users SET deleted_at = now() WHERE id = :user"), 401),
    "membership suspended": (
        _sql("UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :user"),
        403,
    ),
    "membership left": (
        _sql("UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :user"),
        403,
    ),
    "only invited": (
        _sql("UPDATE app.memberships SET status = 'INVITED' WHERE user_id = :user"),
        403,
    ),
    "school suspended": (
        _sql("UPDATE app.tenants SET status = 'SUSPENDED' WHERE id = :tenant"),
        403,
    ),
}


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_what_was_revoked_opens_nothing_at_once(api: Api, route: Route) -> None:
    with api.scene():
        prepared = [(case, example(api, route)) for case in some(REVOCATIONS)]
    for case, valid in prepared:
        assert valid.member is not None
        REVOCATIONS[case][0](api, valid.member)
    with api.nothing_written(route.name):
        for case, valid in prepared:
            answer = valid.send()
            assert answer.status_code == REVOCATIONS[case][1], f"{case}: {answer.text}"


def _claims_of(api: Api, member: Member, **changes: Any) -> str:
    claims = api.claims(member.id, member.tenant.id, member.session_id, role=member.role)
    return api.deps.token_signer.sign(replace(claims, **changes))


def forgeries(api: Api) -> list[tuple[str, dict[str, Any]]]:
    """Claims signed by us that are still not enough: the database has the last word."""
    stranger = api.member("ADMIN")
    forged: dict[str, dict[str, Any]] = {
        "another school": {"tenant_id": stranger.tenant.id},
        "a school that is not": {"tenant_id": new_id()},
        "another person": {"user_id": stranger.id},
        "a person who is not": {"user_id": new_id()},
        "another's session": {"session_id": stranger.session_id},
        "a session that is not": {"session_id": new_id()},
        "another's school and session": {
            "tenant_id": stranger.tenant.id,
            "session_id": stranger.session_id,
        },
    }
    return list(forged.items())


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_token_reaches_no_other_school_person_or_session(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    found = forgeries(api)
    with api.nothing_written(route.name):
        for name, changes in found:
            refused(api, valid, name, _claims_of(api, valid.member, **changes))


def test_the_address_counts_from_the_trusted_proxy_only(api: Api) -> None:
    """What a client writes to the left of the proxy's own entry is not believed."""

    def guess(forwarded: str) -> int:
        body = {"email": "nobody@example.test", "password": "wrong"}
        return api.anonymous(ip=forwarded).post("/v1/auth/login", json=body).status_code

    def twelve_from_one_place() -> list[int]:
        real = fresh_ip()
        return [guess(f"{fresh_ip()}, {real}") for _ in range(12)]

    assert in_one_window(api, 900, twelve_from_one_place) == [401] * 10 + [429] * 2
