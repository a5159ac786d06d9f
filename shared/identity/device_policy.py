"""Rules of signing a program in by a code, without I/O."""

from __future__ import annotations

from datetime import datetime, timedelta

SIGN_IN_LIFE = timedelta(minutes=10)
"""How long a program waits for somebody to let it in."""

FIRST_INTERVAL = 5
"""Seconds between two questions of a program whether it was let in."""

_SLOWER_BY = 5


def next_interval(interval: int, asked_at: datetime | None, now: datetime) -> int:
    """Seconds that a program has to leave from now on: more where it asked too soon (RFC 8628)."""
    too_soon = asked_at is not None and now < asked_at + timedelta(seconds=interval)
    return interval + _SLOWER_BY if too_soon else interval
