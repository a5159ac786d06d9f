"""What is compared in texts, and how what was found is marked."""

from __future__ import annotations

from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from shared.search.marks import SNIPPET, marked, snippet
from shared.search.pieces import folded, grams, pieces, sequences
from shared.search.query import Question, lexemes

SCHOOL = UUID("01890000-0000-7000-8000-000000000001")
KHMER = "ថ្នាក់ទី១២ រៀនគណិតវិទ្យា"
ANY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(" \u200b\u17d2កខគថនាក់ទី១<>&'\\:|"))
)


def texts(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


def question(text: str) -> Question:
    return Question.of(text, SCHOOL)


def test_words_have_neither_case_nor_accents() -> None:
    assert texts("L'École, ÉTÉ—2026!") == ["l", "ecole", "ete", "2026"]
    assert folded("ＦＵＬＬ") == "full"


def test_khmer_falls_into_syllables_and_digits_are_digits() -> None:
    assert texts("ថ្នាក់ទី១២") == ["ថ្នា", "ក់", "ទី", "12"]
    assert texts("ថ្នាក់ទី12") == texts("ថ្នាក់ទី១២")


def test_blanks_between_syllables_do_not_count_and_punctuation_does() -> None:
    spaced, joined = "គណិត វិទ្យា", "គណិតវិទ្យា"
    with_zero_width = "គណិត\u200bវិទ្យា"
    assert texts(spaced) == texts(joined) == texts(with_zero_width)
    assert len(list(sequences(spaced))) == len(list(sequences(joined))) == 1
    assert len(list(sequences("គណិត។ វិទ្យា"))) == 2


def test_two_orders_of_a_subscript_are_one_syllable() -> None:
    assert texts("ស្ត្រី") == texts("ស្រ្តី")


@given(ANY)
def test_pieces_stand_in_the_text_in_their_order(text: str) -> None:
    place = 0
    for piece in pieces(text):
        assert place <= piece.start < piece.end <= len(text)
        assert piece.text
        place = piece.end


@given(ANY)
def test_no_text_breaks_the_language_of_the_index(text: str) -> None:
    """A lexeme stands in quotes, and nothing in it could end them."""
    asked = question(text)
    spelled = [lexemes(SCHOOL, title=text, names=text, body=text, tags=[text]), asked.exact()]
    spelled += [asked.every(), asked.every("A"), *asked.loose({})] if asked.parts else []
    for one in spelled:
        inside = one.split("'")[1::2]
        assert all(lexeme.startswith(asked.school) for lexeme in inside)
        assert not any(set(lexeme) & set("\\ :&|!()<>") for lexeme in inside)


@pytest.mark.parametrize("text", ["ក", "ក" * 5000, "word " * 2000, "\u17d2" * 100, "១២"])
def test_a_text_of_any_length_is_short_in_the_index(text: str) -> None:
    for lexeme in lexemes(SCHOOL, body=text).split("'")[1::2]:
        assert len(lexeme) <= 64


def test_a_gram_is_a_syllable_with_the_next() -> None:
    (sequence,) = sequences("ថ្នាក់")
    assert grams(sequence) == ["ថ្នា_ក់", "ក់_"]


class _Marked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.inside, self.found, self.tags = "", False, list[str](), set[str]()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == []
        self.tags.add(tag)
        self.inside = True
        self.found.append("")

    @override
    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    @override
    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside:
            self.found[-1] += data


def parsed(html: str) -> _Marked:
    parser = _Marked()
    parser.feed(html)
    parser.close()
    return parser


@given(st.text(alphabet="<>&\"'ab ក្ខ\u200b/mrk", max_size=40), st.text(alphabet="abក្ខ", min_size=1))
def test_marks_are_the_only_html(text: str, asked: str) -> None:
    found = parsed(marked(text, question(asked)))
    assert found.text == text
    assert found.tags <= {"mark"}


def test_what_was_looked_for_is_marked_however_it_is_written() -> None:
    assert parsed(marked("The École of CALCULUS", question("ecole calc"))).found == [
        "École",
        "CALCULUS",
    ]
    spaced = "រៀន គណិត\u200bវិទ្យា ល្អ"
    assert parsed(marked(spaced, question("គណិតវិទ្យា"))).found == ["គណិត\u200bវិទ្យា"]
    assert parsed(marked(KHMER, question("ថ្នាក់ទី12"))).found == ["ថ្នាក់ទី", "១២"]


def test_a_snippet_begins_before_what_was_found_and_cuts_between_syllables() -> None:
    long = "word " * 200 + "needle " + "more " * 200
    shown = parsed(snippet(long, question("needle")))
    assert shown.found == ["needle"]
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")
    assert len(shown.text) <= SNIPPET + 2
    assert snippet("short <b>", question("x")) == "short &lt;b&gt;"
