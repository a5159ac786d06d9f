"""One module decides when two texts are the same."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.text.khmer import in_order
from shared.text.looks import latin, look
from shared.text.same import canonical, graded

KHMER = st.text(alphabet=[chr(n) for n in range(0x1780, 0x17E0)] + ["\u200b", "\u200d", " ", "a"])
WIDE = st.text(
    alphabet=st.sampled_from(
        "aAÀé\u0301\u0345ßıİǅΣςΐ½²₂①Ⅷﬁ\uff21\uff11\uff76\uff9e\ufb4f١१១𝟏𝒜がは\u3099"
        "\u1112\u1161\u11ab각\u00a0\u2003 "
        "\u200b\u00ad\ufe0f\u3164🏴\U000e0067\U000e007f❤👩\u200d🏫’−"
    )
)
TEXTS = st.text() | KHMER | WIDE
CHOICES = list(itertools.product((True, False), (True, False)))


@pytest.mark.parametrize(
    "spellings",
    [
        ("1953", "១៩៥៣", "１９５３", "𝟏𝟗𝟓𝟑"),
        ("សាលា", "សា\u200bលា", "សាលា\u200b", "សា\u2060លា"),
        ("café", "cafe\u0301", "CAFÉ", "ｃａｆé", "ca\u00adfé"),
        ("ស្ត្រី", "ស្រ្តី", "ស្ដ្រី"),  # the subscript ro last; ta and da are drawn alike
        ("កោ", "កេា"),
        ("កើ", "កេី"),
        ("ស៊ី", "សី៊", "សុី"),  # the shifter before the vowel, and drawn as u below it
        ("ប៉ា", "បា៉"),
        ("អ្នក", "ឣ្នក"),
        ("រ៉ាំ", "រាំ៉"),
        ("Straße", "STRASSE"),
        ("a b", " a\u00a0 b ", "A\u3000B"),
        ("❤", "❤️"),
    ],
)
def test_spellings_of_the_same(spellings: tuple[str, ...]) -> None:
    assert len({canonical(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("កោ", "កេ"),
        ("ក", "ខ"),
        ("តា", "ដា"),  # told apart where they do not stand below
        ("ប៉ា", "បា"),
        ("ប៉ា", "ប៊ា"),
        ("កុំ", "កំ"),
        ("សាលា", "សាឡា"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"),
        ("а", "a"),  # a Cyrillic letter: another text, if one that looks the same
    ],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(TEXTS)
def test_the_canonical_form_is_its_own(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


@given(TEXTS)
def test_normal_forms_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert canonical(unicodedata.normalize(form, text)) == canonical(text)


@given(KHMER)
def test_putting_khmer_in_order_loses_no_letter_and_is_done_once(text: str) -> None:
    ordered = in_order(text)
    assert in_order(ordered) == ordered
    assert len(ordered) <= len(text) + text.count("\u17a4")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("១៩៥៣", "1953"),
        ("សា\u200bលា", "សាលា"),
        ("ｃａｆé", "café"),
        ("cafe\u0301", "café"),
        ("ﬁn", "fin"),
        ("don’t", "don't"),
        ("−5", "-5"),
        ("ស្រ្តី", "ស្ត្រី"),
    ],
)
def test_answers_that_are_the_same(one: str, other: str) -> None:
    for case, accents in CHOICES:
        assert graded(one, case_sensitive=case, accents_matter=accents) == graded(
            other, case_sensitive=case, accents_matter=accents
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [("10²", "102"), ("H₂O", "H2O"), ("½", "1/2"), ("1½", "11/2"), ("x³", "x3"), ("①", "1")],
)
def test_an_exponent_is_no_digit(one: str, other: str) -> None:
    for case, accents in CHOICES:
        assert graded(one, case_sensitive=case, accents_matter=accents) != graded(
            other, case_sensitive=case, accents_matter=accents
        )


def test_case_and_accents_count_by_choice() -> None:
    for case, accents in CHOICES:
        same_case = graded("Cafe", case_sensitive=case, accents_matter=accents)
        accented = graded("café", case_sensitive=case, accents_matter=accents)
        plain = graded("cafe", case_sensitive=case, accents_matter=accents)
        assert (same_case == plain) is not case
        assert (accented == plain) is not accents


@given(TEXTS, st.booleans(), st.booleans())
@example("\u0345\u0301", False, False)
def test_the_graded_form_is_its_own(text: str, case: bool, accents: bool) -> None:
    once = graded(text, case_sensitive=case, accents_matter=accents)
    assert graded(once, case_sensitive=case, accents_matter=accents) == once


@pytest.mark.parametrize(
    "names",
    [
        ("admin", "Admin", "ADMIN", "Аdmin", "ADMlN", "adm1n", "ａｄｍｉｎ", "a d m i n"),
        ("Nina", "Νina", "NINA", "n\u200bina"),
        ("Нина", "НИНА", "нина"),
        ("Sophea", "Ѕорheа", "sорhеа"),
        ("Modern", "Modem"),
        ("O0", "00", "oО"),
    ],
)
def test_names_that_look_alike(names: tuple[str, ...]) -> None:
    assert len({look(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sok", "Sot"), ("José", "Jose"), ("តា", "ដា"), ("សុខ", "សុក"), ("Dara 1", "Dara 2")],
)
def test_names_that_a_reader_tells_apart(one: str, other: str) -> None:
    assert look(one) != look(other)


@given(TEXTS)
def test_looks_see_no_invisible_character_and_no_blank(text: str) -> None:
    assert look(f"\u200b{text} \u00ad") == look(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)) | KHMER)
def test_texts_that_are_the_same_look_alike(text: str) -> None:
    assert look(canonical(text)) == look(text)


def test_foreign_letters_read_as_latin_ones() -> None:
    assert latin("ѕtuріd") == "stupid"
    assert latin("សាលា") == "សាលា"
    assert latin("café") == "café"
