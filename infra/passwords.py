"""Password hashes: bcrypt over a SHA-256 prehash, because bcrypt reads 72 bytes at most.

The stored form names its algorithm, so that another one can follow: ``bcrypt-sha256$<bcrypt>``.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import bcrypt

_PREFIX = "bcrypt-sha256$"


def hash_password(password: str, *, rounds: int) -> str:
    """A new hash; cost doubles with each round."""
    return _PREFIX + bcrypt.hashpw(_prehash(password), bcrypt.gensalt(rounds)).decode()


def password_matches(password: str, stored: str | None, *, rounds: int) -> bool:
    """Whether the password is the stored one.

    Without a stored hash a dummy is checked instead: an unknown address takes as long as a known.
    """
    if stored is None or not stored.startswith(_PREFIX):
        bcrypt.checkpw(_prehash(password), _dummy(rounds))
        return False
    return bcrypt.checkpw(_prehash(password), stored.removeprefix(_PREFIX).encode())


def _prehash(password: str) -> bytes:
    # Base64, because bcrypt ends at a NUL byte and a raw digest may hold one.
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


@cache
def _dummy(rounds: int) -> bytes:
    return bcrypt.hashpw(b"nobody", bcrypt.gensalt(rounds))
