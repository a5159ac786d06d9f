"""A gradebook as a table: how columns are named, and what a table that comes back says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from shared.learning.assignments.marks import cents
from shared.learning.assignments.submission_schemas import GivenState
from shared.learning.gradebook.schemas import BookTableError, BookTableProblem
from shared.text.numbers import NumberUnclear, read_number

ID_COLUMN, NAME_COLUMN = "id", "name"
MAX_POINTS = 10_000
MAX_ROWS = 2000
_SHORT = 6
_MARK = re.compile(r"#([0-9a-f]{6,32})\s*$")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table says of one cell."""

    row: int
    column: str
    assignment_id: UUID
    student_id: UUID
    points: Decimal | None
    state: GivenState | None


def short_names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """The shortest ends of ids that tell them apart, of one length."""
    for length in range(_SHORT, 33):
        ends = {one: one.hex[-length:] for one in ids}
        if len(set(ends.values())) == len(ends):
            return ends
    return {one: one.hex for one in ids}


def column_name(title: str, short: str) -> str:
    """The head of a column: the title for people, and what it is found by."""
    return f"{title} #{short}"


def shown(points: Decimal | float | None, state: str) -> str:
    """A cell as it stands in a table and in a difference."""
    if state in {GivenState.EXCUSED, GivenState.MISSING}:
        return state
    if points is None:
        return ""
    return format(cents(points).normalize(), "f")


def read_sheet(
    content: str,
    columns: Mapping[str, UUID],
    students: Mapping[UUID, str],
    hidden: Mapping[str, UUID],
) -> tuple[list[Wanted], list[BookTableError]]:
    """What a table wants, and all that is wrong with it. ``columns`` are assignments by short name.

    Columns without a mark are for people and say nothing.
    """
    rows = _rows(content)
    if not rows or ID_COLUMN not in [cell.strip().lower() for cell in rows[0]]:
        found = ",".join(rows[0])[:100] if rows else ""
        return [], [
            BookTableError(row=1, column=None, problem=BookTableProblem.NO_TABLE, found=found)
        ]
    head = [cell.strip() for cell in rows[0]]
    place = [cell.lower() for cell in head].index(ID_COLUMN)
    marked, errors = _columns(head, columns, hidden)
    wanted: list[Wanted] = []
    seen: set[UUID] = set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        given = row[place].strip() if place < len(row) else ""
        student = _student(given, students)
        if student is None or student in seen:
            twice = student is not None
            problem = BookTableProblem.STUDENT_TWICE if twice else BookTableProblem.UNKNOWN_STUDENT
            errors.append(
                BookTableError(row=number, column=ID_COLUMN, problem=problem, found=given[:100])
            )
            continue
        seen.add(student)
        for n, assignment_id in marked.items():
            text = row[n].strip() if n < len(row) else ""
            if text:
                read = _cell(Wanted(number, head[n], assignment_id, student, None, None), text)
                if isinstance(read, Wanted):
                    wanted.append(read)
                else:
                    errors.append(read)
    return wanted, errors


def _columns(
    head: Sequence[str], columns: Mapping[str, UUID], hidden: Mapping[str, UUID]
) -> tuple[dict[int, UUID], list[BookTableError]]:
    """Which columns are which assignments, and those that are none."""
    marked: dict[int, UUID] = {}
    errors: list[BookTableError] = []
    for n, name in enumerate(head):
        mark = _MARK.search(name)
        if mark is None:
            continue
        if mark[1] in columns and columns[mark[1]] not in marked.values():
            marked[n] = columns[mark[1]]
            continue
        problem = BookTableProblem.UNKNOWN_COLUMN
        if mark[1] in hidden:
            problem = BookTableProblem.NAMES_HIDDEN
        elif mark[1] in columns:
            problem = BookTableProblem.COLUMN_TWICE
        errors.append(BookTableError(row=1, column=name[:200], problem=problem, found=name[:100]))
    return marked, errors


def _rows(content: str) -> list[list[str]]:
    text = content.lstrip("\ufeff")
    first = text.partition("\n")[0]
    found: list[list[str]] = []
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = [row for row, _ in zip(read, range(MAX_ROWS), strict=False)]
        except csv.Error:
            continue
        found = found or rows
        # A title may have more signs than the table has columns.
        if rows and ID_COLUMN in [cell.strip().lower() for cell in rows[0]]:
            return rows
    return found


def _student(given: str, students: Mapping[UUID, str]) -> UUID | None:
    try:
        found = UUID(given)
    except ValueError:
        return None
    return found if found in students else None


def _cell(place: Wanted, text: str) -> Wanted | BookTableError:
    upper = text.upper()
    if upper in set(GivenState):
        return replace(place, state=GivenState(upper))
    problem = BookTableProblem.NO_NUMBER
    try:
        number = read_number(text, None)
    except NumberUnclear:
        number = -1
    else:
        problem = BookTableProblem.OUT_OF_RANGE
    if not 0 <= number <= MAX_POINTS:
        return BookTableError(row=place.row, column=place.column, problem=problem, found=text[:100])
    return replace(place, points=cents(number))
