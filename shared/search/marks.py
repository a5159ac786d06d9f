"""Marking in a text what was searched for: escaped, with ``<mark>`` and nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import pairwise

from shared.search.pieces import Piece, pieces
from shared.search.query import Part, Question
from shared.text.clusters import ELLIPSIS, cut

SNIPPET = 180
_BEFORE = 40


def marked(text: str, question: Question, similar: Iterable[str] = ()) -> str:
    """The whole text with what was found in it."""
    return _drawn(text, _spans(text, question, frozenset(similar)))


def snippet(text: str, question: Question, similar: Iterable[str] = ()) -> str:
    """The beginning of a text, or what stands around the first place where something was found."""
    flat = " ".join(text.split())
    spans = _spans(flat, question, frozenset(similar))
    start = 0
    if spans and spans[0][1] > SNIPPET - _BEFORE:
        start = _border(flat, spans[0][0] - _BEFORE)
    shown = flat[start:]
    piece = shown if len(shown) <= SNIPPET else cut(shown, SNIPPET - 1).rstrip()
    end = start + len(piece)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    drawn = _drawn(piece, inside)
    return ("" if start == 0 else ELLIPSIS) + drawn + (ELLIPSIS if end < len(flat) else "")


def _border(text: str, near: int) -> int:
    """Where a word or a syllable begins, at or before a place."""
    if near <= 0:
        return 0
    starts = [piece.start for piece in pieces(text[: near + SNIPPET])]
    return max((start for start in starts if start <= near), default=0)


def _drawn(text: str, spans: Sequence[tuple[int, int]]) -> str:
    drawn, place = list[str](), 0
    for start, end in spans:
        drawn += [html.escape(text[place:start]), "<mark>", html.escape(text[start:end]), "</mark>"]
        place = end
    return "".join([*drawn, html.escape(text[place:])])


def _spans(text: str, question: Question, similar: frozenset[str]) -> list[tuple[int, int]]:
    """Where something was found, in order and without overlaps."""
    there = list(pieces(text))
    found = list[tuple[int, int]]()
    for part in question.parts:
        found += _khmer(there, part) if part.khmer else _word(there, part, similar)
    spans = list[tuple[int, int]]()
    for start, end in sorted(found):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _word(there: Sequence[Piece], part: Part, similar: frozenset[str]) -> list[tuple[int, int]]:
    return [
        (piece.start, piece.end)
        for piece in there
        if not piece.khmer and (piece.text.startswith(part.word) or piece.text in similar)
    ]


def _khmer(there: Sequence[Piece], part: Part) -> list[tuple[int, int]]:
    wanted, length = part.pieces, len(part.pieces)
    whole = [
        (there[at].start, there[at + length - 1].end)
        for at in range(len(there) - length + 1)
        if all(there[at + n].text == wanted[n].text for n in range(length - 1))
        and there[at + length - 1].text.startswith(wanted[-1].text)
        and all(there[at + n].follows for n in range(1, length))
    ]
    if whole or length == 1:
        return whole
    pairs = {(one.text, other.text) for one, other in pairwise(wanted)}
    return [
        (one.start, other.end)
        for one, other in pairwise(there)
        if other.follows and (one.text, other.text) in pairs
    ]
