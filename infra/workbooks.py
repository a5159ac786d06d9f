"""Spreadsheets (.xlsx) as rows of text, in and out. Nothing in them is ever run or looked up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
"""What a workbook may take once it is unpacked: a small file may claim to be a huge table."""

# Above it a float has no fraction anyway, and many digits that nobody typed.
_EXACT = 1e15
_HEAD_FILL = "FFE8EEF7"
_WIDTHS = (12, 60)
# The first moment that an archive can name.
_NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - the format knows no zones


class NotAWorkbook(ValueError):
    """The bytes are no .xlsx file, or one that is too large once it is unpacked."""


class TooManyCells(ValueError):
    """The first sheet has more rows or columns than are read."""


def read_rows(content: bytes, *, max_rows: int, max_columns: int) -> list[list[str]]:
    """The cells of the first sheet as text, without empty rows and columns at the end.

    A formula counts as the value that its program stored. Raises NotAWorkbook and TooManyCells.
    """
    _refuse_bombs(content)
    try:
        rows = list(islice(_rows(content, max_columns + 1), 2 * max_rows + 1))
    except Exception as error:
        # What a broken file makes the reader raise is not told in advance: all of it means this.
        raise NotAWorkbook from error
    unread = len(rows) > 2 * max_rows
    while rows and not rows[-1]:
        rows.pop()
    if unread or len(rows) > max_rows or any(len(row) > max_columns for row in rows):
        raise TooManyCells
    return rows


def write_rows(
    rows: Iterable[Sequence[str]],
    *,
    title: str,
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """A workbook of one sheet whose first row is its head; every cell is text, never a formula.

    The same rows give the same bytes at any time, so that who has them already is told so.

    ``choices``: what may be chosen in a column, by its zero-based place.
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if not value:
                continue
            cell = sheet.cell(row=number, column=place + 1)
            assert isinstance(cell, Cell)
            cell.value = value
            # Text, also where it begins like a formula or looks like a number.
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", start_color=_HEAD_FILL)
            longest = max(len(line) for line in value.split("\n"))
            widths[place] = max(widths.get(place, 0), longest)
    for place, width in widths.items():
        shown = min(max(width + 2, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(place + 1)].width = shown
    for place, values in (choices or {}).items():
        listed = DataValidation(
            type="list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=False
        )
        letter = get_column_letter(place + 1)
        listed.add(f"{letter}2:{letter}1000")
        sheet.add_data_validation(listed)
    sheet.freeze_panes = "A2"
    return _undated(book)


def _undated(book: Workbook) -> bytes:
    """The file without the times of its making, which `save` tells in it and beside each part."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = _NO_TIME
    dated = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(dated, "w")).save()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(dated) as parts,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as undated,
    ):
        for name in parts.namelist():
            undated.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _rows(content: bytes, max_columns: int) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet: Any = book.worksheets[0]
    # The size that a file claims for its sheet is not believed: rows are counted as they come.
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_col=max_columns, values_only=True):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise NotAWorkbook from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise NotAWorkbook


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        # A day that a spreadsheet keeps as midnight is a day.
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
