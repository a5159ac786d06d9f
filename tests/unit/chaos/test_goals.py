"""A figure of the chaos run says whether its goal is reached, and the table shows it."""

from __future__ import annotations

import math

import pytest

from tests.chaos.checker import Verdict
from tests.chaos.goals import Figure, promises
from tests.chaos.report import Report, rows


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("lost", 0, most=0), True),
        (Figure("lost", 1, most=0), False),
        (Figure("p99", 2.5, most=2.5), True),
        (Figure("p99", 2.6, most=2.5, slack=0.2), True),
        (Figure("p99", math.nan, most=2.5), False),
        (Figure("p99", math.inf, most=2.5, slack=9.0), False),
        (Figure("kills", 2, least=3), False),
        (Figure("kills", 3, least=3), True),
        (Figure("took", 100.0), True),
    ],
)
def test_a_goal_is_the_most_or_the_least_and_nothing_measured_reaches_none(
    figure: Figure, reached: bool
) -> None:
    assert figure.reached is reached


@pytest.mark.parametrize(
    "broken",
    ["lost", "duplicates", "order_violations", "gaps", "false_resets", "strangers", "overstated"],
)
def test_every_broken_promise_is_a_missed_goal(broken: str) -> None:
    whole, holed = Verdict(delivered=5), Verdict(delivered=5)
    setattr(holed, broken, 1)
    assert Report(promises(whole)).missed == []
    assert len(Report(promises(holed)).missed) == 1


def test_a_run_that_delivered_nothing_has_shown_nothing() -> None:
    assert [figure.name for figure in Report(promises(Verdict())).missed] == ["deliveries"]


def test_the_table_has_a_line_for_each_figure_with_its_verdict() -> None:
    report = Report([Figure("lost", 0, most=0), Figure("p99", 3.0, most=2.5, unit="s", note="why")])
    first, second = rows("f4", report)
    assert first.split() == ["f4", "lost", "0", "0", "reached"]
    assert second.split() == ["f4", "p99", "3.00", "s", "at", "most", "2.5", "MISSED", "why"]
