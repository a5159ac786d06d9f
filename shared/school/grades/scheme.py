"""How a school makes averages: configuration, with presets that a Cambodian school begins from.

Mentions are lower bounds and nothing else, so that no figure lies between two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from shared.school.grades.types import AbsentMeans
from shared.school.types import GradeBand


@dataclass(frozen=True, slots=True)
class Mention:
    """What a printed average from ``minimum`` on is called, up to the next higher bound."""

    code: str
    minimum: Decimal
    label: str
    label_kh: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rules of one band. Mentions go from the highest bound to the lowest, which is 0.

    ``full_mark`` is what averages are out of; a subject weighs by its coefficient.
    ``every_subject_monthly``: a month without a sheet of some subject is incomplete.
    """

    full_mark: Decimal
    pass_mark: Decimal
    mentions: tuple[Mention, ...]
    absent_means: AbsentMeans = AbsentMeans.INCOMPLETE
    bonus_subjects: bool = True
    every_subject_monthly: bool = False

    def __post_init__(self) -> None:
        bounds = [mention.minimum for mention in self.mentions]
        if not bounds or bounds[-1] != 0 or bounds != sorted(set(bounds), reverse=True):
            raise ValueError("mentions fall from the highest bound to 0, each once")
        if not 0 < self.pass_mark < self.full_mark or bounds[0] > self.full_mark:
            raise ValueError("the pass mark and the bounds lie below the full mark")

    def mention(self, average: Decimal) -> Mention:
        """What a printed average is called."""
        return next(m for m in self.mentions if average >= m.minimum)

    def passed(self, average: Decimal) -> bool:
        """Whether a printed average passes."""
        return average >= self.pass_mark


def _mentions(bounds: Sequence[str]) -> tuple[Mention, ...]:
    named = (
        ("A", "Excellent", "ល្អប្រសើរ"),
        ("B", "Very good", "ល្អណាស់"),
        ("C", "Good", "ល្អ"),
        ("D", "Fairly good", "ល្អបង្គួរ"),
        ("E", "Average", "មធ្យម"),
        ("F", "Weak", "ខ្សោយ"),
    )
    return tuple(
        Mention(code, Decimal(minimum), label, label_kh)
        for minimum, (code, label, label_kh) in zip(bounds, named, strict=True)
    )


_SECONDARY = Scheme(
    full_mark=Decimal(50),
    pass_mark=Decimal(25),
    mentions=_mentions(("45", "40", "35", "30", "25", "0")),
)

PRESETS: Mapping[GradeBand, Scheme] = MappingProxyType(
    {
        GradeBand.PRIMARY: Scheme(
            full_mark=Decimal(10),
            pass_mark=Decimal(5),
            mentions=_mentions(("9", "8", "7", "6", "5", "0")),
        ),
        GradeBand.LOWER_SECONDARY: _SECONDARY,
        GradeBand.UPPER_SECONDARY: _SECONDARY,
    }
)
"""What a school has that has configured nothing."""
