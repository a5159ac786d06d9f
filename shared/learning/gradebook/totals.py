"""Totals of a course: categories with weights, what is dropped, extra credit, what-if.

All figures are exact: points in hundredths and quotients of whole numbers, which are rounded once,
at the end. So the order in which grades were entered cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from shared.learning.assignments.marks import PERCENT, rounded_ratio
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
    weight: int
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
                weight = int(category.weight * 100)
                self._parts.append(_Part(category, weight, graded, extra))

    def total(self, points: Iterable[tuple[UUID, int]]) -> Total:
        """The total of one student, from the points of the items that count for them.

        What is not among ``points``, in hundredths, (not graded, excused, hidden) changes nothing;
        of two for the same item the last one counts.
        """
        return self.total_of({item_id.int: value for item_id, value in points})

    def total_of(self, cents: Mapping[int, int]) -> Total:
        """Like :meth:`total`, by the whole numbers of the ids. Others' are left out."""
        found = list[CategoryTotal]()
        weighted, weights = (0, 1), 0
        for part in self._parts:
            share, dropped = _share(part, cents)
            shown = None
            if share is not None:
                points, full = share
                shown = rounded_ratio(points * PERCENT, full)
                weighted = _sum(weighted, (points * part.weight, full))
                weights += part.weight
            found.append(CategoryTotal(part.category.id, shown, dropped))
        points, full = weighted
        total = rounded_ratio(points * PERCENT, full * weights) if weights else None
        return Total(total, tuple(found))


_Ratio = tuple[int, int]


def _sum(one: _Ratio, other: _Ratio) -> _Ratio:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _share(part: _Part, cents: Mapping[int, int]) -> tuple[_Ratio | None, tuple[UUID, ...]]:
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
        return (sum([p for p, _, _ in kept]) + extra, sum([m for _, m, _ in kept])), gone
    by_max: dict[int, int] = {}
    for points, full, _ in kept:
        by_max[full] = by_max.get(full, 0) + points
    shares = (0, 1)
    for full, points in by_max.items():
        shares = _sum(shares, (points, full))
    mean = shares[0], shares[1] * len(kept)
    # Extra points are worth here what they would be worth beside all points of the category.
    return _sum(mean, (extra, sum([m for _, m, _ in counted]))), gone


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
