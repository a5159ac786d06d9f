"""When a view counts, which hours a roll-up rebuilds, and which figures are too small to show."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.analytics.types import Period, Step

HOUR: Final = timedelta(hours=1)
BATCH: Final = 50
"""Views that a client sends at once."""

LATEST: Final = timedelta(hours=48)
"""How long ago a view may have been: one that comes later counts at this age."""

REBUILT: Final = timedelta(days=3)
"""What each roll-up makes anew. More than LATEST: nothing changes before it."""

RAW_KEPT_DAYS: Final = 90
"""Raw views and reactions go after this; what was made of them stays."""

HOURLY_KEPT: Final = timedelta(days=400)
"""Figures by the hour go after this; totals and figures by the day stay."""

FEWEST: Final = 5
"""A group of fewer people is not told apart: its figures would be about somebody."""

LONGEST_MS: Final = 3_600_000
_VIEWS = UUID("6f2d1c1e-6d0b-4b3a-9a55-0c5a7d0f3e11")


def clamped(at: datetime, now: datetime) -> datetime:
    """The moment of a view as it counts: never later than now, nor older than LATEST.

    Clocks of devices are wrong by years, and one wrong clock must not cost the batch.
    """
    return min(max(at.astimezone(UTC), now - LATEST), now)


def hour_of(at: datetime) -> datetime:
    """The whole hour in which a moment lies, in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def view_id(viewer_id: UUID, post_id: UUID, hour: datetime) -> UUID:
    """The id of a view: the same for each view of a post by a person in one hour.

    It is the key of the row, so that whatever is sent twice, by a client, the bus or a tab that was
    opened again, is one row.
    """
    return uuid.uuid5(_VIEWS, f"{viewer_id}/{post_id}/{int(hour.timestamp())}")


@dataclass(frozen=True, slots=True)
class Window:
    """Whole hours, from one to before the other."""

    start: datetime
    end: datetime


def rebuilt(now: datetime, rolled_to: datetime | None) -> Window:
    """The hours that a roll-up at this moment makes anew: whole ones only.

    At 12:05 the last one begins at 11:00. Where roll-ups did not run for days it begins where the
    last one ended, less what may have come late; the first begins with all that is kept.
    """
    end = hour_of(now)
    oldest = end - timedelta(days=RAW_KEPT_DAYS)
    if rolled_to is None:
        return Window(oldest, end)
    return Window(max(min(end, rolled_to) - REBUILT, oldest), end)


def days_of(window: Window, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day of a window by the school's clock.

    A day of which raw rows may be gone is none of them: made anew, it would lose views.
    """
    first = window.start.astimezone(zone).date()
    last = (window.end - timedelta(microseconds=1)).astimezone(zone).date()
    if day_start(first, zone) < window.end - timedelta(days=RAW_KEPT_DAYS):
        first += timedelta(days=1)
    return first, last


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins at a school, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def last_complete_day(now: datetime, zone: ZoneInfo) -> date:
    """Yesterday, by the school's clock."""
    return now.astimezone(zone).date() - timedelta(days=1)


_LENGTHS = {Period.DAY: 24, Period.WEEK: 168, Period.MONTH: 30, Period.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class Series:
    """The points of a period: their step, and when each begins."""

    step: Step
    points: tuple[datetime, ...]

    @property
    def since(self) -> datetime:
        """When the first point begins."""
        return self.points[0]


def series_of(period: Period, now: datetime, zone: ZoneInfo) -> Series:
    """The points of a period that ends with the present hour, or the present day of the school."""
    count = _LENGTHS[period]
    if period in {Period.DAY, Period.WEEK}:
        last = hour_of(now)
        return Series(Step.HOUR, tuple(last - HOUR * n for n in reversed(range(count))))
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=n) for n in reversed(range(count)))
    return Series(Step.DAY, tuple(day_start(day, zone) for day in days))


def shown_of(people: Mapping[str, int]) -> int | None:
    """How many people of all roles: of those that are told, as the rest would be the others.

    None where there were people, and of no role enough.
    """
    told = [shown(count) or 0 for count in people.values()]
    return sum(told) or (None if any(people.values()) else 0)


def shown(people: int) -> int | None:
    """How many people, or None for fewer than may be told; nobody is no secret."""
    return None if 0 < people < FEWEST else people
