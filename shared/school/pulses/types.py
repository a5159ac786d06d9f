"""Scales of pulse surveys."""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """What an answer may be: one to five, or zero to ten."""

    LIKERT_1_5 = "LIKERT_1_5"
    NPS_0_10 = "NPS_0_10"

    @property
    def scores(self) -> range:
        """The scores, lowest first."""
        return range(1, 6) if self is Scale.LIKERT_1_5 else range(11)
