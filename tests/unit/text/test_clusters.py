"""Cuts fall where a reader sees a border."""

from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from shared.text.clusters import ELLIPSIS, cut, shortened

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            " ",
            "é",
            "e\u0301",
            "ស្ត្រី",
            "ក្រុម",
            "ក\u17d2\u200bក",
            FAMILY,
            "👩🏽‍🏫",
            "🇰🇭",
            "🇰",
            "\r\n",
        ]
    )
).map("".join)


@given(st.text() | PIECES, st.integers(0, 60))
def test_a_cut_is_a_beginning_that_ends_on_a_border(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert text.startswith(found)
    assert len(found) <= limit
    borders = {0, *(m.end() for m in regex.finditer(r"\X", text))}
    assert len(found) in borders
    if found != text:
        assert not found.rstrip("\u200b\u200c\u200d\u2060").endswith("\u17d2")
    # The next cluster would not have fitted, unless it hangs on the one after it.
    longer = [b for b in borders if len(found) < b <= limit]
    assert all(text[:b].rstrip("\u200b\u200c\u200d\u2060").endswith("\u17d2") for b in longer)


def test_families_and_syllables_stay_whole() -> None:
    assert cut(f"ab{FAMILY}", 5) == "ab"
    assert cut(f"ab{FAMILY}", 9) == f"ab{FAMILY}"
    assert cut("កស្ត្រី", 4) == "ក"
    assert cut("🇰🇭🇰🇭", 3) == "🇰🇭"


@given(st.text() | PIECES, st.integers(1, 60))
def test_a_shortened_text_says_so(text: str, limit: int) -> None:
    found = shortened(text, limit)
    assert len(found) <= limit
    assert "\n" not in found
    assert found == " ".join(text.split()) or found.endswith(ELLIPSIS)
