"""The gradebook of one course: whose cell counts where, for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Self
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
class Line:
    """The cells of one student: each list has one part of all of them, in the order of columns.

    For whole gradebooks, in which an object for each cell takes longer than all that is asked of
    them. ``late``, ``hidden`` (graded and not released), ``typed`` (past the attempts) and
    ``automatic`` (found missing by its date) are places of columns. What nobody has touched is
    pending.
    """

    cents: list[int | None]
    states: list[SubmissionState]
    versions: list[int]
    late: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)
    automatic: list[int] = field(default_factory=list)

    @classmethod
    def untouched(cls, columns: int) -> Self:
        """That of a student who has nothing yet."""
        return cls([None] * columns, [SubmissionState.PENDING] * columns, [0] * columns)


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
        self._numbers = [entry.id.int for entry in found]
        self._veiled = {entry.id.int for entry in found if entry.veiled}
        self._plan = Plan(
            categories,
            [
                Item(entry.id, entry.category_id, int(entry.max_points * 100), entry.extra_credit)
                for entry in found
            ],
        )

    def total(self, cells: Iterable[Cell]) -> Total:
        """The total for who teaches: with what is not released, without what has no names yet."""
        return self._plan.total_of(_without(self._veiled, _counted(cells)))

    def released_total(
        self, cells: Iterable[Cell], what_if: Mapping[UUID, Decimal] | None = None
    ) -> Total:
        """The total that the student sees: of what was released, and of what they suppose."""
        supposed = {one.int: int(points * 100) for one, points in (what_if or {}).items()}
        released = _counted(cell for cell in cells if cell.released)
        return self._plan.total_of(released | supposed)

    def totals(self, line: Line) -> tuple[Total, Total]:
        """The total for who teaches and the one that the student sees, which mostly are one.

        The columns of the line are the assignments that the book was made of, in their order.
        """
        counted = _counting(zip(self._numbers, line.cents, line.states, strict=True))
        known = _without(self._veiled, counted)
        released = _without({self._numbers[place] for place in line.hidden}, counted)
        total = self._plan.total_of(known)
        return total, total if released == known else self._plan.total_of(released)


def _counted(cells: Iterable[Cell]) -> dict[int, int]:
    return _counting((cell.assignment_id.int, cell.cents, cell.state) for cell in cells)


def _counting(parts: Iterable[tuple[int, int | None, SubmissionState]]) -> dict[int, int]:
    """What is in a total: of which assignment, and how much."""
    return {
        number: cents
        for number, cents, state in parts
        if cents is not None and state is not SubmissionState.EXCUSED
    }


def _without(numbers: Collection[int], counted: dict[int, int]) -> dict[int, int]:
    if not numbers:
        return counted
    return {number: cents for number, cents in counted.items() if number not in numbers}
