"""What of a text is embedded, and what cosines say."""

from __future__ import annotations

import math
import random
import time
from uuid import UUID

import pytest

from shared.search.reference import SENTENCES, sentences
from shared.search.vectors import (
    LONGEST,
    Calibration,
    Language,
    Said,
    Scale,
    calibrate,
    cosine,
    language_of,
    prepared,
    unit,
)

ME = UUID(int=1)


def said(text: str, *names: str | None) -> str:
    return prepared(Said(ME, ME, text, names, "digest"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Well done @Sok Dara and @Chan!", "Well done and"),
        ("Sok Dara writes to sok@school.test", "writes to"),
        ("see https://school.test/a?b=c or www.school.test/x", "see or"),
        ("call +855 12 345 678 at 12:30, page 17", "call at 12:30, page 17"),
        ("១២ ទំព័រ\n\nសូម\u200bអាន", "១២ ទំព័រ សូម\u200bអាន"),
        ("@Sok Dara", ""),
        ("a@b and a@b. and a@@b.c! end", "a and a and end"),
    ],
)
def test_known_names_and_addresses_do_not_leave(text: str, left: str) -> None:
    assert said(text, "Sok Dara", "Dara", None, "") == left


def test_a_text_of_signs_alone_takes_no_time() -> None:
    """Each sign was tried with each other one: a post of them kept the worker for minutes."""
    began = time.process_time()
    for sign in ("@", "a@", ".", "@."):
        said(sign * (10_000 // len(sign)))
    assert time.process_time() - began < 2


def test_a_long_text_is_cut_between_clusters() -> None:
    kept = said("ស្ត្រី" * 200)
    assert LONGEST - 6 <= len(kept) <= LONGEST
    assert kept == "ស្ត្រី" * (len(kept) // 6)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Calculus", Language.EN),
        ("ដេរីវេ", Language.KM),
        ("ដេរីវេនៃ f(x)", Language.KM),
        ("the derivative (ដេ)", Language.EN),
        ("12 + 7", Language.EN),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, language: Language) -> None:
    assert language_of(text) is language


def test_the_reference_is_balanced() -> None:
    assert all(set(spoken) == set(Language) for spoken in SENTENCES.values())
    assert all(language_of(text) is language for language, _, text in sentences())


def cone(language: Language, topic: int, draw: random.Random) -> list[float]:
    """As a multilingual model does it: a cone for all, one in it for each language, then topics."""
    dimension = 24
    raw = [draw.gauss(0, 0.15) for _ in range(dimension)]
    raw[0] += 6
    raw[1 + list(Language).index(language)] += 3
    raw[4 + topic] += 1.5
    found = unit(raw)
    assert found is not None
    return found


def test_language_no_longer_outweighs_topic_once_means_are_subtracted() -> None:
    draw = random.Random(7)
    topics = range(10)
    made = [
        (language, str(topic), cone(language, topic, draw))
        for language in Language
        for topic in topics
        for _ in range(4)
    ]
    found = calibrate(made)
    for topic in topics:
        english, khmer = (cone(language, topic, draw) for language in Language)
        other = cone(Language.EN, (topic + 1) % 10, draw)
        assert cosine(english, other) > cosine(english, khmer)
        one, translated, foreign = (
            found.centred(vector, language)
            for vector, language in (
                (english, Language.EN),
                (khmer, Language.KM),
                (other, Language.EN),
            )
        )
        assert one is not None
        assert translated is not None
        assert foreign is not None
        assert found.scale.near(cosine(one, translated)) > 0.5
        assert found.scale.near(cosine(one, foreign)) < 0.3


def test_a_scale_stays_between_0_and_1_and_a_broken_one_says_0() -> None:
    scale = Scale(0.1, 0.5)
    assert [scale.near(x) for x in (-1, 0.1, 0.3, 0.5, 1)] == [0, 0, pytest.approx(0.5), 1, 1]
    assert scale.near(math.nan) == 0
    assert Scale(0.2, 0.2).near(0.9) == 0


def test_what_is_nothing_but_the_mean_has_no_vector() -> None:
    centre = [0.6, 0.8]
    found = Calibration({Language.EN: centre}, Scale(0, 1))
    assert found.centred(centre, Language.EN) is None
    assert unit([math.inf, 1]) is None
