"""Rules of messages without I/O: who may write to whom, and for how long one may edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import regex
from pydantic import Field

from shared.auth.roles import STAFF, Role
from shared.events.event import PREVIEW_CHARS
from shared.http.paging import Cursor
from shared.messaging.types import WhoMayWrite
from shared.text.clusters import shortened

EDIT_WINDOW: Final = timedelta(minutes=15)
MAX_PARTICIPANTS: Final = 50
MAX_REACTIONS: Final = 5
"""Different reactions of one person to one message."""
MAX_UNREAD: Final = 100
"""What is counted of one conversation: a badge says "99+" beyond."""
TYPING_EXPIRES: Final = timedelta(seconds=8)
TYPING_PACE_MS: Final = 2_000
"""A second start in this time is no news: clients send one every 2.5 s."""
MAX_REMINDER: Final = timedelta(days=366)
PUPIL_MESSAGES: Final = "pupil_messages"
"""The setting of a school that lets pupils write to each other."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between a person and whoever wants to write to them.

    ``blocked``: one of them hides the other. ``connected``: they follow each other. ``guardian``: a
    record of the school says that one is the other's guardian. ``accepts`` is None where the person
    has not chosen.
    """

    role: Role
    here: bool
    blocked: bool
    connected: bool
    same_class: bool
    guardian: bool
    accepts: WhoMayWrite | None


def pupils_may_write(settings: Mapping[str, Any]) -> bool:
    """Whether the school lets pupils write to each other; it does unless it says otherwise."""
    return settings.get(PUPIL_MESSAGES) is not False


def may_write(role: Role, other: Standing, settings: Mapping[str, Any]) -> bool:
    """Whether somebody of this role may write to the other person.

    Staff and everybody reach each other. Guardians write to staff and to their own; pupils to
    their class and their connections, where the school lets them. Other adults reach a pupil only
    as a connection.
    """
    if not other.here or other.blocked:
        return False
    if role in STAFF or other.role in STAFF or other.guardian:
        return True
    return _among_others(role, other, settings)


def _among_others(role: Role, other: Standing, settings: Mapping[str, Any]) -> bool:
    """Neither is staff, nor the other's guardian."""
    both, pupils = {role, other.role}, role is other.role is Role.STUDENT
    shut = pupils and not pupils_may_write(settings)
    if shut or Role.PARENT in both or other.accepts is WhoMayWrite.STAFF:
        return False
    if other.connected:
        return True
    if other.accepts is WhoMayWrite.CONNECTIONS:
        return False
    if pupils:
        return other.same_class or other.accepts is WhoMayWrite.EVERYONE
    return Role.STUDENT not in both


def may_write_in_group(role: Role, others: Iterable[Role], settings: Mapping[str, Any]) -> bool:
    """Whether somebody may write in a group with people of these roles.

    Where a school keeps pupils from writing to each other, they write in a group only in the
    presence of staff.
    """
    present = set(others)
    if role is not Role.STUDENT or Role.STUDENT not in present or pupils_may_write(settings):
        return True
    return bool(present & set(STAFF))


def may_edit(sent_at: datetime, now: datetime) -> bool:
    """Whether a message may still be edited by who sent it."""
    return now - sent_at <= EDIT_WINDOW


def preview(text: str) -> str:
    """The beginning of a message for lists and events."""
    return shortened(text, PREVIEW_CHARS)


def direct_key(one: UUID, other: UUID) -> str:
    """What a conversation of two people is found by, whoever begins it."""
    first, second = sorted((one.hex, other.hex))
    return f"{first}{second}"


# One picture as a reader sees it: with its colour, its keycap, its flag, or joined of several.
_EMOJI: Final = regex.compile(
    r"(?:\p{Regional_Indicator}{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Extended_Pictographic}[\p{EMod}\uFE0F\u200D\p{Extended_Pictographic}\U000E0020-\U000E007F]*)"
)


def check_emoji(text: str) -> str:
    """The text, if it is one emoji; raises ValueError."""
    if _EMOJI.fullmatch(text) is None or len(regex.findall(r"\X", text)) != 1:
        raise ValueError("one emoji")
    return text


@dataclass(frozen=True, slots=True)
class MessagePlace(Cursor):
    """Where a list of messages goes on, and whether towards newer ones."""

    number: Annotated[int, Field(ge=0, lt=1 << 31)]
    newer: bool
