"""Signed tokens: Ed25519 (RFC 8037) for people, RS256 for Pub/Sub and Cloud Scheduler."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Audience = Literal["api", "stream"]

ISSUER = "stunity"
LEEWAY_SECONDS = 30
# RFC 8725: the type keeps a token of one kind from being taken for another.
_TYPES: Mapping[Audience, str] = {"api": "at+jwt", "stream": "st+jwt"}
_DEFECTS = (
    InvalidSignature,
    AttributeError,  # a number or a list in the place of an object or a text
    KeyError,
    ValueError,
    TypeError,
    RecursionError,  # a header of nothing but brackets
)


class InvalidToken(Exception):
    """The token is not ours, not for this audience, expired or malformed. One error for all."""


class KeysUnavailable(Exception):
    """The issuer's public keys could not be read: nothing can be said of a token."""


class InvalidKey(ValueError):
    """A key setting is not of the form ``kid:base64url``."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a token speaks for. Times are epoch seconds."""

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    token_version: int
    role: str
    token_id: UUID
    issued_at: int
    expires_at: int
    audience: str


def parse_keys(text: str) -> dict[str, bytes]:
    """Read ``kid:base64url`` pairs separated by commas, each of 32 raw bytes; order is kept.

    Raises InvalidKey, which names the pair and not its key.
    """
    keys: dict[str, bytes] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        kid, colon, encoded = pair.partition(":")
        try:
            raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except (binascii.Error, ValueError) as error:
            raise InvalidKey(kid) from error
        if not colon or not kid or len(raw) != 32:  # noqa: PLR2004 - the size of an Ed25519 key
            raise InvalidKey(kid)
        keys[kid] = raw
    return keys


class TokenSigner:
    """Signs with the first of the given private seeds; keep it in the functions that mint."""

    def __init__(self, seeds: Mapping[str, bytes]) -> None:
        self._kid, seed = next(iter(seeds.items()))
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._mark_key = hmac.digest(seed, b"stunity marks", "sha256")

    def mark(self, text: str) -> bytes:
        """What recognises the same text again, and tells it to nobody who has only the database."""
        return hmac.digest(self._mark_key, text.encode(), "sha256")[:16]

    def sign(self, claims: Claims) -> str:
        """The compact token."""
        audience: Audience = "stream" if claims.audience == "stream" else "api"
        payload = {
            "iss": ISSUER,
            "aud": audience,
            "sub": str(claims.user_id),
            "tid": str(claims.tenant_id),
            "sid": str(claims.session_id),
            "tv": claims.token_version,
            "role": claims.role,
            "jti": str(claims.token_id),
            "iat": claims.issued_at,
            "exp": claims.expires_at,
        }
        headers = {"kid": self._kid, "typ": _TYPES[audience]}
        return jwt.encode(payload, self._key, algorithm="EdDSA", headers=headers)


class TokenVerifier:
    """Verifies with public keys by ``kid``; an old key stays here until its last token expired.

    By hand, for one algorithm and one form: the library decodes every segment twice, and that was a
    third of the time in which a relay opens a stream.
    """

    def __init__(self, public_keys: Mapping[str, bytes], *, leeway: int = LEEWAY_SECONDS) -> None:
        self._keys = {
            kid: Ed25519PublicKey.from_public_bytes(raw) for kid, raw in public_keys.items()
        }
        self._leeway = leeway
        # Of tokens that were ours: two headers a key at the most.
        self._headers: dict[str, tuple[Ed25519PublicKey, str]] = {}

    def verify(self, token: str, audience: Audience) -> Claims:
        """The claims of a valid token; raises InvalidToken on any defect."""
        try:
            signed, _, signature = token.rpartition(".")
            header, _, body = signed.partition(".")
            key, kind = self._headers.get(header) or self._read_header(header)
            if kind != _TYPES[audience]:
                raise InvalidToken
            key.verify(_decode(signature), signed.encode("ascii"))
            self._headers[header] = key, kind
            payload = json.loads(_decode(body))
            self._check(payload, audience)
            return _claims(payload, audience)
        except _DEFECTS as error:
            raise InvalidToken from error

    def _read_header(self, text: str) -> tuple[Ed25519PublicKey, str]:
        header = json.loads(_decode(text))
        # An extension that must be understood (RFC 7515, 4.1.11) is none of ours.
        if header["alg"] != "EdDSA" or "crit" in header:
            raise InvalidToken
        return self._keys[header["kid"]], str(header["typ"])

    def _check(self, payload: Mapping[str, Any], audience: Audience) -> None:
        """Issuer, audience and times (RFC 7519, 4.1); raises InvalidToken, KeyError, TypeError."""
        now = time.time()
        if payload["iss"] != ISSUER or payload["aud"] != audience:
            raise InvalidToken
        if any(type(payload[name]) is not int for name in ("iat", "exp", "tv")):
            raise InvalidToken
        if type(payload["role"]) is not str:
            raise InvalidToken
        if payload["exp"] <= now - self._leeway or payload["iat"] > now + self._leeway:
            raise InvalidToken
        if payload.get("nbf", 0) > now + self._leeway:
            raise InvalidToken


def _decode(segment: str) -> bytes:
    """The bytes of a segment in its one spelling; raises ValueError for any other."""
    raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != segment.encode("ascii"):
        raise ValueError("another spelling of the same bytes")
    return raw


def _claims(payload: Mapping[str, Any], audience: Audience) -> Claims:
    return Claims(
        user_id=UUID(payload["sub"]),
        tenant_id=UUID(payload["tid"]),
        session_id=UUID(payload["sid"]),
        token_version=payload["tv"],
        role=payload["role"],
        token_id=UUID(payload["jti"]),
        issued_at=payload["iat"],
        expires_at=payload["exp"],
        audience=audience,
    )


class ServiceTokenVerifier:
    """Verifies Google's OIDC tokens on pushes and scheduled calls (RS256, keys from a JWKS)."""

    def __init__(self, *, jwks_url: str, issuer: str, audience: str, email: str) -> None:
        self._jwks = jwt.PyJWKClient(jwks_url, cache_keys=True, lifespan=3600, timeout=5)
        self._issuer = issuer
        self._audience = audience
        self._email = email

    def verify(self, token: str) -> None:
        """Return if the token is the configured service account's.

        Raises InvalidToken, and KeysUnavailable where its issuer does not answer.
        """
        try:
            payload = jwt.decode(
                token,
                self._jwks.get_signing_key_from_jwt(token),
                algorithms=["RS256"],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "iat", "exp", "email"], "strict_aud": True},
            )
        except (jwt.PyJWKClientConnectionError, OSError) as error:
            # The client lets a connection that breaks while it reads through as it is.
            raise KeysUnavailable from error
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise InvalidToken from error
        if payload["email"] != self._email or payload.get("email_verified") is not True:
            raise InvalidToken
