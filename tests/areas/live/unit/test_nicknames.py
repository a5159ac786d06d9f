"""Names of players."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.live import nicknames
from shared.people.names import NameRefused


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
        "Teacher Dara",
        "Аdmin",  # its first letter is Cyrillic
        "លោកគ្រូសុខ",
        "\u3164\u3164",
        "ｆｕｃｋ",
    ],
)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(NameRefused):
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
        ("👩🏽\u200d🏫 Dara", "👩🏽\u200d🏫 Dara"),
        ("\U0001fac8 Dara", "\U0001fac8 Dara"),  # of a Unicode newer than this interpreter's
        ("Ghost", "Ghost"),
        ("a\nb", "a b"),
        ("Hostetter", "Hostetter"),
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
    assert "\n" not in cut
    assert len(cut) <= nicknames.MAX_CHARS
    assert len(nicknames.numbered(cut, number)) <= nicknames.MAX_CHARS
    assert nicknames.numbered(cut, number).endswith(f" {number}")


def test_names_that_look_the_same_have_one_key() -> None:
    same = ["Sok Chan", "SOK CHAN", "sokchan", "\uff33ok Chan", "S\u043ek\u200b Chan", "S0k Chan"]
    for one, other in itertools.pairwise(same):
        assert nicknames.key_of(one) == nicknames.key_of(other)
    assert nicknames.key_of("Sok") != nicknames.key_of("Sot")


@pytest.mark.parametrize("name", ["Sok Dara", "dara sok", "S\u043ek D\u0430ra", "SokDara"])
def test_nobody_goes_by_the_name_of_staff(name: str) -> None:
    assert nicknames.check("Sok Dara") == "Sok Dara"
    with pytest.raises(NameRefused, match="of staff"):
        nicknames.check(name, ["Chan Thy", "Sok Dara"])
