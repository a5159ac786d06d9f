"""What the filter of a board makes of a text: let it through, let a person look, or refuse it.

The lists are short on purpose: a filter that tries to know every word holds back honest questions.
Words are compared as wholes, so that a word inside another one is no match, in Khmer too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from shared.text.looks import latin
from shared.text.same import canonical, without_accents
from shared.text.words import Cutter, whole_words


class Tier(IntEnum):
    """How sure the filter is that a text does harm."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """The tier, why, and how sure from 0 to 1."""

    tier: Tier
    reasons: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """One reason more makes it surer."""
        base = {Tier.LOW: 0.0, Tier.MEDIUM: 0.6, Tier.HIGH: 0.9}[self.tier]
        return min(1.0, round(base + 0.1 * max(len(self.reasons) - 1, 0), 2))


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a school decides itself: more words, as :func:`form_of` gives them.

    ``contacts`` is how sure an address or a number makes the filter.
    """

    high: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    contacts: Tier = Tier.MEDIUM


USUAL: Final = OwnWords()
"""What holds where a school has decided nothing."""

OWN_REASON: Final = "school"
"""Why a word is looked for that a school has added."""

_LEAST_LETTERS: Final = 3
_LEAST_SIGNS: Final = 2

# (what is looked for, why). Several words are a phrase. Written as people say them.
_HIGH = (
    ("kill yourself", "threat"),
    ("kys", "threat"),
    ("go die", "threat"),
    ("i will kill you", "threat"),
    ("fuck", "profanity"),
    ("fucking", "profanity"),
    ("bitch", "profanity"),
    ("ទៅងាប់ទៅ", "threat"),
    ("ចុយ", "profanity"),
)
_MEDIUM = (
    ("stupid", "insult"),
    ("idiot", "insult"),
    ("moron", "insult"),
    ("dumb", "insult"),
    ("shut up", "insult"),
    ("i hate you", "insult"),
    ("shit", "profanity"),
    ("crap", "profanity"),
    ("kill myself", "self_harm"),
    ("suicide", "self_harm"),
    ("ល្ងង់", "insult"),
    ("ឆ្កួត", "insult"),
    ("អាឆ្កែ", "insult"),
    ("ធ្វើអត្តឃាត", "self_harm"),
)
# A 1 may stand for i or l: both letters are read as one, in words and in the lists.
_LEET = str.maketrans("013457@$!|€l", "oieastasiiei")
# In front of a word it makes an insult of it, and one word of the two.
_KHMER_PREFIX = "អា"
_KHMER_WORD = re.compile("[\u1780-\u17d3\u17dd]+")
_TOKEN = re.compile(r"[a-z0-9@$!|€]+")
# Letters with something between every two of them: s t u p i d, k.y.s
_SET_APART = re.compile(r"(?<![a-z0-9@$])[a-z0-9@$](?:[^a-z0-9@$]+[a-z0-9@$](?![a-z0-9@$])){2,}")
_PUNCTUATED = re.compile(r"(?<=\S)[._*\-]+(?=\S)")
_REPEATED = re.compile(r"(.)\1+")
# Nothing stands between the first zero and what follows: 0.12 345 6789 is a number.
_PHONE = re.compile(
    r"(?<![\d/])(?<!\d[.,])(?:\+?855[\s.-]?|0)\d{2}[\s.-]?\d{3}[\s.-]?\d{3,4}(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def form_of(phrase: str) -> str | None:
    """What the filter looks for where people write this phrase of Khmer or of Latin letters.

    None where it could not find it, or would find it everywhere: another script, numbers alone, a
    letter or two.
    """
    same = "".join(canonical(phrase).split())
    if _KHMER_WORD.fullmatch(same) is not None:
        return same if len(same) >= _LEAST_SIGNS else None
    plain = without_accents(canonical(latin(phrase)))
    letters = [_unstretched(word) for word in plain.split()]
    says_enough = all(letters) and len("".join(letters)) >= _LEAST_LETTERS
    has_words = all(any(c.isalpha() for c in word) for word in plain.split())
    return " ".join(letters) if plain.isascii() and says_enough and has_words else None


def judge(text: str, cut: Cutter, own: OwnWords = USUAL) -> Verdict:
    """The filter's verdict on a text; ``cut`` is called where a word of Khmer might stand."""
    same = canonical(text)
    plain = without_accents(canonical(latin(text)))
    readings = (_words(plain), _words(_PUNCTUATED.sub("", plain)))
    set_apart = "".join(_unstretched(match.group()) for match in _SET_APART.finditer(plain))
    added = [form for word in own.high + own.medium for form in _forms(word)]
    khmer = whole_words(same, (*_KHMER_WORDS, *added), cut)
    for tier, usual, more in ((Tier.HIGH, _HIGH, own.high), (Tier.MEDIUM, _MEDIUM, own.medium)):
        entries = (*usual, *((word, OWN_REASON) for word in more))
        reasons = [
            why
            for phrase, why in entries
            if (
                _says(phrase, readings, set_apart)
                if phrase.isascii()
                else not khmer.isdisjoint(_khmer_forms(phrase))
            )
        ]
        if tier is own.contacts:
            reasons += _contacts(same)
        if reasons:
            return Verdict(tier, tuple(dict.fromkeys(reasons)))
    return Verdict(Tier.LOW, ())


def _khmer_forms(phrase: str) -> tuple[str, str]:
    word = canonical(phrase)
    return word, _KHMER_PREFIX + word


def _forms(phrase: str) -> tuple[str, ...]:
    return () if phrase.isascii() else _khmer_forms(phrase)


_KHMER_WORDS = tuple(form for phrase, _ in (*_HIGH, *_MEDIUM) for form in _forms(phrase))


def _words(plain: str) -> tuple[str, ...]:
    """Words without leetspeak and stretched letters; a number is no word, whatever it resembles."""
    tokens = (match.group().strip("!|") for match in _TOKEN.finditer(plain))
    return tuple(_unstretched(token) for token in tokens if any(c.isalpha() for c in token))


def _unstretched(word: str) -> str:
    return _REPEATED.sub(r"\1", re.sub(r"[^a-z]", "", word.translate(_LEET)))


def _says(phrase: str, readings: tuple[tuple[str, ...], ...], set_apart: str) -> bool:
    wanted = tuple(_unstretched(word) for word in phrase.split())
    size = len(wanted)
    as_words = any(
        words[i : i + size] == wanted for words in readings for i in range(len(words) - size + 1)
    )
    return as_words or "".join(wanted) in set_apart


def _contacts(text: str) -> list[str]:
    found = [_PHONE, _MAIL, _LINK]
    return ["contact"] if any(pattern.search(text) for pattern in found) else []
