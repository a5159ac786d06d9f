"""Days, moments and times as requests write them: texts of one form, and no numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.http.schema import ClockTime, Day, Instant

DAY, MOMENT, TIME = TypeAdapter(Day), TypeAdapter(Instant), TypeAdapter(ClockTime)


@pytest.mark.parametrize("form", [DAY, MOMENT, TIME])
@pytest.mark.parametrize("given", ["-1", "0", "60", "1700000000", 60, 1.5, "", "now", "20260430"])
def test_numbers_and_words_are_no_times(form: TypeAdapter[Any], given: object) -> None:
    with pytest.raises(ValidationError):
        form.validate_json(json.dumps(given))


def test_what_is_written_is_read() -> None:
    assert DAY.validate_json('"2026-04-30"').isoformat() == "2026-04-30"
    moment = MOMENT.validate_json('"2026-04-30T07:00:00+07:00"')
    assert moment.isoformat() == "2026-04-30T00:00:00+00:00"
    assert TIME.validate_json('"07:00"').isoformat() == "07:00:00"


@pytest.mark.parametrize(
    ("form", "given"),
    [
        (DAY, "2026-02-30"),
        (DAY, "2026-04-30T00:00:00Z"),
        (MOMENT, "2026-04-30"),
        (MOMENT, "2026-04-30T07:00:00"),
        (MOMENT, "2026-04-30T25:00:00Z"),
        (TIME, "07:00+07:00"),
    ],
)
def test_a_day_is_no_moment_and_a_moment_has_an_offset(form: TypeAdapter[Any], given: str) -> None:
    with pytest.raises(ValidationError):
        form.validate_json(json.dumps(given))
