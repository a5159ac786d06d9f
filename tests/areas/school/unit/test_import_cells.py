"""What cells of a list mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.school.imports.cells import pupil_of
from shared.school.imports.types import RowProblem

DAYS = st.dates(date(1980, 1, 1), date(2020, 12, 31))
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


@given(DAYS, st.sampled_from(["", " 00:00:00", "T00:00:00", " 0:00"]), st.booleans())
def test_a_day_is_read_with_the_time_that_a_spreadsheet_adds(
    day: date, time: str, khmer: bool
) -> None:
    text = f"{day.isoformat()}{time}"
    said = {"date_of_birth": text.translate(KHMER) if khmer else text}
    assert pupil_of(said, None) == ({"date_of_birth": day}, [])


@pytest.mark.parametrize(
    "text", ["2012-04-300", "2012-04-30/31", "2012-4-3x", "2012-02-30", "2012"]
)
def test_what_is_more_than_a_day_is_none(text: str) -> None:
    found = pupil_of({"date_of_birth": text}, None)
    assert found[1] == [("date_of_birth", RowProblem.INVALID)]
