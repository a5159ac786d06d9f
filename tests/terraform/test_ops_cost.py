"""The page of costs is what the code calculates from what it measured."""

from __future__ import annotations

import re

from infra.ops.cost import HABITS, PAGE, SIZES, Count, month, page

_ROW = re.compile(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (\d+) \| [\d.]+ \|$", re.MULTILINE)


def _measured() -> dict[str, Count]:
    text = PAGE.read_text(encoding="utf-8")
    return {name: Count(*map(int, numbers)) for name, *numbers in _ROW.findall(text)}


def test_the_page_is_fresh() -> None:
    assert page(_measured()) == PAGE.read_text(encoding="utf-8")


def test_every_habit_was_measured_and_every_request_needs_the_database() -> None:
    counts = _measured()

    assert counts.keys() == HABITS.keys()
    assert all(count.statements for count in counts.values())
    assert counts["write a post"].messages > counts["read a post"].messages == 0


def test_more_people_cost_more_and_a_standby_doubles_the_database() -> None:
    counts = _measured()
    totals = [sum(month(*size, counts).values()) for size in SIZES]

    assert totals == sorted(totals)
    alone, pair = (month(1000, 1, 20, standby, counts)["database"] for standby in (False, True))
    assert pair == 2 * alone
