"""Tables that are downloaded open safely in every spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.http.files import csv_text

CELLS = (
    st.text(alphabet="ab;,=+-@ \"'\t\r\n\uff1d")
    | st.text()
    | st.integers()
    | st.floats(allow_nan=False)
)
BEGINS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def opened(text: str, delimiter: str) -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    )


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=3))
@example([["x", "a;=1+1"]])
@example([["=1"], ["a\n=1"], ["\t=1"], ["a; \uff1d1"], ['x";"=1']])
def test_no_text_becomes_a_formula_whatever_parts_the_cells(rows: list[list[object]]) -> None:
    numbers = {str(cell) for row in rows for cell in row if not isinstance(cell, str)}
    for delimiter in ",;":
        for row in opened(csv_text(rows), delimiter):
            for cell in row:
                said = cell.strip()
                assert not said.startswith(BEGINS) or numbers & set(said.split(",")), said


def test_every_row_is_one_line_and_numbers_are_numbers() -> None:
    text = csv_text([["a\nb", 1.5, -2, 1234567], ["\u2028", "-2", 0.1, 1e15]])
    assert opened(text, ",") == [
        ["a b", "1.5", "-2", "1234567"],
        [" ", "'-2", "0.1", "1000000000000000.0"],
    ]


@pytest.mark.parametrize("text", ["a, -b", "half-time", "a;b", "me@example.test", "1 + 1 = 2"])
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert opened(csv_text([[text]]), ",") == [[text]]
