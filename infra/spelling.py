"""Which words a misspelt one may be meant as."""

from __future__ import annotations

from collections.abc import Sequence

# As Typesense has it: one edit from four letters on, two from seven on.
_ONE_FROM, _TWO_FROM = 4, 7
MOST = 8


def edits_allowed(word: str) -> int:
    """How many letters may be wrong in a word."""
    return (len(word) >= _ONE_FROM) + (len(word) >= _TWO_FROM)


def nearest(word: str, known: Sequence[str]) -> list[str]:
    """At most eight of the known words that differ by no more edits than allowed, nearest first."""
    # Loaded late: only a question that finds nothing asks.
    from rapidfuzz.distance import OSA

    allowed = edits_allowed(word)
    scored = [(OSA.distance(word, one, score_cutoff=allowed), one) for one in known]
    return [one for edits, one in sorted(scored) if edits <= allowed][:MOST]
