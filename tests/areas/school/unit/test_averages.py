"""Averages by a school's scheme: the right values, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.school.grades.averages import Mark, Span, average, printed, semester, year
from shared.school.grades.ranks import ranked, ranks
from shared.school.grades.scheme import PRESETS, Mention, Scheme
from shared.school.grades.types import AbsentMeans, EntryState
from shared.school.types import GradeBand

SECONDARY = PRESETS[GradeBand.LOWER_SECONDARY]
PRIMARY = PRESETS[GradeBand.PRIMARY]

# A busy machine is no counterexample.


def scored(score: str, maximum: str = "50", coefficient: str = "1", *, bonus: bool = False) -> Mark:
    numbers = (Decimal(coefficient), Decimal(maximum))
    return Mark(uuid4(), *numbers, EntryState.SCORED, Decimal(score), bonus=bonus)


def unscored(state: EntryState | None) -> Mark:
    return Mark(uuid4(), Decimal(1), Decimal(50), state)


def spans(**figures: str | None) -> list[Span]:
    """None stands for a month before the pupil came."""
    return [
        Span(name, None if f is None else Fraction(f), expected=f is not None)
        for name, f in figures.items()
    ]


@pytest.mark.parametrize(
    ("marks", "scheme", "figure"),
    [
        # Scores carry their coefficients: 75 / 3, and not 62.5 / 1.5.
        ([scored("50", "100", "2"), scored("25")], SECONDARY, "25.00"),
        ([scored("38.125", "50", "1")], SECONDARY, "38.13"),
        ([scored("9", "10"), scored("8", "10"), scored("8", "10")], PRIMARY, "8.33"),
        # A maximum that is not full mark times coefficient is brought to it first.
        ([scored("75", "100"), scored("25")], SECONDARY, "31.25"),
        ([scored("40"), unscored(EntryState.EXEMPT)], SECONDARY, "40.00"),
        ([scored("0")], SECONDARY, "0.00"),
        ([scored("50", "100", "2.5"), scored("50")], SECONDARY, "32.14"),
    ],
)
def test_an_average_is_scores_through_coefficients(
    marks: list[Mark], scheme: Scheme, figure: str
) -> None:
    assert average(marks, scheme).figure == Decimal(figure)


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (Fraction(610, 16), "38.13"),
        (Fraction("44.995"), "45.00"),
        (Fraction("44.9949999999999999999"), "44.99"),
        (Fraction("0.005"), "0.01"),
        (Fraction(2, 3), "0.67"),
        (Fraction(50), "50.00"),
    ],
)
def test_a_figure_is_rounded_half_up(value: Fraction, figure: str) -> None:
    assert str(printed(value)) == figure


def test_a_mention_is_of_the_printed_figure() -> None:
    assert SECONDARY.mention(printed(Fraction("44.995"))).code == "A"
    assert SECONDARY.mention(Decimal("44.99")).code == "B"
    assert SECONDARY.mention(Decimal("0.00")).code == "F"
    assert PRIMARY.mention(Decimal("9.00")).code == "A"
    assert SECONDARY.passed(Decimal("25.00"))
    assert not SECONDARY.passed(Decimal("24.99"))


def test_equal_figures_share_a_rank_and_the_next_is_skipped() -> None:
    figures = {"a": Decimal("41.20"), "b": Decimal("41.20"), "c": Decimal("40.00"), "d": None}
    assert ranks(figures) == {"a": 1, "b": 1, "c": 3, "d": None}
    assert ranked(figures) == 3


def test_what_is_equal_on_paper_has_one_rank() -> None:
    """41.196 and 41.204 are both printed as 41.20."""
    figures = {"a": printed(Fraction("41.196")), "b": printed(Fraction("41.204"))}
    assert ranks(figures) == {"a": 1, "b": 1}


def test_a_blank_cell_is_no_zero_but_leaves_an_average_open() -> None:
    blank = unscored(None)
    found = average([scored("40"), blank], SECONDARY)
    assert (found.figure, found.missing) == (None, (blank.subject_id,))


def test_what_an_absence_means_is_the_schools_to_say() -> None:
    absent = unscored(EntryState.ABSENT)
    assert average([scored("40"), absent], SECONDARY).missing == (absent.subject_id,)
    strict = replace(SECONDARY, absent_means=AbsentMeans.ZERO)
    assert average([scored("40"), absent], strict).figure == Decimal("20.00")


def test_who_is_exempt_from_everything_has_no_average() -> None:
    found = average([unscored(EntryState.EXEMPT)], SECONDARY)
    assert (found.figure, found.missing) == (None, ())


@pytest.mark.parametrize(
    ("bonus", "figure"), [("24", "40.00"), ("25", "40.00"), ("35", "45.00"), ("50", "50.00")]
)
def test_a_bonus_subject_adds_what_lies_above_its_half(bonus: str, figure: str) -> None:
    marks = [scored("40", coefficient="1"), scored("40", "50"), scored(bonus, bonus=True)]
    assert average(marks, SECONDARY).figure == Decimal(figure)


def test_a_blank_bonus_subject_leaves_nothing_open() -> None:
    blank = replace(unscored(None), bonus=True)
    assert average([scored("40"), blank], SECONDARY).figure == Decimal("40.00")
    without = replace(SECONDARY, bonus_subjects=False)
    assert average([scored("40"), scored("50", bonus=True)], without).figure == Decimal("40.00")


def test_an_average_names_its_parts() -> None:
    mark = scored("50", "100", "2")
    (part,) = average([mark], SECONDARY).parts
    assert (part.mark, part.points, part.weight) == (mark, Fraction(50), Fraction(2))


def test_a_semester_is_half_months_and_half_examination() -> None:
    found = semester(spans(nov="30", dec="40"), Span("exam", Fraction(45)))
    assert found.figure == Decimal("40.00")
    assert [name for name, _ in found.parts] == ["nov", "dec", "exam"]


def test_months_before_a_pupil_came_are_absent_and_no_zeros() -> None:
    found = semester(spans(nov=None, dec=None, jan="40"), Span("exam", Fraction(42)))
    assert found.figure == Decimal("41.00")
    assert found.absent == ("nov", "dec")


def test_who_came_for_the_examination_has_that_alone() -> None:
    assert semester(spans(nov=None), Span("exam", Fraction(42))).figure == Decimal("42.00")


def test_a_month_that_is_missing_leaves_the_semester_open() -> None:
    months = [Span("nov", None), Span("dec", Fraction(40))]
    found = semester(months, Span("exam", Fraction(42)))
    assert (found.figure, found.missing) == (None, ("nov",))
    assert semester(spans(nov="40"), Span("exam", None)).figure is None


def test_a_year_is_the_mean_of_its_semesters() -> None:
    assert year(spans(s1="40", s2="41.01")).figure == Decimal("40.51")
    assert year(spans(s1=None, s2="41")).figure == Decimal("41.00")
    assert year([Span("s1", Fraction(40)), Span("s2", None)]).missing == ("s2",)
    assert year(spans(s1=None, s2=None)).figure is None


def test_nothing_is_rounded_on_the_way() -> None:
    """Thirds of three months and an examination: rounded months would give 33.34."""
    months = [Span(str(n), Fraction(100, 3)) for n in range(3)]
    assert semester(months, Span("exam", Fraction(100, 3))).figure == Decimal("33.33")
    halves = [Span("a", Fraction("33.334")), Span("b", Fraction("33.334"))]
    assert semester(halves, Span("exam", Fraction("33.336"))).figure == Decimal("33.34")


def test_a_scheme_that_leaves_a_gap_is_none() -> None:
    for bounds in (("45", "20"), ("20", "45", "0"), ("45", "45", "0"), ()):
        mentions = tuple(Mention(b, Decimal(b), b, b) for b in bounds)
        with pytest.raises(ValueError, match="mentions"):
            replace(SECONDARY, mentions=mentions)
    with pytest.raises(ValueError, match="below"):
        replace(SECONDARY, pass_mark=Decimal(51))


@pytest.mark.parametrize("score", ["-1", "50.01"])
def test_a_score_off_its_sheet_is_no_mark(score: str) -> None:
    with pytest.raises(ValueError, match="between"):
        scored(score)


# What holds for all.

scores = st.decimals(0, 50, places=2)
coefficients = st.decimals("0.25", 9, places=2)
rows = st.lists(st.tuples(scores, coefficients), min_size=1, max_size=15)


def marks_of(found: list[tuple[Decimal, Decimal]]) -> list[Mark]:
    return [scored(str(s * c), str(50 * c), str(c)) for s, c in found]


@given(rows)
def test_an_average_lies_between_its_lowest_and_highest_score(
    found: list[tuple[Decimal, Decimal]],
) -> None:
    exact = average(marks_of(found), SECONDARY).exact
    assert exact is not None
    assert min(s for s, _ in found) <= exact <= max(s for s, _ in found)


@given(rows)
def test_the_order_of_subjects_changes_nothing(found: list[tuple[Decimal, Decimal]]) -> None:
    marks = marks_of(found)
    assert average(marks, SECONDARY).exact == average(marks[::-1], SECONDARY).exact


@given(rows)
def test_the_parts_explain_the_figure(found: list[tuple[Decimal, Decimal]]) -> None:
    made = average(marks_of(found), SECONDARY)
    assert made.exact == sum(p.points for p in made.parts) / sum(p.weight for p in made.parts)


@given(rows, st.integers(0, 14))
def test_a_better_score_never_makes_a_worse_average(
    found: list[tuple[Decimal, Decimal]], at: int
) -> None:
    at %= len(found)
    better = [(Decimal(50), c) if n == at else (s, c) for n, (s, c) in enumerate(found)]
    one, other = (average(marks_of(r), SECONDARY).exact for r in (found, better))
    assert one is not None
    assert other is not None
    assert one <= other


@given(st.fractions(0, 1000))
def test_printing_is_decimal_half_up(value: Fraction) -> None:
    # Enough digits that the quotient is on the right side of the half.
    thousandths = Decimal((value * 10**30).__floor__()).scaleb(-30)
    assert printed(value) == thousandths.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.dictionaries(st.integers(), st.none() | st.decimals(0, 50, places=1), max_size=60))
def test_a_rank_is_one_more_than_how_many_are_better(figures: dict[int, Decimal | None]) -> None:
    found = ranks(figures)
    for key, figure in figures.items():
        if figure is None:
            assert found[key] is None
        else:
            better = sum(f is not None and f > figure for f in figures.values())
            assert found[key] == 1 + better


@given(st.decimals(0, 50, places=2))
def test_every_figure_has_one_mention(figure: Decimal) -> None:
    fitting = [m for m in SECONDARY.mentions if m.minimum <= figure]
    assert SECONDARY.mention(figure) == max(fitting, key=lambda m: m.minimum)
