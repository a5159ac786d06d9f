from __future__ import annotations

import pytest

from shared.events.registry import all_events

PACES = {
    "post:stats": (2, None),
    "live:answer_count": (0.25, None),
    "poll:voted": (1, None),
    "board:poll_results": (1, "poll_id"),
}
"""Seconds of each counter that people may drive up, and the field that says what it counts.

``board:reaction`` is none: it says how many came since the last one, summed where it is made, and
leaving one out would lose them.
"""


@pytest.mark.parametrize("name", sorted(PACES.keys() & all_events().keys()))
def test_a_counter_is_declared_with_its_pace(name: str) -> None:
    declared = all_events()[name]

    assert (declared.coalesce_seconds, declared.coalesce_by) == PACES[name]
    assert not declared.durable
