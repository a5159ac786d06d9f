"""Files that are downloaded: a text with a name, and tables that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

# What begins a formula, in any width, at the start or behind a semicolon: a spreadsheet of a
# country with decimal commas cuts there, whatever the quotes say, and reads what follows.
_FORMULA = re.compile('(^|;)([\\s"]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])')
_BREAKS = re.compile("[\r\n\t\x0b\x0c\x85\u2028\u2029]+")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that a route answers with in place of JSON. ``name`` is plain ASCII without quotes."""

    content: str | bytes
    media_type: str
    name: str

    documented: ClassVar[str] = "text/csv"


@dataclass(frozen=True, slots=True)
class JsonLinesFile(TextFile):
    """A file with one JSON document a line."""

    documented: ClassVar[str] = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class CalendarFile(TextFile):
    """A calendar, as RFC 5545 has it."""

    documented: ClassVar[str] = "text/calendar"


@dataclass(frozen=True, slots=True)
class ArchiveFile(TextFile):
    """Several files packed into one."""

    documented: ClassVar[str] = "application/zip"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class SheetFile(TextFile):
    """A table: as a workbook, or as CSV where that was asked for."""

    documented: ClassVar[str] = XLSX


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """A table in RFC 4180 CSV, in UTF-8 with the mark by which Excel knows it.

    What a spreadsheet would take for a formula gets an apostrophe in front, also where it stands
    behind a semicolon inside a cell. Numbers stay numbers; a text is one line.
    """
    out = io.StringIO()
    out.write(_BYTE_ORDER_MARK)
    csv.writer(out, lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return _FORMULA.sub(r"\1\2'", _BREAKS.sub(" ", value))
    return value
