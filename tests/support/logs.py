"""The product's log as tests read it, whichever test of the process ran first."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

from functions.runtime.logs import JsonFormatter, log


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.text: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that is written in the block, of any severity, as it is sent."""
    handler, level = _Lines(), log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler.text
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
