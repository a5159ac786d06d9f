"""Claim codes: what is printed, what people type, and what is kept of it."""

from __future__ import annotations

import hashlib
import re

from shared.text.same import canonical

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, which are read as other characters or as words."""

_LENGTH = 12
_LOOKALIKES = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{_LENGTH}}}")


def new_code(random_bytes: bytes) -> str:
    """A code of 60 random bits, as it is printed: ``7K3M-9QRT-X2VW``."""
    digits = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random_bytes[:_LENGTH])
    return "-".join(digits[start : start + 4] for start in range(0, _LENGTH, 4))


def read_code(text: str) -> str | None:
    """The code that somebody typed, from any keyboard; None where it cannot be one."""
    typed = re.sub(r"[\s-]", "", canonical(text)).upper().translate(_LOOKALIKES)
    if _CODE.fullmatch(typed) is None:
        return None
    return "-".join(typed[start : start + 4] for start in range(0, _LENGTH, 4))


def digest_of(code: str) -> str:
    """What is kept of a code.

    Slow on purpose: 60 bits in a stolen database are within reach of a fast hash, and a batch of
    codes gives a thief many chances at once.
    """
    salt = b"stunity claim code"
    return hashlib.scrypt(code.encode(), salt=salt, n=1024, r=8, p=1, dklen=32).hex()


def token_digest(token: str) -> str:
    """What is kept of an invitation's token: 256 random bits need neither salt nor slowness."""
    return hashlib.sha256(token.encode()).hexdigest()
