"""Rules of pulse surveys without I/O: what is counted, and when it may be seen.

An answer waits in an urn until it is one of at least five, and they are released together. So two
looks at the summary never differ by fewer than five answers, and nobody learns what one person
said by looking before and after them. What still waits when the pulse closes is never released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.school.pulses.types import Scale

RELEASED_TOGETHER = 5
DEFAULT_OPEN = timedelta(days=7)
MAX_OPEN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Urn:
    """Answers without persons: counts in the order of the scale, comments in alphabetical order."""

    counts: tuple[int, ...]
    comments: tuple[str, ...]
    waiting_counts: tuple[int, ...]
    waiting_comments: tuple[str, ...]

    @property
    def counted(self) -> int:
        """Released answers."""
        return sum(self.counts)

    @property
    def waiting(self) -> int:
        """Answers that are not yet enough to be released."""
        return sum(self.waiting_counts)


def empty_urn(scale: Scale) -> Urn:
    """The urn of a new pulse."""
    zeros = (0,) * len(scale.scores)
    return Urn(zeros, (), zeros, ())


def cast(urn: Urn, scale: Scale, score: int, comment: str | None) -> Urn:
    """The urn after one more answer; raises ValueError for a score that the scale has not."""
    place = scale.scores.index(score)
    counts = tuple(n + (at == place) for at, n in enumerate(urn.waiting_counts))
    comments = tuple(sorted((*urn.waiting_comments, *([comment] if comment else []))))
    if sum(counts) < RELEASED_TOGETHER:
        return Urn(urn.counts, urn.comments, counts, comments)
    return Urn(
        counts=tuple(a + b for a, b in zip(urn.counts, counts, strict=True)),
        comments=tuple(sorted((*urn.comments, *comments))),
        waiting_counts=(0,) * len(counts),
        waiting_comments=(),
    )


def mean(scale: Scale, counts: Sequence[int]) -> float | None:
    """The mean score, to two places; None for no answers."""
    total = sum(counts)
    if not total:
        return None
    return round(sum(s * n for s, n in zip(scale.scores, counts, strict=True)) / total, 2)


def net_promoter_score(scale: Scale, counts: Sequence[int]) -> float | None:
    """Percent of 9 and 10 less percent of 0 to 6, for the scale from 0 to 10.

    F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 81 (12), 2003.
    """
    total = sum(counts)
    if scale is not Scale.NPS_0_10 or not total:
        return None
    return round(100 * (sum(counts[9:]) - sum(counts[:7])) / total, 1)
