"""The tokens that prove to a push endpoint who is calling, and the key that proves the tokens."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

DEFAULT_ISSUER = "https://accounts.google.com"

_LIFETIME_SECONDS = 3600
# A signature costs about a millisecond, so a token is used again while most of its life is left.
_REUSE_SECONDS = 300
_KEY_BITS = 2048


class TokenMinter:
    """Signs OIDC tokens (RS256) with one key and publishes its public half as a JWKS."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey,
        *,
        issuer: str = DEFAULT_ISSUER,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._key = key
        self._issuer = issuer
        self._now = now
        self._public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self._kid = _thumbprint(self._public)
        self._cache: dict[tuple[str, str], tuple[float, str]] = {}

    @property
    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public key as a JSON Web Key Set."""
        return {"keys": [{**_public_members(self._public), **self._key_labels()}]}

    def token(self, email: str, audience: str) -> str:
        """A token for this service account and audience; not a new one on every call."""
        now = self._now()
        minted_at, token = self._cache.get((email, audience), (0.0, ""))
        if not token or now - minted_at >= _REUSE_SECONDS:
            token = self._mint(email, audience, int(now))
            self._cache[email, audience] = (now, token)
        return token

    def _mint(self, email: str, audience: str, now: int) -> str:
        claims = {
            "iss": self._issuer,
            "aud": audience,
            "azp": _subject(email),
            "sub": _subject(email),
            "email": email,
            "email_verified": True,
            "iat": now,
            "exp": now + _LIFETIME_SECONDS,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._kid})

    def _key_labels(self) -> dict[str, str]:
        return {"kid": self._kid, "alg": "RS256", "use": "sig"}


def load_or_create_key(path: Path | None) -> rsa.RSAPrivateKey:
    """The key at this path, made there (mode 600) when missing; a fresh one without a path."""
    if path is not None and path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError(f"{path} does not hold an RSA key.")
        return key
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    if path is not None:
        _write_key(path, key)
    return key


def _write_key(path: Path, key: rsa.RSAPrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: a start that dies half-way leaves no half key behind.
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    partial.replace(path)


def _public_members(jwk: dict[str, Any]) -> dict[str, Any]:
    return {name: jwk[name] for name in ("e", "kty", "n")}


def _thumbprint(jwk: dict[str, Any]) -> str:
    """The RFC 7638 thumbprint in hex: the same key has the same id after a restart."""
    canonical = json.dumps(_public_members(jwk), separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _subject(email: str) -> str:
    """A stable decimal id, like the numeric ids of service accounts."""
    return str(int.from_bytes(hashlib.sha256(email.encode()).digest()[:8], "big")).zfill(21)
