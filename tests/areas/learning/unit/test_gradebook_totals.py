"""Totals of a course: the values that the issue names, and what always holds."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.learning.assignments.marks import rounded
from shared.learning.assignments.types import GradeSource, Spread, SubmissionState
from shared.learning.gradebook.book import Book, Cell, Entry, Line
from shared.learning.gradebook.totals import Category, Item, Plan, Total

HOMEWORK, EXAMS = UUID(int=1), UUID(int=2)

# A busy machine draws slowly, and that says nothing of the rules.


def item(number: int, points: int, category: UUID | None = HOMEWORK, **more: bool) -> Item:
    return Item(UUID(int=100 + number), category, points * 100, **more)


def total(
    categories: list[Category], graded: list[tuple[Item, int]], others: tuple[Item, ...] = ()
) -> Total:
    plan = Plan(categories, [one for one, _ in graded] + list(others))
    return plan.total([(one.id, points * 100) for one, points in graded])


def only(spread: Spread = Spread.POINTS, **drops: int) -> list[Category]:
    return [Category(HOMEWORK, Decimal(100), spread, **drops)]


def test_a_category_without_grades_does_not_pull_down() -> None:
    categories = [Category(HOMEWORK, Decimal(40)), Category(EXAMS, Decimal(60))]
    found = total(categories, [(item(1, 100), 80)], (item(2, 100, EXAMS),))
    assert found.percent == 80
    assert [one.percent for one in found.categories] == [80, None]
    both = total(categories, [(item(1, 100), 80), (item(2, 100, EXAMS), 90)])
    assert both.percent == 86


@pytest.mark.parametrize("spread", Spread)
def test_extra_credit_only_adds(spread: Spread) -> None:
    bonus = item(2, 10, extra_credit=True)
    assert total(only(spread), [(item(1, 100), 100), (bonus, 5)]).percent == 105
    assert total(only(spread), [(bonus, 5)]).percent is None
    assert total(only(spread), [(item(1, 100), 100), (bonus, 0)]).percent == 100


THREE = [(item(1, 100), 80), (item(2, 100), 20), (item(3, 20), 1)]


def test_what_is_dropped_makes_the_best_of_it() -> None:
    by_points = total(only(drop_lowest=1), THREE)
    assert by_points.percent == Decimal("67.5")
    assert by_points.categories[0].dropped == (item(2, 100).id,)
    equal = total(only(Spread.EQUAL, drop_lowest=1), THREE)
    assert equal.percent == 50
    assert equal.categories[0].dropped == (item(3, 20).id,)


@pytest.mark.parametrize("spread", Spread)
def test_the_last_one_is_never_dropped(spread: Spread) -> None:
    two = [(item(1, 100), 80), (item(2, 100), 20)]
    assert total(only(spread, drop_lowest=2), two).percent == 80
    assert total(only(spread, drop_lowest=5, drop_highest=5), two).percent == 80


def test_extra_credit_is_not_dropped() -> None:
    found = total(only(drop_lowest=1), [(item(1, 10), 10), (item(2, 10, extra_credit=True), 1)])
    assert found.percent == 110
    assert found.categories[0].dropped == ()


def test_the_highest_goes_where_a_school_wants_it() -> None:
    three = [(item(n, 100), points) for n, points in enumerate([90, 60, 30])]
    assert total(only(drop_highest=1), three).percent == 45
    assert total(only(drop_lowest=1, drop_highest=1), three).percent == 60


def test_what_stands_in_no_category_has_the_weight_that_is_left() -> None:
    loose = item(9, 100, None)
    assert total([], [(loose, 70)]).percent == 70
    categories = [Category(HOMEWORK, Decimal(75))]
    assert total(categories, [(item(1, 100), 100), (loose, 0)]).percent == 75
    full = [Category(HOMEWORK, Decimal(100))]
    assert total(full, [(item(1, 100), 100), (loose, 0)]).percent == 100


def test_a_course_without_grades_has_no_total() -> None:
    assert total(only(), [], (item(1, 100),)).percent is None
    assert total([Category(HOMEWORK, Decimal(0))], [(item(1, 100), 50)]).percent is None


IDS = [UUID(int=n) for n in range(1, 4)]
categories = st.lists(
    st.builds(
        Category,
        id=st.sampled_from(IDS),
        weight=st.decimals(0, 33, places=2),
        spread=st.sampled_from(Spread),
        drop_lowest=st.integers(0, 3),
        drop_highest=st.integers(0, 2),
    ),
    max_size=3,
    unique_by=lambda one: one.id,
)
cells = st.lists(
    st.tuples(
        st.sampled_from([*IDS, None]),
        st.integers(1, 50).map(lambda points: points * 50),
        st.booleans(),
        st.none() | st.integers(0, 6000),
    ),
    max_size=12,
)
Cells = list[tuple[UUID | None, int, bool, int | None]]


def spread_out(found: Cells) -> tuple[list[Item], dict[UUID, int]]:
    items = [
        Item(UUID(int=100 + n), category, full, extra)
        for n, (category, full, extra, _) in enumerate(found)
    ]
    graded = {
        one.id: points
        for one, (_, _, _, points) in zip(items, found, strict=True)
        if points is not None
    }
    return items, graded


@given(categories, cells, st.data())
def test_the_order_of_entry_does_not_matter(
    parts: list[Category], found: Cells, data: st.DataObject
) -> None:
    items, graded = spread_out(found)
    expected = Plan(parts, items).total(graded.items())
    shuffled = dict(data.draw(st.permutations(list(graded.items()))))
    mixed = Plan(parts, data.draw(st.permutations(items))).total(shuffled.items())
    assert mixed == expected


@given(categories, cells)
def test_removing_what_does_not_count_changes_nothing(parts: list[Category], found: Cells) -> None:
    items, graded = spread_out(found)
    counted = [one for one in items if one.id in graded]
    assert (
        Plan(parts, counted).total(graded.items()).percent
        == Plan(parts, items).total(graded.items()).percent
    )


@given(categories, cells, st.integers(1, 3000))
def test_extra_credit_never_lowers(parts: list[Category], found: Cells, points: int) -> None:
    items, graded = spread_out(found)
    before = Plan(parts, items).total(graded.items()).percent
    bonus = Item(UUID(int=999), items[0].category_id if items else None, 1000, extra_credit=True)
    after = Plan(parts, [*items, bonus]).total([*graded.items(), (bonus.id, points)]).percent
    if before is None:
        assert after is None
    else:
        assert after is not None
        assert after >= before


marks = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=12, max_size=12)


@given(categories, cells, marks, st.randoms())
def test_a_line_has_the_totals_of_its_cells(
    parts: list[Category], found: Cells, marked: list[tuple[bool, ...]], chance: Random
) -> None:
    entries, mine, line = [], [], Line.untouched(len(found))
    places = [*enumerate(zip(found, marked, strict=False))]
    for place, ((category, full, extra, points), (veiled, released, excused)) in places:
        number, state = UUID(int=100 + place), SubmissionState.PENDING
        entries.append(Entry(number, category, Decimal(full) / 100, extra, veiled))
        if points is not None:
            state = SubmissionState.EXCUSED if excused else SubmissionState.GRADED
            given_by = GradeSource.MANUAL
            mine.append(Cell(number, points, state, given_by, 1, False, released, False, 1))
            line.cents[place], line.states[place] = points, state
            if not released:
                line.hidden.append(place)
    book = Book(parts, entries)
    chance.shuffle(mine)
    assert book.totals(line) == (book.total(mine), book.released_total(mine))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=7),
    st.integers(0, 4),
    st.sampled_from(Spread),
)
def test_no_other_choice_of_what_is_dropped_is_better(
    scored: list[tuple[int, int]], drop: int, spread: Spread
) -> None:
    items = [Item(UUID(int=n), HOMEWORK, full) for n, (_, full) in enumerate(scored)]
    graded = {one.id: points for one, (points, _) in zip(items, scored, strict=True)}
    plan = Plan([Category(HOMEWORK, Decimal(100), spread, drop)], items)
    keep = max(1, len(scored) - drop)

    def worth(kept: tuple[tuple[int, int], ...]) -> Fraction:
        if spread is Spread.POINTS:
            return Fraction(sum(p for p, _ in kept), sum(m for _, m in kept))
        return sum((Fraction(p, m) for p, m in kept), Fraction(0)) / len(kept)

    best = max(worth(kept) for kept in itertools.combinations(scored, keep))
    assert plan.total(graded.items()).percent == rounded(best * 100)
