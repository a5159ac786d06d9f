"""A calendar as RFC 5545 has it: lines of 75 octets, a time zone with its own rules, stable ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MAX_OCTETS = 75
_HALF_MINUTE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something on a day. ``uid`` stays for good, ``sequence`` grows with every change.

    Without ``ends_at`` it is a moment, such as a date by which something is due. With
    ``weekly_until`` it is held each week until then, but for the moments that are ``left_out``.
    ``all_day``: from midnight to midnight of the zone.
    """

    uid: str
    sequence: int
    starts_at: datetime
    changed_at: datetime
    summary: str
    description: str = ""
    url: str = ""
    categories: str = ""
    ends_at: datetime | None = None
    weekly_until: datetime | None = None
    left_out: tuple[datetime, ...] = ()
    all_day: bool = False
    cancelled: bool = False


def calendar(name: str, zone: ZoneInfo, occasions: Sequence[Occasion]) -> str:
    """The calendar with the local times of a zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Stunity//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{zone.key}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    moments = [
        at
        for one in occasions
        for at in (one.starts_at, one.ends_at, one.weekly_until)
        if at is not None
    ]
    if moments:
        lines += _zone_lines(zone, min(moments), max(moments))
    for one in occasions:
        lines += _event_lines(one, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text as a value: backslashes, semicolons, commas and line breaks are marked."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets; no character is torn apart."""
    part, size, limit = "", 0, MAX_OCTETS
    for character in line:
        octets = len(character.encode())
        if size + octets > limit:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part


def _event_lines(one: Occasion, zone: ZoneInfo) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"SEQUENCE:{one.sequence}"
    # Not the time of the request: the same calendar is the same text.
    yield f"DTSTAMP:{_utc(one.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(one.changed_at)}"
    told = _day if one.all_day else _local
    yield f"DTSTART{told(one.starts_at, zone)}"
    if one.ends_at is not None and one.ends_at > one.starts_at:
        yield f"DTEND{told(one.ends_at, zone)}"
    if one.weekly_until is not None:
        # A time with a zone repeats until a moment of UTC.
        yield f"RRULE:FREQ=WEEKLY;UNTIL={_utc(one.weekly_until)}"
        for at in one.left_out:
            yield f"EXDATE{_local(at, zone)}"
    yield f"SUMMARY:{escaped(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{escaped(one.description)}"
    if one.url:
        yield f"URL:{one.url}"
    if one.categories:
        yield f"CATEGORIES:{escaped(one.categories)}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the zone; in UTC where the clock shows that time twice."""
    here = at.astimezone(zone)
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    if twice or zone.key == "UTC":
        return f":{_utc(at)}"
    return f";TZID={zone.key}:{here:%Y%m%dT%H%M%S}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f";VALUE=DATE:{at.astimezone(zone):%Y%m%d}"


def _zone_lines(zone: ZoneInfo, first: datetime, last: datetime) -> list[str]:
    """The rules of the zone over the years of the calendar."""
    if zone.key == "UTC":
        return []
    start = datetime(first.astimezone(UTC).year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last.astimezone(UTC).year + 1, 12, 31, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    offset = _offset(start, zone)
    lines += _observance(start.astimezone(zone), offset, zone)
    for at in _changes(zone, start, end):
        lines += _observance(at.astimezone(zone), offset, zone)
        offset = _offset(at, zone)
    lines.append("END:VTIMEZONE")
    return lines


def _observance(at: datetime, before: timedelta, zone: ZoneInfo) -> list[str]:
    kind = "DAYLIGHT" if zone.dst(at) else "STANDARD"
    # The onset is told by the clock that was right until then.
    onset = (at.astimezone(UTC) + before).replace(tzinfo=None)
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(_offset(at, zone))}",
        f"TZNAME:{zone.tzname(at)}",
        f"END:{kind}",
    ]


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the zone's offset changes."""
    day = timedelta(days=1)
    at = start
    while at < end:
        following = at + day
        if _offset(at, zone) != _offset(following, zone):
            low, high = at, following
            while high - low > _HALF_MINUTE:
                middle = low + (high - low) / 2
                if _offset(middle, zone) == _offset(low, zone):
                    low = middle
                else:
                    high = middle
            yield high.replace(second=0, microsecond=0)
        at = following


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _signed(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
