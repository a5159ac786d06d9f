"""The deployed source root: one bundle, any single function.

``functions-framework --source functions/main.py --target posts_create`` imports the module of
``posts_create`` and nothing of the other functions. ``--target area_social`` serves all routes of
``functions/social``.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# In the repository this file lies one level below the import root; in a bundle it lies in it.
_ROOT = str(Path(__file__).resolve().parent.parent)
if _ROOT not in sys.path:
    sys.path.insert(0, _ROOT)


def __getattr__(name: str) -> Callable[..., Any]:
    """The entry point of the named route, worker, job or ``area_…`` (PEP 562)."""
    served = _entry_point(name)
    if served is None:
        raise AttributeError(name)
    globals()[name] = served
    return served


def _entry_point(name: str) -> Callable[..., Any] | None:
    from functions.index import MODULES

    if name.startswith("area_"):
        from functions.runtime.dispatch import area_entry_point

        return area_entry_point(name.removeprefix("area_"))
    if name not in MODULES:
        return None
    declared = getattr(importlib.import_module(MODULES[name]), name)
    if hasattr(declared, "__route__"):
        from functions.runtime.entry_point import entry_point

        return entry_point(declared)
    from functions.runtime.service_entry import service_entry_point

    return service_entry_point(declared)
