"""The gradebook of one course: whose cell counts where, for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from shared.learning.assignments.types import GradeSource, SubmissionState
from shared.learning.gradebook.totals import Category, Item, Plan, Total


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell. ``cents`` are the points, in hundredths."""

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
        self._veiled = {entry.id for entry in found if entry.veiled}
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
        return self._plan.total(
            {
                cell.assignment_id: cell.cents
                for cell in cells
                if cell.cents is not None and cell.counts and cell.assignment_id not in self._veiled
            }
        )

    def released_total(
        self, cells: Iterable[Cell], what_if: Mapping[UUID, Decimal] | None = None
    ) -> Total:
        """The total that the student sees: of what was released, and of what they suppose."""
        counted = {
            cell.assignment_id: cell.cents
            for cell in cells
            if cell.cents is not None and cell.counts and cell.released
        }
        for assignment_id, points in (what_if or {}).items():
            if assignment_id in self._ids:
                counted[assignment_id] = int(points * 100)
        return self._plan.total(counted)
