"""Numbers are shown in full and read as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.numbers import Language, NumberUnclear, as_cell, read_number, shortest


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1234567, "1234567"),
        (1234568.0, "1234568"),
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"),
        (-0.0, "0"),
        (100, "100"),
    ],
)
def test_numbers_are_shown_in_full(number: float, shown: str) -> None:
    assert shortest(number) == shown


@given(st.floats(min_value=-1e15, max_value=1e15))
def test_what_is_shown_is_the_number_and_no_other(number: float) -> None:
    shown = shortest(number)
    assert float(shown) == number
    assert "e" not in shown
    assert read_number(shown.replace(".", ","), "km") == number
    # With three digits behind the sign a number without a language could be two.
    assert read_number(shown, "en") == number
    assert as_cell(number) == number


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1,000", "en", 1000),
        ("1,000", "km", 1),
        ("1.000", "en", 1),
        ("1.000", "km", 1000),
        ("1 000", "en", 1000),
        ("1\u202f000,5", "km", 1000.5),
        ("1'000.5", "en", 1000.5),
        ("1.000,5", "km", 1000.5),
        ("1.000,5", "en", 1000.5),
        ("1.000,5", None, 1000.5),
        ("1,000.5", "km", 1000.5),
        ("1,234,567", None, 1234567),
        ("1.234.567", "en", 1234567),
        ("១.០០០,៥", "km", 1000.5),
        ("１２", None, 12),
        ("12,5", None, 12.5),
        ("12.50", None, 12.5),
        ("0,125", None, 0.125),
        ("1234,567", None, 1234.567),
        ("−5", None, -5),
        (" +7 ", None, 7),
        (".5", None, 0.5),
        ("5.", None, 5),
        ("6.02e23", None, 6.02e23),
        ("3×10^8", None, 3e8),
    ],
)
def test_numbers_as_people_write_them(text: str, language: Language | None, number: float) -> None:
    assert math.isclose(read_number(text, language), number)


@pytest.mark.parametrize("text", ["1,000", "1.000", "12,345", "-1.000"])
def test_what_could_be_two_numbers_is_not_guessed(text: str) -> None:
    with pytest.raises(NumberUnclear, match="could be"):
        read_number(text, None)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", ".", ",", "a", "1a", "1,00,000", "1,0000.5", "1 00", "1  0000", "10²", "½", "1/2",
        "nan", "inf", "Infinity", "1_000", "0x10", "--1", "1.2.3", "1,2,3", "1..2", "1,.2", "e5",
        "9" * 500, "1e999", "1e9999",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_made_one(text: str) -> None:
    for language in ("en", "km", None):
        with pytest.raises(NumberUnclear, match="not a number"):
            read_number(text, language)


@given(st.text(alphabet="0123456789.,' -+e១", max_size=12), st.sampled_from(["en", "km", None]))
def test_any_text_is_a_number_or_is_not(text: str, language: Language | None) -> None:
    try:
        found = read_number(text, language)
    except NumberUnclear:
        return
    assert isinstance(found, float)
