"""The product's log as tests read it, whichever test of the process ran first."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typing_extensions import override

from shared.telemetry.logs import LOG, JsonFormatter, Program, configure, forget_held_back
from shared.telemetry.signals import Signal

PROJECT = "stunity-test"


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter(Program("tests", "1", PROJECT)))
        self.text: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that is written in the block, of any severity, as it is sent."""
    # Whoever comes first in a process sets the level, and that must not happen in the block.
    configure(Program("tests"), "WARNING")
    handler, level = _Lines(), LOG.level
    root = logging.getLogger()
    root.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    forget_held_back()
    try:
        yield handler.text
    finally:
        root.removeHandler(handler)
        LOG.setLevel(level)


def entries(lines: list[str], *signals: Signal) -> list[dict[str, Any]]:
    """Lines as objects; those of some signals only, where any are named."""
    parsed: list[dict[str, Any]] = [json.loads(line) for line in lines]
    codes = {signal.code for signal in signals}
    return [entry for entry in parsed if not codes or entry.get("event") in codes]
