"""Khmer in one spelling: what looks the same in a syllable is written in one order.

Keyboards and fonts let people type the marks of a syllable in several orders, and some of them in
two ways, which nobody can tell apart on a screen. See docs/decisions/0026-the-same-text.md.
"""

from __future__ import annotations

import re

COENG = "\u17d2"
"""The sign that puts the next consonant below."""

_KHMER = re.compile("[\u1780-\u17dd]")
_CLUSTER = re.compile("([\u1780-\u17b3])((?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d3\u17dd])+)")
_PART = re.compile("\u17d2[\u1780-\u17b3]|.", re.DOTALL)
# A vowel that is written with two signs around the consonant, typed as the two.
_SPLIT = (
    (re.compile("\u17c1([\u17bb-\u17bd]?)\u17b8"), "\u17be\\1"),
    (re.compile("\u17c1([\u17bb-\u17bd]?)\u17b6"), "\u17c4\\1"),
)
# Above such a vowel both shifters are drawn as the vowel u below, so all three are one.
_ABOVE = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be")
_DRAWN_BELOW = frozenset("\u17c9\u17ca\u17bb")
_SHIFTER = "\u17ca"
_OLD = {0x17A3: "\u17a2", 0x17A4: "\u17a2\u17b6"}
_ROBAT, _NIKAHIT, _REAHMUK, _YUUKALEAPINTU = "\u17cc", "\u17c6", "\u17c7", "\u17c8"


def in_order(text: str) -> str:
    """The text with the marks of each Khmer syllable in the one order, and each mark in one way.

    Subscripts before the shifter, it before the vowel, other signs last; the subscript ro after
    other subscripts; split vowels as one; the subscripts ta and da, which are drawn alike, as ta.
    """
    if _KHMER.search(text) is None:
        return text
    return _CLUSTER.sub(_ordered, text.translate(_OLD))


def _ordered(found: re.Match[str]) -> str:
    marks = _PART.findall(found[2].replace("\u17d2\u178a", "\u17d2\u178f"))
    joined = "".join(sorted(marks, key=_place))
    for pattern, one in _SPLIT:
        joined = pattern.sub(one, joined)
    marks = _PART.findall(joined)
    if not _ABOVE.isdisjoint(marks) and not _DRAWN_BELOW.isdisjoint(marks):
        kept = [mark for mark in marks if mark not in _DRAWN_BELOW]
        marks = [*kept, _SHIFTER]
    return found[1] + "".join(sorted(marks, key=_place))


def _place(mark: str) -> int:
    """Where a mark stands in its syllable."""
    if mark == _ROBAT:
        return 0
    if mark[0] == COENG:
        return 2 if mark[1:] == "\u179a" else 1
    if mark in {"\u17c9", "\u17ca"}:
        return 3
    if "\u17b4" <= mark <= "\u17c5":
        return 4
    return {_NIKAHIT: 6, _REAHMUK: 7, _YUUKALEAPINTU: 7}.get(mark, 5)
