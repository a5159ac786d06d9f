"""When work is late, by how much, and for whom other dates hold. Instants only, no local times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shared.learning.assignments.types import ExtensionFor, LateInterval

MINUTE = timedelta(minutes=1)
_LENGTHS = {LateInterval.HOUR: timedelta(hours=1), LateInterval.DAY: timedelta(days=1)}
_STRENGTH = list(ExtensionFor)


@dataclass(frozen=True, slots=True)
class Dates:
    """From when work is taken, until when it is in time, and until when it is taken at all."""

    unlock_at: datetime | None = None
    due_at: datetime | None = None
    lock_at: datetime | None = None

    def is_early(self, at: datetime) -> bool:
        """Whether nothing is taken yet."""
        return self.unlock_at is not None and at < self.unlock_at

    def is_locked(self, at: datetime) -> bool:
        """Whether nothing is taken any more."""
        return self.lock_at is not None and at >= whole_minute(self.lock_at)


@dataclass(frozen=True, slots=True)
class Extension:
    """Other dates for some people. A date that it leaves open is that of the assignment."""

    kind: ExtensionFor
    due_at: datetime | None = None
    unlock_at: datetime | None = None
    lock_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What lateness and absence cost: percents of the full points.

    ``missing_percent`` is what missing work counts; None lets it count nothing at all.
    """

    deduction_percent: Decimal = Decimal(0)
    interval: LateInterval = LateInterval.DAY
    minimum_percent: Decimal = Decimal(0)
    grace_minutes: int = 0
    missing_percent: Decimal | None = None

    def deadline(self, due_at: datetime) -> datetime:
        """The first moment that is late."""
        return whole_minute(due_at) + timedelta(minutes=self.grace_minutes)

    def intervals_late(self, due_at: datetime | None, received_at: datetime) -> int:
        """How many intervals have begun since the deadline: 1.3 days are 2."""
        if due_at is None:
            return 0
        late_by = received_at - self.deadline(due_at)
        if late_by < timedelta(0):
            return 0
        # Late by nothing is late as well: the interval has begun.
        return max(1, -(-late_by // _LENGTHS[self.interval]))

    def is_late(self, due_at: datetime | None, received_at: datetime) -> bool:
        """Whether what the server received then is late."""
        return self.intervals_late(due_at, received_at) > 0

    def deduction(self, intervals: int) -> Decimal:
        """How many percent of the full points so much lateness costs."""
        return min(Decimal(100), self.deduction_percent * intervals)


NO_LATE_POLICY = LatePolicy()


def whole_minute(at: datetime) -> datetime:
    """The end of the minute that people read: what is due at 23:59 takes 23:59:30."""
    return at.replace(second=0, microsecond=0) + MINUTE


def effective(default: Dates, extensions: Iterable[Extension]) -> Dates:
    """The dates of a person, from the extensions that are for them.

    The strongest kind holds alone; of two of a kind, the later date. A lock never comes before the
    date that an extension gives.
    """
    found = list(extensions)
    if not found:
        return default
    strongest = max(_STRENGTH.index(one.kind) for one in found)
    kept = [one for one in found if _STRENGTH.index(one.kind) == strongest]
    due = _latest([one.due_at for one in kept], default.due_at)
    unlock = _earliest([one.unlock_at for one in kept], default.unlock_at)
    lock = _latest([one.lock_at for one in kept], default.lock_at)
    if lock is not None and due is not None:
        lock = max(lock, due)
    if unlock is not None and due is not None:
        unlock = min(unlock, due)
    return Dates(unlock, due, lock)


def is_exempt(joined_at: datetime, due_at: datetime | None, *, include_late: bool) -> bool:
    """Whether a student came only after the date, and so owes nothing."""
    return not include_late and due_at is not None and joined_at >= whole_minute(due_at)


def _latest(given: list[datetime | None], default: datetime | None) -> datetime | None:
    return max((at for at in given if at is not None), default=default)


def _earliest(given: list[datetime | None], default: datetime | None) -> datetime | None:
    return min((at for at in given if at is not None), default=default)
