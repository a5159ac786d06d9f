"""Words: what is one, and where one stands in a text that writes no blanks between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from shared.text.khmer import COENG

Cutter = Callable[[str], Sequence[str]]
"""Cuts a run of Khmer into its words; ``infra.khmer_words`` has one."""

_RUN = re.compile("[\u1780-\u17d3\u17dd]+")
_MARK = re.compile("[\u17b4-\u17d3\u17dd]")
# What people put between letters and syllables so that a word is not found.
_BETWEEN = re.compile(r"[\s._*\-]+")
_RUNS = re.compile(r"[^\W_]+")


def runs(text: str) -> Iterator[str]:
    """What stands between blanks and punctuation, in any script."""
    # Khmer vowels and signs are marks, which \w does not hold: make them letters of their run.
    marked = "".join("\u0101" if unicodedata.category(c)[0] == "M" else c for c in text)
    for match in _RUNS.finditer(marked):
        yield text[match.start() : match.end()]


def is_one_word(text: str) -> bool:
    """Whether there are only letters, marks and digits of any script, and underscores."""
    # Khmer vowels and signs are marks, not letters; str.isalnum() would refuse every Khmer word.
    return bool(text) and all(unicodedata.category(c)[0] in "LMN" or c == "_" for c in text)


def has_letter(text: str) -> bool:
    """Whether there is a letter or a digit of any script."""
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def ascii_words(text: str) -> list[str]:
    """The Latin words and numbers of a text, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def contains_syllables(text: str, word: str) -> bool:
    """Whether the syllables of a Khmer word stand in the text one after another."""
    return next(_places(text, word), None) is not None


def whole_words(text: str, wanted: Iterable[str], cut: Cutter) -> set[str]:
    """Which Khmer words stand in the text as whole words, whatever is put between syllables.

    Text and words are canonical. ``cut`` is called only where a word might stand.
    """
    joined = _BETWEEN.sub("", text)
    near = [word for word in wanted if contains_syllables(joined, word)]
    if not near:
        return set()
    borders = _borders(text, joined, cut)
    return {
        word
        for word in near
        if any(start in borders and end in borders for start, end in _places(joined, word))
    }


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text.endswith(COENG, 0, start) and _MARK.match(text, end) is None:
            yield start, end
        start = text.find(word, start + 1)


def _borders(text: str, joined: str, cut: Cutter) -> set[int]:
    """Where words begin and end: around runs, where the writer put blanks, and where it is cut."""
    borders = {0, len(joined)}
    place = 0
    for piece in _BETWEEN.split(text):
        borders.add(place)
        place += len(piece)
    for run in _RUN.finditer(joined):
        place = run.start()
        borders |= {place, run.end()}
        for word in cut(run.group()):
            borders.add(place)
            place += len(word)
    return borders
