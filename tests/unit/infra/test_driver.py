"""The driver with quick readers says what the driver alone says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pg8000
import pg8000.converters
import pg8000.dbapi
import pg8000.legacy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.postgres.core.driver import instant, numbered

_PIECES = ("%s", "%%", "'", '"', "E'", "\\", "$", "$$", "--", "\n", ":", "::text", "a", " ", "ខ")
_legacy: Any = pg8000.legacy
_dbapi: Any = pg8000.dbapi
_read_instant: Any = pg8000.converters.timestamptz_in
statements = st.lists(st.sampled_from(_PIECES), max_size=20).map("".join)


@given(statements, st.lists(st.integers(), max_size=3))
def test_it_numbers_placeholders_as_the_driver_does(statement: str, args: list[int]) -> None:
    for _ in range(2):
        assert numbered("format", statement, args) == _dbapi.convert_paramstyle(
            "format", statement, args
        )


def test_a_statement_too_long_to_keep_is_numbered_too() -> None:
    statement = "SELECT " + ", ".join(["%s"] * 10_000)
    assert numbered("format", statement, [1]) == _dbapi.convert_paramstyle("format", statement, [1])


def test_another_style_is_left_to_the_driver() -> None:
    assert numbered("named", "SELECT :a, :b, :a", {"a": 1, "b": 2}) == (
        "SELECT $1, $2, $1",
        (1, 2),
    )


def test_a_statement_that_the_driver_refuses_stays_refused() -> None:
    for _ in range(2):
        with pytest.raises(pg8000.InterfaceError):
            numbered("format", "SELECT %d", [1])


def test_cursors_use_it() -> None:
    assert _legacy.convert_paramstyle is numbered


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-15, 15))
def test_an_instant_is_the_one_that_postgres_spells(at: datetime, hours: int) -> None:
    there = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    # Postgres leaves out zeros at the end of a fraction, and minutes of an offset without any.
    whole, _, fraction = f"{there:%Y-%m-%d %H:%M:%S.%f}".partition(".")
    fraction = fraction.rstrip("0")
    text = f"{whole.rjust(19, '0')}{'.' if fraction else ''}{fraction}{hours:+03d}"
    assert instant(text) == there == _read_instant(text)


@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "10000-01-01 00:00:00+00", "0044-03-15 00:00:00+00 BC"]
)
def test_what_python_has_no_moment_for_stays_a_text(text: str) -> None:
    assert instant(text) == text == _read_instant(text)
