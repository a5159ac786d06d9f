"""No text that a field takes keeps the server busy: what it says is read once, however it repeats.

A table of line breaks, or a text of nothing but signs, is what expressions take the square of its
length for. The time is the process's own, so a busy machine changes nothing.
"""

from __future__ import annotations

import time

import pytest

from shared.http.route import Route
from tests.guards.routes import WITH_BODY, Sender, one_case, schema_of, some, string_fields
from tests.support.api import Api

TAKING_TEXT = tuple(route for route in WITH_BODY if any(string_fields(route)))
UNITS = (
    *("a", "a ", "a@", "@", ".", "#a", "1", "1,", "\n'", '"', "|", "\\", "[", "_", "s t u "),
    *("<b>", "&#1", "https://a", "ក", "្ក", "េ", "ស្ត្រី", "ﷺ", "㌖", "a\u0301", "👩\u200d"),
)
LONGEST = 200_000
"""Of a field whose length only the size of the body bounds."""
SECONDS = 2.0


def _longest(route: Route, name: str) -> int:
    assert route.body is not None
    declared = schema_of(route.body)["properties"][name]
    bounds = [one.get("maxLength") for one in (declared, *declared.get("anyOf", ()))]
    return max((bound for bound in bounds if bound is not None), default=LONGEST)


@pytest.mark.parametrize("route", TAKING_TEXT, ids=lambda route: route.name)
def test_no_text_keeps_a_route_busy(api: Api, route: Route, randomly_seed: int) -> None:
    """Each text field as full as it may be of one sign or two; others in each run."""
    sender, unit = Sender(api, route), one_case(UNITS, route, randomly_seed)
    for name in some(string_fields(route)):
        room = min(_longest(route, name), route.max_body_bytes // 4)
        valid, body = sender.body(**{name: unit * (room // len(unit))})
        began = time.process_time()
        assert valid.send(json=body).status_code < 500, f"{name}={unit!r}"
        assert time.process_time() - began < SECONDS, f"{name}={unit!r}"
