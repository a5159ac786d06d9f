"""Totals of a course: categories with weights, what is dropped, extra credit, what-if.

All figures are exact: points in hundredths as whole numbers, quotients as fractions, and one
rounding at the end. So the order in which grades were entered cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from shared.learning.assignments.marks import PERCENT, rounded
from shared.learning.assignments.types import Spread


@dataclass(frozen=True, slots=True)
class Category:
    """A part of a course's grade. ``id`` is None for what stands in no category."""

    id: UUID | None
    weight: Decimal
    spread: Spread = Spread.POINTS
    drop_lowest: int = 0
    drop_highest: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is graded. Points are whole hundredths."""

    id: UUID
    category_id: UUID | None
    max_cents: int
    extra_credit: bool = False


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """What one category gives; ``percent`` is None where nothing in it counts."""

    category_id: UUID | None
    percent: Decimal | None
    dropped: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What a course gives; ``percent`` is None as long as nothing counts."""

    percent: Decimal | None
    categories: tuple[CategoryTotal, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A category with its items. ``graded`` are those that can be graded: number, full, id."""

    category: Category
    graded: list[tuple[int, int, UUID]]
    extra: list[int]


class Plan:
    """The categories and items of a course, sorted once for all of its students.

    Items are looked up by the whole numbers of their ids, whose hash costs nothing.
    """

    def __init__(self, categories: Sequence[Category], items: Sequence[Item]) -> None:
        known = {category.id for category in categories}
        rest = max(Decimal(0), PERCENT - sum((c.weight for c in categories), Decimal(0)))
        self._parts: list[_Part] = []
        # What stands in no category has the weight that the categories leave.
        for category in (*categories, Category(None, rest)):
            inside = [
                item
                for item in sorted(items, key=lambda item: item.id)
                if (item.category_id if item.category_id in known else None) == category.id
            ]
            if inside or category.id is not None:
                graded = [
                    (item.id.int, item.max_cents, item.id)
                    for item in inside
                    if item.max_cents and not item.extra_credit
                ]
                extra = [item.id.int for item in inside if item.extra_credit]
                self._parts.append(_Part(category, graded, extra))

    def total(self, points: Iterable[tuple[UUID, int]]) -> Total:
        """The total of one student, from the points of the items that count for them.

        What is not among ``points``, in hundredths, (not graded, excused, hidden) changes nothing;
        of two for the same item the last one counts.
        """
        cents = {item_id.int: value for item_id, value in points}
        weighted, weights, found = Fraction(0), Fraction(0), []
        for part in self._parts:
            category = part.category
            share, dropped = _share(part, cents)
            shown = None if share is None else rounded(share * PERCENT)
            found.append(CategoryTotal(category.id, shown, dropped))
            if share is not None and category.weight:
                weight = Fraction(category.weight)
                weighted += weight * share
                weights += weight
        total = rounded(weighted / weights * PERCENT) if weights else None
        return Total(total, tuple(found))


def _share(part: _Part, cents: Mapping[int, int]) -> tuple[Fraction | None, tuple[UUID, ...]]:
    """What a category gives, 1 being full marks, and what it leaves out."""
    category = part.category
    counted = [
        (value, full, item_id)
        for number, full, item_id in part.graded
        if (value := cents.get(number)) is not None
    ]
    if not counted:
        return None, ()
    extra = sum(cents.get(number, 0) for number in part.extra)
    kept, dropped = counted, []
    if category.drop_lowest or category.drop_highest:
        low = _drop(kept, category.drop_lowest, category.spread, extra, best=True)
        dropped += [one for one in kept if one not in low]
        high = _drop(low, category.drop_highest, category.spread, extra, best=False)
        dropped += [one for one in low if one not in high]
        kept = high
    gone = tuple(item_id for _, _, item_id in dropped)
    if category.spread is Spread.POINTS:
        return Fraction(sum(p for p, _, _ in kept) + extra, sum(m for _, m, _ in kept)), gone
    by_max: dict[int, int] = {}
    for points, full, _ in kept:
        by_max[full] = by_max.get(full, 0) + points
    mean = sum((Fraction(p, m) for m, p in by_max.items()), Fraction(0)) / len(kept)
    # Extra points are worth here what they would be worth beside all points of the category.
    return mean + Fraction(extra, sum(m for _, m, _ in counted)), gone


_Scored = tuple[int, int, UUID]


def _drop(
    counted: list[_Scored], drop: int, spread: Spread, extra: int, *, best: bool
) -> list[_Scored]:
    """What stays when so many go, and the rest is as good as can be (``best``), or as bad.

    The last one always stays.
    """
    keep = max(1, len(counted) - drop)
    if keep >= len(counted):
        return counted
    sign = -1 if best else 1
    if spread is Spread.EQUAL:
        by_share = sorted(counted, key=lambda one: (sign * Fraction(one[0], one[1]), one[2]))
        return by_share[:keep]
    # Dinkelbach's method: a set is best when none has a larger sum of points - ratio * maximum.
    # Each round finds a better ratio or ends, and there are finitely many sets.
    kept = counted[:keep]
    ratio = _ratio(kept, extra)
    while True:
        top, bottom = ratio.numerator, ratio.denominator
        ranked = sorted(counted, key=lambda one: (sign * (one[0] * bottom - one[1] * top), one[2]))
        kept = ranked[:keep]
        found = _ratio(kept, extra)
        if found == ratio:
            return kept
        ratio = found


def _ratio(kept: Sequence[_Scored], extra: int) -> Fraction:
    return Fraction(sum(p for p, _, _ in kept) + extra, sum(m for _, m, _ in kept))
