"""How often a schedule comes round."""

from __future__ import annotations

from datetime import datetime, timedelta

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3_600, 86_400, 604_800
_MONTH = 31 * _DAY


def every_seconds(cron: str) -> int:
    """The longest time between two runs of a cron expression as jobs use it.

    Steps (``*/5``) and single values; raises ValueError for any other.
    """
    minute, hour, day, month, weekday = cron.split()
    if month != "*" or (day != "*" and weekday != "*"):
        raise ValueError(f"no schedule of a job: {cron}")
    if weekday != "*":
        return _WEEK
    if day != "*":
        return _MONTH
    if hour != "*":
        return _step(hour, _HOUR, _DAY)
    return _HOUR if minute.isdigit() else _step(minute, _MINUTE, _HOUR)


def _step(field: str, unit: int, whole: int) -> int:
    if field == "*":
        return unit
    if field.startswith("*/"):
        return int(field[2:]) * unit
    int(field)
    return whole


def next_run(cron: str, now: datetime) -> datetime:
    """When a schedule comes round next after a moment, in its zone; the minute itself is past."""
    minute, hour, day, _, weekday = cron.split()
    minutes = [m for m in range(60) if _fits(minute, m)]
    hours = [h for h in range(24) if _fits(hour, h)]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(32):
        on = midnight + timedelta(days=ahead)
        if not (_fits(day, on.day) and _fits(weekday, on.isoweekday() % 7)):
            continue
        for h in hours:
            for m in minutes:
                at = on.replace(hour=h, minute=m)
                if at > now:
                    return at
    raise ValueError(f"no schedule of a job: {cron}")


def _fits(field: str, value: int) -> bool:
    if field == "*":
        return True
    if field.startswith("*/"):
        return value % int(field[2:]) == 0
    return value == int(field)
