"""The content filter sees through disguises, and leaves honest questions alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.khmer_words import cut_khmer
from shared.boards.content import Tier, Verdict
from shared.boards.content import judge as judge_with

LEET = {"o": "0", "i": "1", "e": "3", "s": "$", "a": "4"}
MEDIUM_WORDS = ("stupid", "idiot", "moron", "suicide")
HONEST = (
    "Which class assessment counts for the semester?",
    "Is this dumbbell exercise from 10A, or from 455?",
    "Why does Dick Whittington have a cat?",
    "Is it a, b or c? I think d.",
    "Can we see the scrap paper and the shitake mushrooms?",
    "តើការប្រឡងនឹងចាប់ផ្ដើមនៅពេលណា?",
    "What is 0.5 + 1/3, and 2026-11-25?",
    "Is 'looser' or 'more loose' correct?",
    "Is 0.12 345 6789 a rational number?",
    "Is 3.012 345 678 more than 0.12345678?",
    "តើ ០.១២ ៣៤៥ ៦៧៨៩ ជាចំនួនអ្វី?",
    # Its letters hold a refused word, which no word of it is.
    "តើគាត់ចុយ្យមែនទេ?",
)


def judge(text: str) -> Verdict:
    return judge_with(text, cut_khmer)


@pytest.mark.parametrize("text", HONEST)
def test_honest_questions_pass(text: str) -> None:
    assert judge(text).tier is Tier.LOW


@pytest.mark.parametrize(
    ("text", "tier", "reason"),
    [
        ("Go and kill yourself", Tier.HIGH, "threat"),
        ("k.y.s", Tier.HIGH, "threat"),
        ("kill\u200b yours\u00ade1f", Tier.HIGH, "threat"),
        ("\uff26\uff35\uff23\uff2b this", Tier.HIGH, "profanity"),
        ("ទៅ\u200bងាប់ ទៅ", Tier.HIGH, "threat"),
        ("Why are you so st\u00fapid?", Tier.MEDIUM, "insult"),
        ("shut-up", Tier.MEDIUM, "insult"),
        ("ហេតុអ្វីបានជា ល្ងង់", Tier.MEDIUM, "insult"),
        ("ហេតុអ្វីបានជាល្ងង់", Tier.MEDIUM, "insult"),
        ("អាចុយ", Tier.HIGH, "profanity"),
        ("លោកគ្រូឆ្កួត", Tier.MEDIUM, "insult"),
        ("Why are you so ѕtuріd?", Tier.MEDIUM, "insult"),  # letters of Cyrillic
        ("ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨", Tier.MEDIUM, "contact"),
        ("+855 12 345 678", Tier.MEDIUM, "contact"),
        ("I think of suicide", Tier.MEDIUM, "self_harm"),
        ("call me 012 345 678", Tier.MEDIUM, "contact"),
        ("write to a.b@example.test", Tier.MEDIUM, "contact"),
        ("see https://example.test/x", Tier.MEDIUM, "contact"),
    ],
)
def test_what_is_held_back(text: str, tier: Tier, reason: str) -> None:
    verdict = judge(text)
    assert verdict.tier is tier
    assert reason in verdict.reasons
    assert 0.5 < verdict.confidence <= 1


@given(st.sampled_from(MEDIUM_WORDS), st.data())
def test_a_disguise_changes_nothing(word: str, data: st.DataObject) -> None:
    letters = [
        data.draw(st.sampled_from([c, c.upper(), LEET.get(c, c), c * 3]), label=c) for c in word
    ]
    separator = data.draw(st.sampled_from(["", ".", "-", "_", "\u200b", "*"]))
    text = f"Is the teacher {separator.join(letters)} or not?"
    assert judge(text).tier is Tier.MEDIUM, text


@given(st.sampled_from(MEDIUM_WORDS), st.sampled_from([" ", ". ", "  ", " - "]))
def test_letters_set_apart_are_read_together(word: str, separator: str) -> None:
    assert judge(f"You are {separator.join(word)}").tier is Tier.MEDIUM


@given(st.text(max_size=500))
def test_any_text_has_a_verdict(text: str) -> None:
    verdict = judge(text)
    assert bool(verdict.reasons) == (verdict.tier is not Tier.LOW)
    assert 0 <= verdict.confidence <= 1


@given(st.text(alphabet="0123456789 .,-+/", max_size=60))
def test_numbers_are_no_words(text: str) -> None:
    assert set(judge(text).reasons) <= {"contact"}
