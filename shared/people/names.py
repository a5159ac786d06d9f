"""Names that others read on a wall: tidy, fit for a class, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.text.characters import check_line, one_line
from shared.text.looks import disguised, latin
from shared.text.same import canonical, composed, without_accents
from shared.text.words import contains_syllables, has_letter

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
_REFUSED_KHMER = ("ចុយ", "ក្តិត", "ក្តួយ", "ស្រីសំផឹង", "អាចោរ")
# What staff and the platform are called: refused as a whole word, beside a name or without.
_STAFF = frozenset(
    {
        "admin", "administrator", "headmaster", "headteacher", "host", "moderator", "principal",
        "staff", "stunity", "teacher",
    }
)  # fmt: skip
_STAFF_KHMER = ("គ្រូ", "នាយកសាលា", "នាយិកាសាលា", "អ្នកគ្រប់គ្រង", "សាស្ត្រាចារ្យ")
_LOOKALIKES = str.maketrans("013457@$!|", "oieastasil")
# Signs of addresses with something on both sides of them, in any width.
_LINKING = re.compile(r"(?<=\S)[.:/@\\\u3002\uff0e\uff61\uff1a\uff0f\uff20](?=\S)")
# Between syllables of Khmer they let a line break; in a name they only tell it from another.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


class NameRefused(ValueError):
    """The name is unreadable, of staff, or not for a classroom."""


def tidy(name: str) -> str:
    """The name with single blanks, without marks that nobody sees; raises NameRefused."""
    text = " ".join(composed(name).translate(_UNSEEN).split())
    try:
        check_line(text)
    except ValueError as error:
        raise NameRefused(str(error)) from error
    if not has_letter(text):
        raise NameRefused("a name has letters or digits")
    return text


def check_published(name: str, staff: Iterable[str] = ()) -> str:
    """The tidy name; raises NameRefused where a class should not read it, or takes it for staff.

    ``staff`` are the names of those who teach and run the school.
    """
    text = tidy(name)
    if _is_rude(text):
        raise NameRefused("choose another name")
    if _is_title(text) or looks_like_one_of(text, staff):
        raise NameRefused("this name is of staff")
    return text


def unlinked(name: str) -> str:
    """The name for a mail: one line, and nothing that a mail program makes a link of."""
    return one_line(_LINKING.sub(" ", one_line(name)))


def looks_like_one_of(name: str, people: Iterable[str]) -> bool:
    """Whether a reader takes the name for one of these people, in either order of its parts."""
    own = disguised(name)
    return any(own in {disguised(person), _turned(person)} for person in people)


def _turned(name: str) -> str:
    return disguised(" ".join(reversed(name.split())))


def _is_rude(text: str) -> bool:
    plain = canonical(text)
    if any(contains_syllables(plain, canonical(word)) for word in _REFUSED_KHMER):
        return True
    words, joined = _skeletons(text)
    if any(word in joined for word in _REFUSED_ANYWHERE):
        return True
    return bool(words & _REFUSED_ALONE) or joined in _REFUSED_ALONE


def _is_title(text: str) -> bool:
    words, joined = _skeletons(text)
    plain = canonical(text).replace(" ", "")
    return (
        bool(words & _STAFF)
        or joined in _STAFF
        or any(contains_syllables(plain, canonical(word)) for word in _STAFF_KHMER)
    )


def _skeletons(text: str) -> tuple[set[str], str]:
    """The words as they are read, and all letters together."""
    words = _skeleton(text).split()
    letters = "".join(letter for word in words for letter in word if letter.isalpha())
    return {"".join(filter(str.isalpha, word)) for word in words}, letters


def _skeleton(text: str) -> str:
    """Letters as they are read: accents dropped, letters and digits that stand for others."""
    return without_accents(canonical(latin(text))).translate(_LOOKALIKES)
