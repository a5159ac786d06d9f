"""Ranks: by the printed figure; equals share one, the next is skipped, the incomplete have none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def ranks(figures: Mapping[Key, Decimal | None]) -> dict[Key, int | None]:
    """The rank of each by the printed average, from 1; None for who has no average."""
    ordered = sorted((f for f in figures.values() if f is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, figure in enumerate(ordered, start=1):
        first.setdefault(figure, place)
    return {key: None if f is None else first[f] for key, f in figures.items()}


def ranked(figures: Mapping[Key, Decimal | None]) -> int:
    """How many have a rank: what a rank is out of."""
    return sum(figure is not None for figure in figures.values())
