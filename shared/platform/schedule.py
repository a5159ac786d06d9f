"""How often a schedule comes round."""

from __future__ import annotations

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
