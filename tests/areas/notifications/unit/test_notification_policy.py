"""Rules of notifications: what is pushed, when, and what it may say."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.push.outcome import LONGEST_WAIT, Outcome, answer_of
from shared.notifications.policy import (
    DIRECT,
    MOST_A_DAY,
    SHOWN,
    Channels,
    channels_of,
    has_room,
    is_urgent,
    pushed_text,
    pushed_together,
    rest_of_quiet,
    wants_push,
)
from shared.notifications.types import EmailFrequency, NotificationType

TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
TYPES = st.sampled_from(NotificationType)


def is_quiet(at: time, start: time, end: time) -> bool:
    return rest_of_quiet(at, start, end) is not None


@given(at=TIMES, start=TIMES, end=TIMES)
def test_quiet_hours_end_when_they_say(at: time, start: time, end: time) -> None:
    rest = rest_of_quiet(at, start, end)
    if rest is not None:
        assert timedelta() < rest < timedelta(days=1)
        assert (datetime.combine(datetime(2026, 1, 1, tzinfo=UTC), at) + rest).time() == end


@given(at=TIMES, start=TIMES, end=TIMES)
def test_the_quiet_and_the_other_hours_are_a_whole_day(at: time, start: time, end: time) -> None:
    if start != end:
        assert is_quiet(at, start, end) is not is_quiet(at, end, start)
        assert is_quiet(start, start, end)
        assert not is_quiet(end, start, end)


@given(start=TIMES, minutes=st.integers(1, 1439))
def test_quiet_hours_are_as_long_as_they_say(start: time, minutes: int) -> None:
    begins = datetime.combine(datetime(2026, 1, 1), start)  # noqa: DTZ001 - a time of a clock
    end = (begins + timedelta(minutes=minutes)).time()
    quiet = [
        is_quiet((begins + timedelta(minutes=m)).time(), start, end) for m in range(0, 1440, 7)
    ]
    assert sum(quiet) == len(range(0, minutes, 7))


@given(kind=TYPES, first=st.booleans(), pushed=st.integers(0, 10), looking=st.booleans())
def test_who_is_left_alone(
    *, kind: NotificationType, first: bool, pushed: int, looking: bool
) -> None:
    wanted, room = wants_push(kind, looking=looking, first=first), has_room(kind, pushed)
    if is_urgent(kind) or kind in DIRECT:
        assert (wanted, room) == (not looking, True)
    else:
        assert (wanted, room) == (first and not looking, pushed < MOST_A_DAY)


@pytest.mark.parametrize("locale", ["en", "km"])
def test_one_push_for_several_says_how_many_and_no_more(locale: str) -> None:
    title, body = pushed_together(12, locale)
    assert "12" in title
    assert body


@given(kind=TYPES)
def test_what_is_urgent_cannot_be_turned_off(kind: NotificationType) -> None:
    nothing = Channels(in_app=False, push=False, email=EmailFrequency.OFF)
    ways = channels_of(kind, nothing)
    assert (ways.in_app, ways.push) == (is_urgent(kind), is_urgent(kind))
    assert channels_of(kind, None).in_app


@pytest.mark.parametrize("kind", NotificationType)
@pytest.mark.parametrize("locale", ["en", "km"])
def test_messages_marks_and_absences_are_not_told_on_a_locked_screen(
    kind: NotificationType, locale: str
) -> None:
    said = pushed_text(kind, kind.told.entity, "Sok wrote: 12 of 20", locale)
    delicate = any(
        word in f"{kind} {kind.told.entity}".upper()
        for word in ("MESSAGE", "GRADE", "MARK", "SHEET", "ATTEND", "ABSEN", "SUBMISSION", "REPORT")
    )
    if delicate or kind.told.entity not in SHOWN:
        assert "12" not in said
        assert said
    else:
        assert said == "Sok wrote: 12 of 20"


@given(status=st.integers(200, 599), after=st.text(max_size=8) | st.integers(0, 10**9).map(str))
def test_every_answer_of_a_service_means_something(status: int, after: str) -> None:
    answer = answer_of(status, {"Retry-After": after})
    assert (answer.outcome is Outcome.SENT) is (status < 300)
    assert (answer.outcome is Outcome.GONE) is (status in {404, 410})
    assert (answer.outcome is Outcome.LATER) is (status == 429 or status >= 500)
    if answer.outcome is Outcome.LATER:
        assert 1 <= answer.seconds <= LONGEST_WAIT
