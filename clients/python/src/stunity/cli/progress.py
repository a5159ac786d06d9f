"""How far something has come: a bar on stderr for who looks, and nothing for programs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

_FIRST: Final = 0.2
_LONGEST: Final = 2.0


class Report(Protocol):
    """Takes how much is done, of how much where that is known."""

    def __call__(self, done: float, total: float | None) -> None:
        """Show it."""


@contextmanager
def progress(what: str, *, in_bytes: bool = False) -> Iterator[Report]:
    """A bar that is gone when it is done; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _nobody_looks
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    counter: ProgressColumn = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), counter, TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def waits() -> Iterator[None]:
    """Turns of asking the server again, each after a pause; the pauses grow to two seconds."""
    pause = _FIRST
    while True:
        yield
        time.sleep(pause)
        pause = min(_LONGEST, pause * 1.5)


def _nobody_looks(done: float, total: float | None) -> None:
    del done, total
