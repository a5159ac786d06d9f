"""Texts as vectors: what of them leaves, and what the cosine of two vectors says. Pure.

A multilingual model puts all texts into a narrow cone: two that have nothing in common have a
cosine of 0.8, and two in one language are nearer than two about one thing. So the mean of the
language is subtracted, and what remains is read on a scale that is measured for each model, on
sentences that are nobody's (:mod:`shared.search.reference`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from shared.text.clusters import cut

DIMENSION = 384
LONGEST = 512
"""Characters of a text that are looked at: what it is about is said by then."""

Vector = Sequence[float]

_UNBROKEN = re.compile(r"\S+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"@\S+")
_NUMBER = re.compile(r"\+?\d(?:[\s.()-]{0,2}\d){7,}")
_KHMER = re.compile("[\u1780-\u17ff]")
_LETTER = re.compile(r"[^\W\d_]")


class Language(StrEnum):
    """Languages with a mean of their own."""

    EN = "en"
    KM = "km"


@dataclass(frozen=True, slots=True)
class Model:
    """Which model made a vector, and which version of it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a thing says, whose it is, and names that must not leave with it."""

    id: UUID
    owner_id: UUID
    text: str
    names: Sequence[str | None]
    digest: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Above which cosine texts have something in common, and from which on they are of one thing.

    Nine of ten pairs that are about different things lie below the first, and of those about one
    thing below the second.
    """

    unrelated: float
    related: float

    def near(self, cosine: float) -> float:
        """How near two texts are: 0 where they have nothing in common, and at most 1."""
        width = self.related - self.unrelated
        if width <= 0 or not math.isfinite(cosine):
            return 0.0
        return min(1.0, max(0.0, (cosine - self.unrelated) / width))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the vectors of a model are read: the mean of each language, and the scale."""

    centres: Mapping[str, Vector]
    scale: Scale

    def centred(self, vector: Vector, language: Language) -> list[float] | None:
        """The vector as it is kept; None where nothing but the mean is in it."""
        return unit([x - mean for x, mean in zip(vector, self.centres[language], strict=True)])


def calibrate(made: Iterable[tuple[Language, str, Vector]]) -> Calibration:
    """Measure a model by what it made of sentences, each with its language and topic."""
    sentences = list(made)
    centres: dict[str, Vector] = {
        language: [
            math.fsum(values) / len(values)
            for values in zip(*(v for of, _, v in sentences if of is language), strict=True)
        ]
        for language in Language
    }
    raw = Calibration(centres, Scale(0.0, 1.0))
    kept = [(topic, raw.centred(vector, language)) for language, topic, vector in sentences]
    same, other = list[float](), list[float]()
    for (one, a), (two, b) in combinations(kept, 2):
        if a is not None and b is not None:
            (same if one == two else other).append(cosine(a, b))
    return Calibration(centres, Scale(_upper(other), _upper(same)))


def cosine(one: Vector, other: Vector) -> float:
    """Of two vectors of length 1."""
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def unit(vector: Vector) -> list[float] | None:
    """The vector at length 1; None where it has none."""
    length = math.sqrt(math.fsum(x * x for x in vector))
    if not math.isfinite(length) or length < 1e-9:  # noqa: PLR2004 - what rounding leaves of nothing
        return None
    return [x / length for x in vector]


def prepared(said: Said) -> str:
    """What is given to a model: without names that are known, addresses and telephone numbers."""
    text = _UNBROKEN.sub(_without_addresses, said.text)
    for name in sorted({name for name in said.names if name}, key=len, reverse=True):
        text = text.replace(f"@{name}", " ").replace(name, " ")
    text = _NUMBER.sub(" ", _MENTION.sub(" ", text))
    return cut(" ".join(text.split()), LONGEST)


def _without_addresses(found: re.Match[str]) -> str:
    # By hand: an expression for "an @ and a dot behind it" tries each @ with each dot, and whoever
    # writes thousands of them would keep the worker busy for minutes.
    text = found[0]
    at = text.find("@", 1)
    is_mail = at > 0 and "." in text[at + 2 : -1]
    return " " if is_mail else _LINK.sub(" ", text)


def language_of(text: str) -> Language:
    """The language that most letters of a text are of."""
    letters = len(_LETTER.findall(text))
    return Language.KM if len(_KHMER.findall(text)) * 2 > letters else Language.EN


def _upper(values: Sequence[float]) -> float:
    """What nine of ten lie below."""
    return sorted(values)[len(values) * 9 // 10] if values else 0.0
