"""Names of players: made-up ones, and which ones a class should not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from shared.people.names import NameRefused, check_published
from shared.text.characters import one_line
from shared.text.clusters import cut
from shared.text.looks import look

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


def make_up(language: Literal["en", "km"], choose: Callable[[Sequence[str]], str]) -> str:
    """A friendly name; ``choose`` picks one of several words."""
    if language == "km":
        return choose(_KHMER_ANIMALS) + choose(_KHMER_QUALITIES)
    return f"{choose(_QUALITIES)} {choose(_ANIMALS)}"


def check(name: str, staff: Iterable[str] = ()) -> str:
    """The name with single spaces and without invisible marks; raises NameRefused.

    ``staff`` are the names of those who teach and run the school: nobody else plays under them.
    """
    text = check_published(name, staff)
    if not MIN_CHARS <= len(text) <= MAX_CHARS:
        raise NameRefused("a nickname has 2 to 20 characters")
    return text


def key_of(name: str) -> str:
    """What two names that look the same share."""
    return look(name)


def numbered(name: str, number: int) -> str:
    """The name with a number behind it, within the length."""
    suffix = f" {number}"
    return cut(name, MAX_CHARS - len(suffix)).rstrip() + suffix


def fitting(name: str) -> str:
    """A person's name, cut to the length of a nickname."""
    text = cut(one_line(name), MAX_CHARS).rstrip()
    return text if len(text) >= MIN_CHARS else f"{text} 1".strip()
