"""When a view counts, and which hours are made anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from shared.analytics import policy
from shared.analytics.types import Period, Step

NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
moments = st.integers(946_684_800, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC))
zones = st.sampled_from(["UTC", "Asia/Phnom_Penh", "Asia/Kathmandu", "America/New_York"])


@given(at=moments, now=moments)
def test_a_view_counts_between_two_days_ago_and_now(at: datetime, now: datetime) -> None:
    counted = policy.clamped(at, now)
    assert now - policy.LATEST <= counted <= now
    if now - policy.LATEST <= at <= now:
        assert counted == at
    # A worker that comes at once moves nothing that a request has moved.
    assert policy.clamped(counted, now) == counted


def test_the_roll_up_at_five_past_twelve_makes_whole_hours_only() -> None:
    at = policy.rebuilt(NOON, NOON - timedelta(hours=1))
    assert at.end == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert policy.rebuilt(NOON, None).end == at.end


@given(now=moments, ago=st.integers(0, 24 * 200), zone=zones)
def test_nothing_that_may_change_is_left_out(now: datetime, ago: int, zone: str) -> None:
    before = policy.hour_of(now) - timedelta(hours=ago)
    window = policy.rebuilt(now, before)
    assert (window.start, window.end) == (policy.hour_of(window.start), policy.hour_of(now))
    # What the last roll-up had not seen, and what came late since, is in it, if it is kept.
    kept = window.end - timedelta(days=policy.RAW_KEPT_DAYS)
    assert window.start <= max(before - policy.LATEST, kept)
    first, last = policy.days_of(window, ZoneInfo(zone))
    assert first <= last
    # A day of which rows may be gone is never made anew.
    assert policy.day_start(first, ZoneInfo(zone)) >= kept


def test_one_person_sees_a_post_once_an_hour() -> None:
    viewer, post, hour = uuid4(), uuid4(), policy.hour_of(NOON)
    assert policy.view_id(viewer, post, hour) == policy.view_id(viewer, post, hour)
    others = {
        policy.view_id(viewer, post, hour + policy.HOUR),
        policy.view_id(viewer, uuid4(), hour),
        policy.view_id(uuid4(), post, hour),
    }
    assert len({policy.view_id(viewer, post, hour), *others}) == 4


@given(now=moments, period=st.sampled_from(list(Period)), zone=zones)
def test_a_series_ends_with_now(now: datetime, period: Period, zone: str) -> None:
    found = policy.series_of(period, now, ZoneInfo(zone))
    assert list(found.points) == sorted(set(found.points))
    step = timedelta(hours=1) if found.step is Step.HOUR else timedelta(hours=26)
    assert found.points[-1] <= now < found.points[-1] + step


def test_a_day_is_the_day_of_the_school() -> None:
    late = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert policy.last_complete_day(late, PHNOM_PENH) == date(2026, 3, 2)
    assert policy.last_complete_day(late, ZoneInfo("UTC")) == date(2026, 3, 1)
    assert policy.day_start(date(2026, 3, 3), PHNOM_PENH) == late.replace(hour=17, minute=0)


def test_a_few_people_are_not_told_apart() -> None:
    assert [policy.shown(n) for n in (0, 1, 4, 5, 60)] == [0, None, None, 5, 60]
