"""Cloud Logging's query language as far as our Terraform writes it: comparisons that all hold.

https://cloud.google.com/logging/docs/view/logging-query-language
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

_COMPARISON = re.compile(
    r"\s*(?P<field>[\w.]+)(?P<operator>>=|!=|=)"
    r'(?P<value>"[^"]*"|\d+|\("[^"]*"(?: OR "[^"]*")*\))'
)
_TEXT = re.compile(r'"([^"]*)"')


def matches(query: str, entry: Mapping[str, Any]) -> bool:
    """Whether the query takes the entry; raises ValueError on what is not understood here."""
    position, taken = 0, True
    while position < len(query.rstrip()):
        found = _COMPARISON.match(query, position)
        if found is None:
            raise ValueError(f"not understood: {query[position:]}")
        taken = _holds(found, entry) and taken
        position = found.end()
    return taken


def _holds(found: re.Match[str], entry: Mapping[str, Any]) -> bool:
    value: Any = entry
    for part in found["field"].split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if found["operator"] == ">=":
        compare: Callable[[Any, Any], bool] = operator.ge
        return isinstance(value, int | float) and compare(value, float(found["value"]))
    is_one = str(value) in _TEXT.findall(found["value"])
    return is_one if found["operator"] == "=" else not is_one
