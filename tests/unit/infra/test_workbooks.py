"""Spreadsheets: what is written is read again, and nothing in a file is believed."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from infra.workbooks import (
    MAX_UNPACKED_BYTES,
    NotAWorkbook,
    TooManyCells,
    read_rows,
    write_rows,
)

CELL = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12
)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    out = [row[: max((n + 1 for n, cell in enumerate(row) if cell), default=0)] for row in rows]
    while out and not out[-1]:
        out.pop()
    return out


@settings(max_examples=30)
@given(st.lists(st.lists(CELL, max_size=4), max_size=4))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    found = read_rows(write_rows(rows, title="Questions"), max_rows=10, max_columns=10)
    assert found == trimmed(rows)


def test_a_formula_is_text() -> None:
    sheet = load_workbook(io.BytesIO(write_rows([["=1+1"]], title="Sheet"))).worksheets[0]
    assert (sheet["A1"].data_type, sheet["A1"].value) == ("s", "=1+1")


def test_numbers_and_days_are_read_as_people_see_them() -> None:
    book = Workbook()
    assert book.active is not None
    day = datetime(2026, 3, 1)  # noqa: DTZ001 (spreadsheets know no time zones)
    book.active.append([3.0, 0.1, True, day])
    out = io.BytesIO()
    book.save(out)
    found = read_rows(out.getvalue(), max_rows=5, max_columns=5)
    assert found == [["3", "0.1", "TRUE", "2026-03-01"]]


def test_other_bytes_and_bombs_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * (MAX_UNPACKED_BYTES + 1))
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as file:
        file.writestr("a.txt", b"a")
    for content in (b"", b"a,b", packed.getvalue(), plain.getvalue()):
        with pytest.raises(NotAWorkbook):
            read_rows(content, max_rows=5, max_columns=5)


def test_what_is_too_large_is_refused() -> None:
    for rows in ([["a"]] * 6, [["a"] * 6]):
        with pytest.raises(TooManyCells):
            read_rows(write_rows(rows, title="Sheet"), max_rows=5, max_columns=5)


def test_a_workbook_does_not_tell_when_it_was_made() -> None:
    written = write_rows([["Name", "Grade"], ["Sok", "9"]], title="People")
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(written)).properties
    assert properties.created == properties.modified == datetime(1980, 1, 1)  # noqa: DTZ001
