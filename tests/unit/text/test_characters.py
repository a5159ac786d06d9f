"""What no text may hold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.characters import check_line, check_text, one_line, without_invisible

NOTHING = ("\u200b", " \u2060\u00a0", "\u3164", "\u2800", "\ufe0f\u200d", "\u00ad", "\U000e0041")
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("text", NOTHING)
def test_what_nobody_sees_is_no_text(text: str) -> None:
    for check in (check_text, check_line):
        with pytest.raises(ValueError, match="nothing to see"):
            check(text)


@pytest.mark.parametrize("character", [*BIDI, "\x00", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_what_confuses_is_refused_wherever_it_stands(character: str) -> None:
    for text in (character, f"a{character}b"):
        with pytest.raises(ValueError, match="not allowed"):
            check_text(text)


@pytest.mark.parametrize("line_break", ["\n", "\r", "\t", "\u2028", "\u2029"])
def test_a_line_is_one(line_break: str) -> None:
    assert check_text(f"a{line_break}b")
    with pytest.raises(ValueError, match="one line"):
        check_line(f"a{line_break}b")


@pytest.mark.parametrize(
    "text", ["", "សា\u200bលា", "👩\u200d🏫", "❤\ufe0f", "é", "\U0001fae9", "\U0001fac8", "a\ufeff"]
)
def test_honest_texts_pass_whatever_the_interpreter_knows(text: str) -> None:
    assert check_line(text) == text


@given(st.text())
def test_one_line_passes_as_a_line(text: str) -> None:
    line = one_line(text)
    if without_invisible(line).strip(" \u2800"):
        assert check_line(line) == line


@given(st.text())
def test_only_ignorable_characters_disappear(text: str) -> None:
    for letter in set(text) - set(without_invisible(text)):
        assert unicodedata.category(letter) in {"Cf", "Mn", "Lo", "Cn", "Cc"}, hex(ord(letter))
