"""What belongs to a word."""

from __future__ import annotations

import unicodedata


def is_in_word(letter: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit, of any script."""
    return unicodedata.category(letter)[0] in "LMN"
