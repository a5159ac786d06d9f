"""What a command says: a table for people, JSON for programs, an exit code for each failure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
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
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, box=None, header_style="bold")
        for model in models:
            # Text and not markup: what people wrote may hold brackets.
            table.add_row(*(Text(cell_of(getattr(model, column))) for column in columns))
        Console().print(table)

    def line(self, values: dict[str, JsonValue], said: str) -> None:
        """One line of a command that goes on."""
        print(json.dumps(values, ensure_ascii=False) if self.as_json else said, flush=True)


def cell_of(value: object) -> str:
    """A value as a cell."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def fail(code: int, said: str) -> NoReturn:
    """End with a sentence on stderr."""
    print(said, file=sys.stderr)
    raise SystemExit(code)
