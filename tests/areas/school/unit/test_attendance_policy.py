"""Rules of registers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.school.attendance.policy import (
    Figures,
    needs_reason,
    reminded_sessions,
    sessions_on,
)
from shared.school.types import AttendanceStatus, Session

ZONE = "Asia/Phnom_Penh"
STATUSES = st.lists(st.sampled_from(AttendanceStatus))


def test_two_classes_are_one_rate() -> None:
    both = Figures(expected=82, present=37) + Figures(expected=96, present=89)
    assert both.rate == Decimal("70.8")


def test_no_session_is_no_rate() -> None:
    assert Figures().rate is None
    assert Figures.of([AttendanceStatus.ABSENT]).rate == 0
    assert Figures.of([AttendanceStatus.LATE]).rate == 100


@given(STATUSES, STATUSES)
def test_figures_add_up(one: list[AttendanceStatus], other: list[AttendanceStatus]) -> None:
    total = Figures.of(one + other)
    assert Figures.of(one) + Figures.of(other) == total
    assert total.expected == total.present + total.absent + total.allowed
    assert total.late <= total.present
    assert total.rate is None or 0 <= total.rate <= 100


def test_the_time_for_a_register_ends_two_days_after_its_day_at_the_school() -> None:
    day = date(2026, 2, 10)
    # Midnight in Phnom Penh is five in the afternoon of the day before in UTC.
    assert not needs_reason(day, datetime(2026, 2, 12, 17, tzinfo=UTC), ZONE)
    assert needs_reason(day, datetime(2026, 2, 12, 17, 0, 1, tzinfo=UTC), ZONE)


def test_sessions_follow_the_shift() -> None:
    monday, sunday = date(2026, 2, 9), date(2026, 2, 8)
    assert sessions_on(None, None, monday) == [Session.MORNING, Session.AFTERNOON]
    assert sessions_on(["AFTERNOON"], [1], monday) == [Session.AFTERNOON]
    assert sessions_on(None, None, sunday) == []
    assert sessions_on(["MORNING"], [7], sunday) == [Session.MORNING]


def test_people_are_reminded_when_a_session_is_well_on() -> None:
    assert reminded_sessions(time(9, 59)) == set()
    assert reminded_sessions(time(10)) == {Session.MORNING}
    assert reminded_sessions(time(16)) == {Session.MORNING, Session.AFTERNOON}
