"""All declarations at once, for what is derived from them; no request path imports this."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from functions.index import MODULES
from functions.runtime.service import JOB, WORKER, Job, Worker
from shared.http.route import DECLARATION, Route


def all_handlers() -> Iterator[Callable[..., Any]]:
    """Every declared handler, in the order of the index."""
    for name, module in MODULES.items():
        yield getattr(importlib.import_module(module), name)


@cache
def all_routes() -> tuple[Route, ...]:
    """Every route."""
    return tuple(_attached(DECLARATION))


@cache
def all_workers() -> tuple[Worker, ...]:
    """Every worker."""
    return tuple(_attached(WORKER))


@cache
def all_jobs() -> tuple[Job, ...]:
    """Every job."""
    return tuple(_attached(JOB))


def _attached(attribute: str) -> Iterator[Any]:
    for handler in all_handlers():
        if hasattr(handler, attribute):
            yield getattr(handler, attribute)
