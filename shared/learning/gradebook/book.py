"""The gradebook of one course: whose cell counts where, for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from shared.learning.assignments.types import GradeSource, SubmissionState
from shared.learning.gradebook.totals import Category, Item, Plan, Total


class Cell(NamedTuple):
    """What stands in one cell. ``cents`` are the points, in hundredths.

    A tuple: a gradebook has thirty thousand of them, and they are made each time it is read.
    """

    assignment_id: UUID
    cents: int | None
    state: SubmissionState
    source: GradeSource | None
    version: int
    is_late: bool
    released: bool
    overridden: bool
    attempt: int

    @property
    def points(self) -> float | None:
        """The points as they are shown."""
        return None if self.cents is None else self.cents / 100

    @property
    def counts(self) -> bool:
        """Whether it is in a total."""
        return self.cents is not None and self.state is not SubmissionState.EXCUSED


@dataclass(frozen=True, slots=True)
class Entry:
    """An assignment as far as the totals need it. ``veiled``: its graders know no names yet."""

    id: UUID
    category_id: UUID | None
    max_points: Decimal
    extra_credit: bool
    veiled: bool = False


class Book:
    """The totals of all students of a course, from its categories and assignments."""

    def __init__(self, categories: Sequence[Category], entries: Iterable[Entry]) -> None:
        found = list(entries)
        # By their numbers: Python computes the hash of a UUID anew each time, and slowly.
        self._veiled = {entry.id.int for entry in found if entry.veiled}
        self._ids = {entry.id for entry in found}
        self._plan = Plan(
            categories,
            [
                Item(entry.id, entry.category_id, int(entry.max_points * 100), entry.extra_credit)
                for entry in found
            ],
        )

    def total(self, cells: Iterable[Cell]) -> Total:
        """The total for who teaches: with what is not released, without what has no names yet."""
        return self._plan.total(self._known(_counted(cells)))

    def released_total(
        self, cells: Iterable[Cell], what_if: Mapping[UUID, Decimal] | None = None
    ) -> Total:
        """The total that the student sees: of what was released, and of what they suppose."""
        supposed = [
            (assignment_id, int(points * 100))
            for assignment_id, points in (what_if or {}).items()
            if assignment_id in self._ids
        ]
        return self._plan.total([*_released(_counted(cells)), *supposed])

    def totals(self, cells: Iterable[Cell]) -> tuple[Total, Total]:
        """The total for who teaches and the one that the student sees, which mostly are one."""
        counted = _counted(cells)
        known, released = self._known(counted), _released(counted)
        total = self._plan.total(known)
        return total, total if released == known else self._plan.total(released)

    def _known(self, counted: Sequence[_Counted]) -> list[tuple[UUID, int]]:
        veiled = self._veiled
        return [(one, cents) for one, cents, _ in counted if one.int not in veiled]


_Counted = tuple[UUID, int, bool]


def _counted(cells: Iterable[Cell]) -> list[_Counted]:
    """What is in a total: of which assignment, how much, and whether it was released."""
    return [
        (cell.assignment_id, cell.cents, cell.released)
        for cell in cells
        if cell.cents is not None and cell.counts
    ]


def _released(counted: Iterable[_Counted]) -> list[tuple[UUID, int]]:
    return [(one, cents) for one, cents, released in counted if released]
