"""Tables of questions as CSV: safe to open in a spreadsheet, and read again without a loss."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from shared.learning.sheets.words import column_of

_BYTE_ORDER_MARK = "\ufeff"
# Where a spreadsheet may begin to read a cell: at its start, behind a break, and behind a
# semicolon where decimals have a comma. What follows blanks and quotes there would be run. Each run
# of them is looked at once, however long: a cell may be all breaks.
_RUN = re.compile("(?<![;\\s\"'])([;\\s\"']*+)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_BREAK = re.compile("([\r\n\t\u2028\u2029])")
_CLOSED_BREAK = re.compile("([\r\n\t\u2028\u2029])'")
_DELIMITERS = ",;\t"


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows in RFC 4180 CSV; an apostrophe stands before what a spreadsheet would run."""
    out = io.StringIO()
    out.write(_BYTE_ORDER_MARK)
    guarded = ([_RUN.sub(_closed, cell) for cell in row] for row in rows)
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(guarded)
    return out.getvalue()


def read_csv(content: str) -> list[list[str]]:
    """The rows of a CSV, whatever its delimiter; raises ValueError where it is none."""
    plain = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        tables = [_parsed(plain, delimiter) for delimiter in _DELIMITERS]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    # The delimiter by which the head has the most columns that are known.
    return max(tables, key=_known)


def _parsed(content: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    return [[_RUN.sub(_opened, cell) for cell in row] for row in reader]


def _known(rows: Sequence[Sequence[str]]) -> int:
    return sum(column_of(title) is not None for title in rows[0]) if rows else 0


def _closed(found: re.Match[str]) -> str:
    before, mark, blanks = _parts(found)
    return before + ("'" if mark else "") + _BREAK.sub(r"\1'", blanks)


def _opened(found: re.Match[str]) -> str:
    before, mark, blanks = _parts(found)
    return before + _CLOSED_BREAK.sub(r"\1", blanks.removeprefix("'") if mark else blanks)


def _parts(found: re.Match[str]) -> tuple[str, bool, str]:
    """What stands before, whether a spreadsheet may begin there, and the blanks and quotes."""
    before, semicolon, blanks = found[1].rpartition(";")
    return before + semicolon, bool(semicolon) or found.start() == 0, blanks
