"""The same words in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """English and Khmer; every other language gets English."""

    en: str
    km: str

    def in_language(self, locale: str) -> str:
        """The words for a reader."""
        return self.km if locale == "km" else self.en
