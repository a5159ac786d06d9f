"""What a notification of a pulse survey says, in the receiver's language."""

from __future__ import annotations

_TITLES = {"en": "Your school asks", "km": "សាលារបស់អ្នកសួរ"}


def title(locale: str) -> str:
    """The heading; the message is the question."""
    return _TITLES.get(locale, _TITLES["en"])
