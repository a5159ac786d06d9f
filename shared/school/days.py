"""The day of a school: by its own clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today(now: datetime, zone: str) -> date:
    """The day that it is at the school."""
    return now.astimezone(ZoneInfo(zone)).date()
