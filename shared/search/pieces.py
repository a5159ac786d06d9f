"""What is searched for in a text: words, and runs of Khmer, which has no blanks between words.

Indexing, asking and marking all take texts apart here, so that they agree. A word is compared
without case and accents. A run of Khmer is compared syllable by syllable: whoever searches writes
blanks elsewhere, or none. See docs/decisions/0064-search-in-postgres.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shared.text.letters import is_in_word
from shared.text.same import canonical, without_accents

LONGEST = 48
"""Characters of a word or syllable that are compared; longer ones are the same beyond."""

_HIDDEN = "\u00ad\u17b4\u17b5\u200b-\u200d\u2060\ufeff"
_RUN = re.compile(f"[\u1780-\u17d3\u17dc\u17dd][\u1780-\u17d3\u17dc\u17dd{_HIDDEN}]*")
# A consonant or vowel of its own, and what is written around and below it.
_CLUSTER = re.compile(
    f"[\u1780-\u17b3\u17dc](?:\u17d2[{_HIDDEN}]*[\u1780-\u17b3]|[\u17b4-\u17d3\u17dd{_HIDDEN}])*"
)
_BLANK = re.compile(f"[\\s{_HIDDEN}]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a Khmer syllable, folded, and where it stands in the text as it was written."""

    text: str
    start: int
    end: int
    khmer: bool
    follows: bool
    """Whether it is a syllable with nothing but blanks between it and the one before."""


def pieces(text: str) -> Iterator[Piece]:
    """The words and syllables of a text, in their order."""
    before: int | None = None
    for start, end, khmer in _runs(text):
        if not khmer:
            word = folded(text[start:end])
            if word:
                yield Piece(word[:LONGEST], start, end, khmer=False, follows=False)
                before = None
            continue
        for found in _CLUSTER.finditer(text, start, end):
            syllable = canonical(found.group())[:LONGEST]
            if not syllable:
                continue
            joined = before is not None and _BLANK.fullmatch(text, before, found.start())
            yield Piece(syllable, found.start(), found.end(), khmer=True, follows=bool(joined))
            before = found.end()


def sequences(text: str) -> Iterator[list[Piece]]:
    """Words, each alone, and syllables, as many together as follow one another."""
    joined: list[Piece] = []
    for piece in pieces(text):
        if not piece.follows and joined:
            yield joined
            joined = []
        joined.append(piece)
    if joined:
        yield joined


def grams(syllables: list[Piece]) -> list[str]:
    """Each syllable with the next one; the last one stands alone."""
    names = [piece.text for piece in syllables]
    return [f"{one}_{other}"[:LONGEST] for one, other in pairwise(names)] + [f"{names[-1]}_"]


def folded(word: str) -> str:
    """A word without case, accents and what nobody sees."""
    plain = without_accents(canonical(word))
    return "".join(letter for letter in plain if is_in_word(letter))


def _runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where runs of Khmer and of other letters and digits begin and end."""
    place = 0
    while place < len(text):
        khmer = _RUN.match(text, place)
        if khmer is not None:
            yield place, khmer.end(), True
            place = khmer.end()
        elif not _in_word(text[place]):
            place += 1
        else:
            end = place
            while end < len(text) and _in_word(text[end]) and _RUN.match(text, end) is None:
                end += 1
            yield place, end, False
            place = end


def _in_word(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum()
    return is_in_word(letter) or letter in "\u200c\u200d"
