"""How the rush of a rolling restart is measured."""

from __future__ import annotations

import pytest

from tests.chaos.rolling import worst_second


@pytest.mark.parametrize(
    ("moments", "share"),
    [
        ([], 0.0),
        ([3.0], 1.0),
        ([0.0, 0.9, 1.1, 1.5, 9.0], 0.6),
        ([4.0, 0.0, 6.0, 2.0], 0.25),
    ],
)
def test_the_worst_second_may_begin_at_any_moment(moments: list[float], share: float) -> None:
    assert worst_second(moments) == share
