"""The day of a school: by its own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def today(now: datetime, zone: str) -> date:
    """The day that it is at the school."""
    return now.astimezone(ZoneInfo(zone)).date()


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month that a day lies in."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)
