"""Processes of their own that count requests in one store, as instances of functions do."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

from functions.runtime.counting import Counter

_PATIENCE = 300.0
_context = multiprocessing.get_context("forkserver")


def allowed(counter: Counter, *, processes: int, tries: int) -> Sequence[int]:
    """How many requests each of the processes lets through, when all begin at once.

    They have the environment of now.
    """
    together = _context.Barrier(processes)
    answers: Any = _context.Queue()
    arguments = (together, dict(os.environ), counter, tries, answers)
    workers = [
        _context.Process(target=_spend, args=arguments, daemon=True) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=_PATIENCE) for _ in workers]
    for worker in workers:
        worker.join(_PATIENCE)
    return found


def _spend(
    together: Barrier, environment: Mapping[str, str], counter: Counter, tries: int, answers: Any
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    from functions.runtime.limits import enforce
    from infra.bootstrap import dependencies
    from shared.http.problem import RateLimited
    from tests.support.redis import patient

    deps = dependencies()
    patient(deps)
    together.wait(_PATIENCE)
    passed = 0
    for _ in range(tries):
        try:
            enforce(deps, [counter], {}, set())
        except RateLimited:
            continue
        passed += 1
    answers.put(passed)
