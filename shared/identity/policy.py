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


# What everybody here thinks of first; docs/security.md names them.
_EVERYBODYS_WORDS = frozenset(
    (
        "admin",
        "administrator",
        "cambodia",
        "demo",
        "demoschool",
        "kampuchea",
        "myschool",
        "parent",
        "password",
        "phnompenh",
        "pupil",
        "sala",
        "school",
        "student",
        "stunity",
        "stunityschool",
        "teacher",
        "welcome",
    )
)


def check_password(password: str) -> str:
    """Refuse passwords from the list of common ones, and a word of everybody's with digits.

    Whatever their case and width.
    """
    folded = canonical(password)
    word = "".join(letter for letter in folded if letter.isalpha())
    if folded in _common_passwords() or word in _EVERYBODYS_WORDS:
        raise ValueError("this password is among the most common ones")
    return password


@cache
def _common_passwords() -> frozenset[str]:
    # Read at first use: only registration and password changes need it. The five thousand most
    # frequent ones of at least eight characters, as zxcvbn (MIT) ranks them, and some of our own.
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split())
