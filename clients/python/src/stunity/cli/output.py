"""What a command says: a table for people, JSON for programs, an exit code for each failure."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from pydantic import BaseModel, JsonValue

OK: Final = 0
REFUSED: Final = 1
"""The API refused; the problem's code and request id are on stderr."""
USAGE: Final = 2
"""The command line was wrong (set by the parser of arguments as well)."""
NOT_SIGNED_IN: Final = 3
"""There is no session, or it is over."""
UNREACHABLE: Final = 4
"""The server did not answer."""
INCOMPLETE: Final = 5
"""Not all of it was done: rows were left out, a file cannot be read, or the answer was no."""

_WIDE: Final = 250


class Out:
    """Where a command writes; ``as_json`` is the option ``--json``."""

    def __init__(self) -> None:
        self.as_json = False

    def value(self, model: BaseModel, said: str) -> None:
        """One thing: its JSON, or a sentence about it."""
        print(model.model_dump_json() if self.as_json else said)

    def table(self, models: Iterable[BaseModel], columns: Sequence[str]) -> None:
        """A list: a JSON value a line, or a table of some columns."""
        if self.as_json:
            for model in models:
                print(model.model_dump_json(), flush=True)
            return
        self.rows(columns, ([getattr(model, one) for one in columns] for model in models))

    def rows(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table for people."""
        from rich.console import Console
        from rich.table import Column, Table
        from rich.text import Text

        # An id that is cut off helps nobody, and a pipe has no width.
        heads = (Column(one, no_wrap=one == "id" or one.endswith("_id")) for one in columns)
        width = None if sys.stdout.isatty() else _WIDE
        table = Table(*heads, box=None, header_style="bold")
        for row in rows:
            # Text and not markup: what people wrote may hold brackets.
            table.add_row(*(Text(cell_of(value)) for value in row))
        Console(width=width).print(table)

    def text(self, table: str) -> None:
        """A table that is CSV already: as it is, or an object a row."""
        sys.stdout.write("".join(rows_of(table)) if self.as_json else table)

    def line(self, values: dict[str, JsonValue], said: str) -> None:
        """One line of a command that goes on."""
        print(json.dumps(values, ensure_ascii=False) if self.as_json else said, flush=True)


def rows_of(table: str) -> Iterator[str]:
    """The rows of a CSV as lines of JSON, by the names in its first row."""
    for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def notice(said: str) -> None:
    """Say something beside the answer, which a program does not want to read."""
    print(said, file=sys.stderr, flush=True)


def cell_of(value: object) -> str:
    """A value as a cell."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%MZ}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def fail(code: int, said: str) -> NoReturn:
    """End with a sentence on stderr."""
    print(said, file=sys.stderr)
    raise SystemExit(code)
