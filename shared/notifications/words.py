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

    def filled(self, **values: str | Words) -> Words:
        """With these in place of the marks, such as ``{count}``; a value is never read for marks.

        What people and classes are called is no template. Words stand in their own language.
        """
        return Words(
            self.en.format_map({n: v.en if isinstance(v, Words) else v for n, v in values.items()}),
            self.km.format_map({n: v.km if isinstance(v, Words) else v for n, v in values.items()}),
        )
