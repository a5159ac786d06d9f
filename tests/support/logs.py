"""The product's log as tests read it, whichever test of the process ran first."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
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


class _Listener(logging.Handler):
    def __init__(self, signal: Signal) -> None:
        super().__init__(logging.DEBUG)
        self._signal = signal
        self._loop = asyncio.get_running_loop()
        self.came = asyncio.Event()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "signal", None) is self._signal:
            self._loop.call_soon_threadsafe(self.came.set)


@asynccontextmanager
async def heard(signal: Signal, seconds: float = 60.0) -> AsyncIterator[None]:
    """Leave the block when a line of this kind has been written since its beginning."""
    listener, root = _Listener(signal), logging.getLogger()
    root.addHandler(listener)
    try:
        yield
        async with asyncio.timeout(seconds):
            await listener.came.wait()
    finally:
        root.removeHandler(listener)


def entries(lines: list[str], *signals: Signal) -> list[dict[str, Any]]:
    """Lines as objects; those of some signals only, where any are named."""
    parsed: list[dict[str, Any]] = [json.loads(line) for line in lines]
    codes = {signal.code for signal in signals}
    return [entry for entry in parsed if not codes or entry.get("event") in codes]
