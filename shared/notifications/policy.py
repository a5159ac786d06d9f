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
_OPEN_ALL = Words("Open Stunity to read them.", "សូមបើក Stunity ដើម្បីអាន។")
_MEANWHILE = Words("{count} new notifications", "ការជូនដំណឹងថ្មី {count}")


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


def rest_of_quiet(at: time, start: time, end: time) -> timedelta | None:
    """How long quiet hours, which may go past midnight, still take; None outside of them."""
    inside = start <= at < end if start <= end else at >= start or at < end
    if not inside:
        return None
    return (_since_midnight(end) - _since_midnight(at)) % timedelta(days=1)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def wants_push(kind: NotificationType, *, looking: bool, first: bool) -> bool:
    """Whether a notification is to be pushed, now or when its reader may be disturbed.

    ``looking``: the person has a page before them. ``first``: it is new, and no further event of
    a group that was pushed before.
    """
    return not looking and (is_urgent(kind) or kind in DIRECT or first)


def has_room(kind: NotificationType, pushed_today: int) -> bool:
    """Whether it may be one more of the day."""
    return is_urgent(kind) or kind in DIRECT or pushed_today < MOST_A_DAY


def pushed_text(kind: NotificationType, entity: str | None, message: str, locale: str) -> str:
    """What a push says below its title."""
    return message if entity in SHOWN and kind not in DIRECT else _OPEN.in_language(locale)


def pushed_together(count: int, locale: str) -> tuple[str, str]:
    """Title and text of one push for several notifications."""
    title = _MEANWHILE.filled(count=str(count))
    return title.in_language(locale), _OPEN_ALL.in_language(locale)
