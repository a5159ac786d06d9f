"""Pages of resource names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice

_MAX_PAGE = 1000


def page(names: Iterable[str], size: int, token: str) -> tuple[list[str], str]:
    """One page of the sorted names and the token of the next, empty at the end.

    The token is the last name of the page before, so names that come and go shift nothing.
    """
    ordered = sorted(names)
    start = bisect_right(ordered, token) if token else 0
    chunk = list(islice(ordered, start, start + (size if 0 < size < _MAX_PAGE else _MAX_PAGE)))
    more = start + len(chunk) < len(ordered)
    return chunk, chunk[-1] if more else ""
