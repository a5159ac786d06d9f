"""Names of players: made-up ones, and which ones a class should not read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal

MIN_CHARS, MAX_CHARS = 2, 20

_QUALITIES = (
    "Brave", "Bright", "Calm", "Clever", "Gentle", "Golden", "Happy", "Kind",
    "Lucky", "Proud", "Quick", "Quiet", "Royal", "Silver", "Sunny", "Wise",
)  # fmt: skip
_ANIMALS = (
    "Buffalo", "Crane", "Dolphin", "Dragon", "Eagle", "Elephant", "Gecko", "Heron",
    "Kouprey", "Lotus", "Monkey", "Otter", "Panda", "Rabbit", "Tiger", "Turtle",
)  # fmt: skip
# In Khmer the noun comes first.
_KHMER_ANIMALS = (
    "ដំរី", "ខ្លា", "ទន្សាយ", "ស្វា", "អណ្តើក", "ផ្សោត", "ក្រៀល", "នាគ",
    "ឥន្ទ្រី", "ត្រី", "មេអំបៅ", "ព្រាប", "សេះ", "គោព្រៃ", "ក្ងោក", "កំប្រុក",
)  # fmt: skip
_KHMER_QUALITIES = (
    "ក្លាហាន", "ឆ្លាត", "រហ័ស", "សប្បាយ", "ចិត្តល្អ", "មាស", "ប្រាក់", "សំណាង",
)  # fmt: skip

# Words that no class should read on the wall, as they look after ``_skeleton``. The list is short
# on purpose: it stops what a pupil tries first, and the host can send away who tries harder.
_REFUSED_ANYWHERE = (
    "fuck", "shit", "bitch", "cunt", "nigger", "nigga", "faggot", "asshole", "whore", "pussy",
    "penis", "vagina", "porn", "hitler", "rapist", "retard",
)  # fmt: skip
# Words inside which harmless ones hide ("class", "Dickens"): refused only when they stand alone.
_REFUSED_ALONE = frozenset(
    {"ass", "arse", "dick", "cock", "cum", "sex", "sexy", "rape", "slut", "nazi", "fag", "anal"}
)
_REFUSED_KHMER = ("ចុយ", "ក្តិត", "ក្ដិត", "ក្តួយ", "ក្ដួយ", "ស្រីសំផឹង", "អាចោរ")
# What only the platform may be called.
_RESERVED = frozenset({"admin", "administrator", "teacher", "host", "moderator", "stunity"})
_LOOKALIKES = str.maketrans("013457@$!|", "oieastasil")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class NicknameRefused(ValueError):
    """The name is too short, unreadable, reserved, or not for a classroom."""


def make_up(language: Literal["en", "km"], choose: Callable[[Sequence[str]], str]) -> str:
    """A friendly name; ``choose`` picks one of several words."""
    if language == "km":
        return choose(_KHMER_ANIMALS) + choose(_KHMER_QUALITIES)
    return f"{choose(_QUALITIES)} {choose(_ANIMALS)}"


def check(name: str) -> str:
    """The name with single spaces and without invisible marks; raises NicknameRefused."""
    text = unicodedata.normalize("NFC", name).translate(_INVISIBLE)
    text = " ".join(text.split())
    if not MIN_CHARS <= len(text) <= MAX_CHARS:
        raise NicknameRefused("a nickname has 2 to 20 characters")
    if any(unicodedata.category(letter)[0] == "C" for letter in text):
        raise NicknameRefused("a nickname has no control characters")
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text):
        raise NicknameRefused("a nickname has letters or digits")
    if _is_rude(text):
        raise NicknameRefused("choose another nickname")
    return text


def key_of(name: str) -> str:
    """What two names that look the same share."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def numbered(name: str, number: int) -> str:
    """The name with a number behind it, within the length."""
    suffix = f" {number}"
    return name[: MAX_CHARS - len(suffix)].rstrip() + suffix


def fitting(name: str) -> str:
    """A person's name, cut to the length of a nickname."""
    text = " ".join(name.split())[:MAX_CHARS].rstrip()
    return text if len(text) >= MIN_CHARS else f"{text} 1".strip()


def _is_rude(text: str) -> bool:
    if any(word in text for word in _REFUSED_KHMER):
        return True
    plain = _skeleton(text)
    words = {_skeleton(word) for word in text.split()}
    joined = "".join(letter for letter in plain if letter.isalpha())
    if any(word in joined for word in _REFUSED_ANYWHERE):
        return True
    return bool(words & _REFUSED_ALONE) or joined in _REFUSED_ALONE or joined in _RESERVED


def _skeleton(text: str) -> str:
    """Letters as they are read: accents dropped, digits that stand for letters replaced."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return letters.translate(_LOOKALIKES)
