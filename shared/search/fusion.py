"""One order of several: what stands high in more than one of them comes first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
_DAMPED = 60
"""As the method is usually run: the first place of one list is not worth all of another."""


def fused(*ranked: Sequence[T]) -> list[T]:
    """Reciprocal ranks added up; of equals, the one that an earlier list has comes first."""
    scores = defaultdict[T, float](float)
    for one in ranked:
        for place, thing in enumerate(dict.fromkeys(one)):
            scores[thing] += 1 / (_DAMPED + place)
    return sorted(scores, key=lambda thing: -scores[thing])
