"""Password hashes: bcrypt over a SHA-256 prehash, because bcrypt reads 72 bytes at most.

The stored form names its algorithm, so that another one can follow: ``bcrypt-sha256$<bcrypt>``.
What is hashed is the password in one spelling (PRECIS, RFC 8265), so that it is the same from every
keyboard. Hashes that were stored before were made of what was typed: that form is tried as well.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import bcrypt

_PREFIX = "bcrypt-sha256$"


class PasswordNotUsable(ValueError):
    """The password holds what cannot be typed again reliably: nothing, or invisible characters."""


def prepared(password: str) -> str:
    """The password as it is hashed (OpaqueString); raises PasswordNotUsable."""
    if password.isascii() and password.isprintable() and password:
        return password
    # Loaded late: most passwords are of ASCII.
    from precis_i18n import get_profile

    try:
        return str(get_profile("OpaqueString").enforce(password))
    except UnicodeEncodeError as error:
        raise PasswordNotUsable("use letters, digits and signs that can be seen") from error


def hash_password(password: str, *, rounds: int) -> str:
    """A new hash; cost doubles with each round. Raises PasswordNotUsable."""
    return _PREFIX + bcrypt.hashpw(_prehash(prepared(password)), bcrypt.gensalt(rounds)).decode()


def password_matches(password: str, stored: str | None, *, rounds: int) -> bool:
    """Whether the password is the stored one.

    Without a stored hash a dummy is checked instead: an unknown address takes as long as a known.
    """
    known = stored is not None and stored.startswith(_PREFIX)
    hashed = stored.removeprefix(_PREFIX).encode() if stored and known else _dummy(rounds)
    # All forms are checked, also after a match: the time says nothing.
    matches = [bcrypt.checkpw(_prehash(form), hashed) for form in _forms(password)]
    return known and any(matches)


def _forms(password: str) -> list[str]:
    try:
        return list(dict.fromkeys([prepared(password), password]))
    except PasswordNotUsable:
        return [password]


def _prehash(password: str) -> bytes:
    # Base64, because bcrypt ends at a NUL byte and a raw digest may hold one.
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


@cache
def _dummy(rounds: int) -> bytes:
    return bcrypt.hashpw(b"nobody", bcrypt.gensalt(rounds))
