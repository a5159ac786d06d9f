"""Codes that people read from a wall and type: to join as a guest, and to come back."""

from __future__ import annotations

import re

from shared.text.same import canonical

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6


def normalise_code(text: str) -> str:
    """A join code as it is stored: capitals without blanks and dashes, from any keyboard."""
    return re.sub(r"[\s-]", "", canonical(text)).upper()


def code_of(random_bytes: bytes) -> str:
    """A join code from :data:`CODE_LENGTH` random bytes, without look-alikes such as 0 and O."""
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in random_bytes[:CODE_LENGTH])
