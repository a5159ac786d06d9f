"""Rules of accounts without I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from shared.identity.types import MailTemplate, TokenPurpose
from shared.text.same import canonical

# What a mail can be sent to (RFC 5321): words between dots, and labels of a domain. Whether it is
# anybody's, only a mail that arrives proves.
_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_TOP_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?!\d+$){_TOP_LABEL}")

# A day of a century that people are born in: 24081999, 24.08.1999, 1999-08-24.
_SIGN = r"[-./ ]?"
_DAY = re.compile(
    rf"(\d\d){_SIGN}(\d\d){_SIGN}(?:19|20)\d\d|(?:19|20)\d\d{_SIGN}(\d\d){_SIGN}(\d\d)"
)

REFRESH_LIFE_DAYS = 7
REFRESH_ABSOLUTE_DAYS = 30
REFRESH_GRACE_SECONDS = 10
ACCESS_LIFE_SECONDS = 900
STREAM_LIFE_SECONDS = 600
GUEST_LIFE_SECONDS = 14_400
ERASURE_GRACE = timedelta(days=14)
"""How long somebody who asked to be erased may change their mind."""


LINKS: Mapping[MailTemplate, tuple[TokenPurpose, timedelta]] = MappingProxyType(
    {
        MailTemplate.WELCOME: (TokenPurpose.CONFIRM, timedelta(days=7)),
        MailTemplate.CONFIRM_AGAIN: (TokenPurpose.CONFIRM, timedelta(days=7)),
        MailTemplate.CLAIMED: (TokenPurpose.CONFIRM, timedelta(days=7)),
        MailTemplate.FOUNDER: (TokenPurpose.CONFIRM, timedelta(days=14)),
        MailTemplate.RESET_PASSWORD: (TokenPurpose.RESET, timedelta(hours=1)),
    }
)
"""Mails that carry a link: what it is good for, and how long. Minted when the mail is sent."""


def masked(email: str) -> str:
    """An address as a page may show it to who has only the link: ``s…@example.com``."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def normalise_email(text: str) -> str:
    """Lower case; raises ValueError when it cannot be an ASCII address."""
    email = text.strip().lower()
    # Asked of the text as it came: the lower case of the Kelvin sign is an ASCII k.
    if not text.isascii() or _EMAIL.fullmatch(email) is None:
        raise ValueError("not an e-mail address")
    return email


def email_key(text: str) -> str:
    """What an address given at sign-in is looked up and counted by; an impossible one stays."""
    email = text.strip()
    return email.lower() if email.isascii() else email


def check_password(password: str) -> str:
    """Refuse what others try first: common passwords, a word of everybody's with digits, a day.

    Whatever their case, their width and the order in which Khmer was typed.
    """
    folded = canonical(password)
    word = _letters(folded)
    common = folded in _listed("common_passwords.txt") or word in _words() or _is_day(folded)
    if common:
        raise ValueError("this password is among the most common ones")
    return password


def _is_day(text: str) -> bool:
    """Whether it is a birthday, such as 24081999: whoever knows somebody knows it."""
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    first, second = int(found[1] or found[3]), int(found[2] or found[4])
    return min(first, second) in range(1, 13) and max(first, second) in range(1, 32)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


@cache
def _words() -> frozenset[str]:
    """What everybody here thinks of first, in Latin and in Khmer letters; the list is ours."""
    return frozenset(map(_letters, map(canonical, _listed("common_words.txt"))))


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a file beside this one, in their canonical form, one a line.

    Read at first use: only registration and password changes need them. ``common_passwords.txt``
    holds those of at least eight characters from ``passwords.json`` of the npm package
    @zxcvbn-ts/language-common 4.1.3 and from zxcvbn 4.4.2 (both MIT), which were counted in
    published breaches.
    """
    return frozenset(Path(__file__).with_name(name).read_text(encoding="utf-8").split())
