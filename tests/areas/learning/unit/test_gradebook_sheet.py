"""A gradebook as a table that comes back from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.learning.gradebook.schemas import BookTableProblem
from shared.learning.gradebook.sheet import column_name, read_sheet, short_names

ESSAY, TEST, DARA = UUID(int=0xABCDEF), UUID(int=0xABCDED), UUID(int=3)
SHORT = short_names([ESSAY, TEST])
COLUMNS = {short: one for one, short in SHORT.items()}


def table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@given(st.text(",;\t\"'ក a", max_size=30), st.sampled_from(",;\t"))
def test_no_title_hides_what_parts_the_columns(title: str, delimiter: str) -> None:
    rows = [["id", "name", column_name(title, SHORT[ESSAY])], [str(DARA), "Sok, Dara", "9.5"]]
    wanted, errors = read_sheet(table(rows, delimiter), COLUMNS, {DARA: "Dara"}, {})
    assert errors == []
    assert [(one.assignment_id, one.points) for one in wanted] == [(ESSAY, Decimal("9.50"))]


def test_a_column_that_stands_twice_is_named() -> None:
    heads = [column_name("Essay", SHORT[one]) for one in (ESSAY, TEST, ESSAY)]
    rows = [["id", "name", *heads], [str(DARA), "Dara", "1", "2", "3"]]
    wanted, errors = read_sheet(table(rows, ","), COLUMNS, {DARA: "Dara"}, {})
    assert [one.points for one in wanted] == [Decimal(1), Decimal(2)]
    assert [(one.column, one.problem) for one in errors] == [
        (heads[0], BookTableProblem.COLUMN_TWICE)
    ]
