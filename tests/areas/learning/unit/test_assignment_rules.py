"""Late work, extensions and attempts: the values that the issue names, and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.learning.assignments.dates import Dates, Extension, LatePolicy, effective, is_exempt
from shared.learning.assignments.marks import AttemptMark, kept_points, missing_points, replaces
from shared.learning.assignments.types import (
    AssignmentType,
    ExtensionFor,
    GradeSource,
    Keep,
    LateInterval,
)

DUE = datetime(2026, 5, 4, 23, 59, tzinfo=UTC)
TEN_A_DAY = LatePolicy(deduction_percent=Decimal(10), minimum_percent=Decimal(40))
HUNDRED = Decimal(100)

# A busy machine draws slowly, and that says nothing of the rules.


def counted(raw: int, policy: LatePolicy, received_at: datetime, due_at: datetime = DUE) -> Decimal:
    late = policy.intervals_late(due_at, received_at)
    mark = AttemptMark(1, Decimal(raw), policy.deduction(late), policy.minimum_percent)
    return mark.points(HUNDRED)


def test_ten_percent_a_day_with_a_floor_of_forty() -> None:
    fifteen_days = DUE + timedelta(days=15)
    assert counted(90, TEN_A_DAY, fifteen_days) == 40
    assert counted(35, TEN_A_DAY, fifteen_days) == 35
    assert counted(90, TEN_A_DAY, DUE) == 90


def test_a_day_that_has_begun_counts_whole() -> None:
    late = TEN_A_DAY.deadline(DUE) + timedelta(days=1.3)
    assert TEN_A_DAY.intervals_late(DUE, late) == 2
    assert counted(90, TEN_A_DAY, late) == 70


def test_the_minute_of_the_deadline_is_in_time() -> None:
    assert not TEN_A_DAY.is_late(DUE, DUE + timedelta(seconds=30))
    assert not TEN_A_DAY.is_late(DUE, DUE + timedelta(seconds=59, microseconds=999_999))
    assert TEN_A_DAY.is_late(DUE, DUE + timedelta(seconds=60))
    graceful = LatePolicy(deduction_percent=Decimal(10), grace_minutes=15)
    assert not graceful.is_late(DUE, DUE + timedelta(minutes=15, seconds=59))
    assert graceful.intervals_late(DUE, DUE + timedelta(minutes=16)) == 1


def test_a_night_in_which_the_clock_is_put_forward_is_no_second_day() -> None:
    paris = ZoneInfo("Europe/Paris")
    due = datetime(2026, 3, 28, 23, 59, tzinfo=paris).astimezone(UTC)
    sent = datetime(2026, 3, 30, 0, 30, tzinfo=paris).astimezone(UTC)
    assert TEN_A_DAY.intervals_late(due, sent) == 1


def test_hours_are_counted_where_the_policy_says_so() -> None:
    hourly = LatePolicy(deduction_percent=Decimal("2.5"), interval=LateInterval.HOUR)
    assert hourly.intervals_late(DUE, hourly.deadline(DUE) + timedelta(minutes=61)) == 2
    assert counted(90, hourly, hourly.deadline(DUE) + timedelta(minutes=61)) == 85


def test_a_later_attempt_with_a_deduction_does_not_lower_the_highest() -> None:
    attempts = [AttemptMark(1, Decimal(10)), AttemptMark(2, Decimal(10), Decimal(50))]
    assert kept_points(attempts, Keep.HIGHEST, Decimal(10)) == 10
    assert kept_points(attempts, Keep.LATEST, Decimal(10)) == 5
    assert kept_points(attempts, Keep.AVERAGE, Decimal(10)) == Decimal("7.5")
    assert kept_points([], Keep.HIGHEST, Decimal(10)) is None


def test_missing_work_counts_what_the_policy_says_or_nothing() -> None:
    assert missing_points(LatePolicy(), HUNDRED) is None
    assert missing_points(LatePolicy(missing_percent=Decimal(0)), HUNDRED) == 0
    assert missing_points(LatePolicy(missing_percent=Decimal("12.5")), Decimal(20)) == Decimal(
        "2.5"
    )


def test_a_machine_replaces_nothing_that_a_teacher_typed() -> None:
    machines = [GradeSource.AUTO_MISSING, GradeSource.QUIZ, GradeSource.LIVE]
    for new in machines:
        assert not replaces(new, GradeSource.MANUAL)
        assert not replaces(new, GradeSource.IMPORT)
        assert replaces(new, GradeSource.AUTO_MISSING)
        assert replaces(new, None)
    assert all(replaces(GradeSource.MANUAL, old) for old in GradeSource)


def test_paper_is_never_missing() -> None:
    assert not AssignmentType.ON_PAPER.can_be_missing
    assert AssignmentType.TEXT.can_be_missing


def test_who_joins_after_the_date_owes_nothing_unless_included() -> None:
    after = DUE + timedelta(days=1)
    assert is_exempt(after, DUE, include_late=False)
    assert not is_exempt(after, DUE, include_late=True)
    assert not is_exempt(DUE, DUE, include_late=False)
    assert not is_exempt(after, None, include_late=False)


DEFAULT = Dates(due_at=DUE, lock_at=DUE + timedelta(days=2))


def test_a_person_beats_a_group_beats_a_class_beats_the_default() -> None:
    by = {kind: DUE + timedelta(days=n) for n, kind in enumerate(reversed(ExtensionFor), start=1)}
    given = [Extension(kind, due_at=at) for kind, at in by.items()]
    assert effective(DEFAULT, []) == DEFAULT
    for kind in ExtensionFor:
        assert effective(DEFAULT, given).due_at == by[ExtensionFor.PERSON]
        weaker = [one for one in given if one.kind is kind]
        assert effective(DEFAULT, weaker).due_at == by[kind]
    without = [one for one in given if one.kind is not ExtensionFor.PERSON]
    assert effective(DEFAULT, without).due_at == by[ExtensionFor.GROUP]


def test_a_persons_earlier_date_beats_the_later_one_of_a_class() -> None:
    earlier, later = DUE - timedelta(days=1), DUE + timedelta(days=9)
    given = [
        Extension(ExtensionFor.CLASS, due_at=later),
        Extension(ExtensionFor.PERSON, due_at=earlier),
    ]
    assert effective(DEFAULT, given).due_at == earlier


moments = st.none() | st.integers(-50, 50).map(lambda hours: DUE + timedelta(hours=hours))
extensions = st.lists(
    st.builds(
        Extension,
        kind=st.sampled_from(ExtensionFor),
        due_at=moments,
        unlock_at=moments,
        lock_at=moments,
    ),
    max_size=5,
)


@given(extensions, st.randoms(use_true_random=False))
def test_the_order_of_extensions_does_not_matter(given: list[Extension], random: object) -> None:
    shuffled = list(given)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it as object
    assert effective(DEFAULT, shuffled) == effective(DEFAULT, given)


@given(extensions)
def test_no_extension_locks_before_it_is_due(given: list[Extension]) -> None:
    dates = effective(DEFAULT, given)
    assert dates.due_at is not None
    if given:
        assert dates.lock_at is None or dates.lock_at >= dates.due_at
        assert dates.unlock_at is None or dates.unlock_at <= dates.due_at


percents = st.decimals(0, 100, places=2)
raws = st.decimals(0, 120, places=2)


@given(raws, percents, percents, st.integers(0, 5000), st.integers(0, 5000))
def test_later_is_never_worth_more(
    raw: Decimal, deduction: Decimal, floor: Decimal, one: int, two: int
) -> None:
    policy = LatePolicy(deduction_percent=deduction, minimum_percent=floor)
    first, last = sorted((one, two))

    def worth(minutes: int) -> Decimal:
        late = policy.intervals_late(DUE, DUE + timedelta(minutes=minutes))
        return AttemptMark(1, raw, policy.deduction(late), floor).points(HUNDRED)

    assert worth(last) <= worth(first) <= raw
    assert worth(last) >= min(raw, floor)


marks = st.lists(st.tuples(raws, percents), min_size=1, max_size=5).map(
    lambda found: [AttemptMark(n, raw, cut) for n, (raw, cut) in enumerate(found, start=1)]
)


@given(marks, st.sampled_from(Keep))
def test_what_is_kept_lies_between_the_worst_and_the_best(
    attempts: list[AttemptMark], keep: Keep
) -> None:
    kept = kept_points(attempts, keep, HUNDRED)
    points = [one.points(HUNDRED) for one in attempts]
    assert kept is not None
    assert min(points) <= kept <= max(points)
    assert kept == kept_points(list(reversed(attempts)), keep, HUNDRED)


@pytest.mark.parametrize("at", [DUE + timedelta(days=2), DUE + timedelta(days=2, seconds=59)])
def test_the_lock_takes_its_minute_too(at: datetime) -> None:
    assert not DEFAULT.is_locked(at)
    assert DEFAULT.is_locked(DUE + timedelta(days=2, minutes=1))
