"""How good an order is: 1 is the one that people would choose, 0 has nothing that is wanted."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

SHOWN = 10

K = TypeVar("K", bound=Hashable)


def ndcg(found: Sequence[K], wanted: Mapping[K, int]) -> float:
    """NDCG of the first ten, by the grades of what is wanted; what has none is worth nothing."""
    best = sorted(wanted.values(), reverse=True)
    gained = [wanted.get(one, 0) for one in found[:SHOWN]]
    return _discounted(gained) / _discounted(best[:SHOWN])


def _discounted(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
