"""All declared events, found by walking the modules ``events`` below ``shared``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import shared
from shared.events.event import Event, EventError


@cache
def all_events() -> dict[str, type[Event]]:
    """Events by wire name, sorted; raises EventError when a name is declared twice."""
    found: dict[str, type[Event]] = {}
    for place in pkgutil.walk_packages(shared.__path__, "shared."):
        if not place.name.endswith(".events") or place.ispkg:
            continue
        module = importlib.import_module(place.name)
        for value in vars(module).values():
            if not _declared_in(value, module.__name__):
                continue
            if value.wire_name in found:
                raise EventError(f"{value.wire_name} is declared twice")
            found[value.wire_name] = value
    return dict(sorted(found.items()))


def _declared_in(value: object, module: str) -> bool:
    is_event = isinstance(value, type) and issubclass(value, Event)
    return is_event and value.__module__ == module and "wire_name" in vars(value)
