"""Secrets of the local stack: random, made once, kept in the data directory."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_KID = "local-1"


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """Keys and passwords that a deployment takes from its secret manager."""

    signing_keys: str
    public_keys: str
    seal_key: str
    webhook_seal_key: str
    grade_seal_keys: str
    grade_seal_public_keys: str
    redis_token: str
    s3_secret: str
    ops_token: str
    database_password: str

    @classmethod
    def load(cls, path: Path) -> Self:
        """The keys in the file, which is made where it is missing."""
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        # A directory of an earlier version has fewer of them: those it has stay.
        keys = cls(**{**asdict(cls.generate()), **kept})
        if asdict(keys) == kept:
            return keys
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(keys), indent=2), encoding="utf-8")
        return keys

    @classmethod
    def generate(cls) -> Self:
        """New keys."""
        signing_keys, public_keys = _key_pair()
        grade_seal_keys, grade_seal_public_keys = _key_pair()
        return cls(
            signing_keys=signing_keys,
            public_keys=public_keys,
            grade_seal_keys=grade_seal_keys,
            grade_seal_public_keys=grade_seal_public_keys,
            seal_key=_base64url(secrets.token_bytes(32)),
            webhook_seal_key=_base64url(secrets.token_bytes(32)),
            redis_token=secrets.token_urlsafe(24),
            s3_secret=secrets.token_urlsafe(24),
            ops_token=secrets.token_urlsafe(24),
            database_password=secrets.token_hex(16),
        )


def _key_pair() -> tuple[str, str]:
    seed = secrets.token_bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return f"{_KID}:{_base64url(seed)}", f"{_KID}:{_base64url(public)}"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
