"""Rules of registers, without I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from shared.school.types import AttendanceStatus, Session

EDITING_TIME = timedelta(hours=48)
"""How long after a day its registers are taken and changed without a reason."""

THERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE})
ALLOWED = frozenset(
    {AttendanceStatus.EXCUSED, AttendanceStatus.PERMISSION, AttendanceStatus.MEDICAL}
)
"""Absent, and the school knows why."""

TOLD = frozenset({AttendanceStatus.ABSENT, AttendanceStatus.LATE})
"""Of these guardians are told."""

DEFAULT_SESSIONS = (Session.MORNING, Session.AFTERNOON)
DEFAULT_WEEKDAYS = (1, 2, 3, 4, 5, 6)


def needs_reason(day: date, now: datetime, zone: str) -> bool:
    """Whether the time for the registers of a day is over: it ends 48 hours after the day."""
    ends = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return now > ends + EDITING_TIME


@dataclass(frozen=True, slots=True)
class Figures:
    """How often somebody was there, of the sessions whose register was taken and counts."""

    expected: int = 0
    present: int = 0
    late: int = 0
    absent: int = 0
    allowed: int = 0

    @classmethod
    def of(cls, statuses: Iterable[AttendanceStatus]) -> Figures:
        """The figures of these marks."""
        kept = list(statuses)
        return cls(
            expected=len(kept),
            present=sum(status in THERE for status in kept),
            late=kept.count(AttendanceStatus.LATE),
            absent=kept.count(AttendanceStatus.ABSENT),
            allowed=sum(status in ALLOWED for status in kept),
        )

    def __add__(self, other: Figures) -> Figures:
        """Both times together, such as those of two classes."""
        return Figures(
            self.expected + other.expected,
            self.present + other.present,
            self.late + other.late,
            self.absent + other.absent,
            self.allowed + other.allowed,
        )

    @property
    def rate(self) -> Decimal | None:
        """Per cent, with one decimal, half up; None where no session was expected."""
        if self.expected == 0:
            return None
        exact = Decimal(self.present) * 100 / Decimal(self.expected)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


AT_RISK_RATE = Decimal(85)
"""Per cent: who was there more rarely is brought to mind of who leads the class."""

AT_RISK_SPAN = timedelta(days=28)
AT_RISK_SESSIONS = 5
"""Of fewer sessions a rate says nothing."""

_REMINDED_FROM = {Session.MORNING: time(10), Session.AFTERNOON: time(16)}


def reminded_sessions(now: time) -> set[Session]:
    """The sessions of whose registers people are reminded at this time of the school's clock."""
    return {session for session, since in _REMINDED_FROM.items() if now >= since}


def sessions_on(
    sessions: Iterable[str] | None, weekdays: Iterable[int] | None, day: date
) -> list[Session]:
    """The sessions that a class with this shift has on a day, closures aside."""
    if day.isoweekday() not in (DEFAULT_WEEKDAYS if weekdays is None else weekdays):
        return []
    held = DEFAULT_SESSIONS if sessions is None else list(sessions)
    return [session for session in Session if session in held]
