"""Rules of notifications without I/O: by which ways one comes, and what a push may say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta

from shared.notifications.types import EmailFrequency, NotificationType, Priority
from shared.notifications.words import Words

MOST_A_DAY = 3
"""Pushes to one person in a day, but for messages to them and for what is urgent."""

FOREGROUND = timedelta(seconds=25)
"""Whoever has looked at a page so lately sees it there: a page beats every 20 seconds."""

DIGEST_HOUR = 7
"""When digests are sent, in the reader's time zone; those of a week on Mondays."""

SHOWN = frozenset({"post", "comment", "user", "question", "club", "course", "board", "tenant"})
"""What a push may speak of. All else says that there is something, on a screen that others see:
messages, marks and absences, and whatever comes without having been thought of here."""

DIRECT = frozenset({NotificationType.MESSAGE_RECEIVED})
"""What each time is pushed: somebody waits for an answer."""

_OPEN = Words("Open Stunity to read it.", "សូមបើក Stunity ដើម្បីអាន។")


@dataclass(frozen=True, slots=True)
class Channels:
    """The ways by which notifications of one type reach a person."""

    in_app: bool = True
    push: bool = True
    email: EmailFrequency = EmailFrequency.OFF


DEFAULT = Channels()
"""Of whoever has never chosen."""


def is_urgent(kind: NotificationType) -> bool:
    """Whether it waits for nothing and cannot be turned off."""
    return kind.told.priority is Priority.URGENT


def channels_of(kind: NotificationType, chosen: Channels | None) -> Channels:
    """The ways that hold: what is urgent comes in the app and as a push, whatever was chosen."""
    found = chosen or DEFAULT
    return replace(found, in_app=True, push=True) if is_urgent(kind) else found


def is_quiet(at: time, start: time, end: time) -> bool:
    """Whether a local time lies in quiet hours, which may go past midnight."""
    if start <= end:
        return start <= at < end
    return at >= start or at < end


def may_push(
    kind: NotificationType, *, quiet: bool, looking: bool, first: bool, pushed_today: int
) -> bool:
    """Whether a notification is pushed.

    ``looking``: the person has a page before them. ``first``: it is new, and no further event of
    a group that was pushed before.
    """
    if looking:
        return False
    if is_urgent(kind):
        return True
    if quiet:
        return False
    return kind in DIRECT or (first and pushed_today < MOST_A_DAY)


def pushed_text(kind: NotificationType, entity: str | None, message: str, locale: str) -> str:
    """What a push says below its title."""
    return message if entity in SHOWN and kind not in DIRECT else _OPEN.in_language(locale)
