"""The deployed source root: one bundle, any single function.

``functions-framework --source functions/main.py --target posts_create`` imports the module of
``posts_create`` and nothing of the other functions.
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
    """The entry point of the named route, worker or job (PEP 562)."""
    from functions.index import MODULES

    if name not in MODULES:
        raise AttributeError(name)
    declared = getattr(importlib.import_module(MODULES[name]), name)
    if hasattr(declared, "__route__"):
        from functions.runtime.entry_point import entry_point

        served = entry_point(declared)
    else:
        from functions.runtime.service_entry import service_entry_point

        served = service_entry_point(declared)
    globals()[name] = served
    return served
