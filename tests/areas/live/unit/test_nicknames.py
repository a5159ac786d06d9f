"""Names of players."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.live import nicknames
from shared.live.nicknames import NicknameRefused


@pytest.mark.parametrize(
    "name",
    [
        "x",
        " \u200b x ",
        "x" * 21,
        "!!!",
        "a\x00b",
        "tab\u202eled",
        "fuck you",
        "F U C K",
        "sh1t",
        "b!tch",
        "f.u.c.k",
        "ASS",
        "d1ck head",
        "ចុយម្រាយ",
        "Admin",
        "T3acher",
        "h0st",
    ],
)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(NicknameRefused):
        nicknames.check(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Sok", "Sok"),
        ("  Sok   Chan ", "Sok Chan"),
        ("សុខ ចាន់", "សុខ ចាន់"),
        ("សុខ\u200bចាន់", "សុខចាន់"),
        ("Dickens", "Dickens"),
        ("classy", "classy"),
        ("Team 7", "Team 7"),
        ("José", "José"),
        ("🎈 Dara", "🎈 Dara"),
    ],
)
def test_names_that_are_kept(name: str, kept: str) -> None:
    assert nicknames.check(name) == kept


def test_made_up_names_pass_and_are_many() -> None:
    choose = random.Random(7).choice
    for language, many in (("en", 200), ("km", 100)):
        made = {nicknames.make_up(language, choose) for _ in range(2000)}  # type: ignore[arg-type]
        assert len(made) > many
        assert all(nicknames.check(name) == name for name in made)


@given(st.text(min_size=1, max_size=60), st.integers(2, 2000))
def test_a_persons_name_always_fits(name: str, number: int) -> None:
    cut = nicknames.fitting(name)
    assert len(cut) <= nicknames.MAX_CHARS
    assert len(nicknames.numbered(cut, number)) <= nicknames.MAX_CHARS
    assert nicknames.numbered(cut, number).endswith(f" {number}")


def test_names_that_look_the_same_have_one_key() -> None:
    for one, other in itertools.pairwise(["Sok Chan", "SOK CHAN", "sokchan", "\uff33ok Chan"]):
        assert nicknames.key_of(one) == nicknames.key_of(other)
    assert nicknames.key_of("Sok") != nicknames.key_of("Sot")
