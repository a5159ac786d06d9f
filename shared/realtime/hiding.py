"""Whose events a reader does not get: people whom they blocked or muted, or who blocked them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, AnyStr

from shared.realtime.events import AccessChanged, EventWithheld

ALWAYS_SHOWN = (
    "server:",
    "session:",
    "flags:",
    "job:",
    "export:",
    "moderation:",
    "user:suspended",
    "announcement:",
    "assignment:",
    "attendance:",
    "calendar:",
    "enrollment:",
    "grade:",
    "live:",
    "submission:",
    "timetable:",
)
"""What the platform says, and what a school owes its people whatever they think of each other: a
pupil who muted a teacher still gets the grade, and the questions of a game."""


FOR_RELAYS = AccessChanged.wire_name
"""What nobody is shown, because relays alone act on it."""


def is_hidden(type_: str, actor: AnyStr | None, hidden: Collection[AnyStr]) -> bool:
    """Whether a reader who hides these people does not get the event of this actor."""
    return type_ == FOR_RELAYS or (actor in hidden and not type_.startswith(ALWAYS_SHOWN))


def withheld(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the place of a hidden event: its position and nothing of what happened.

    Without it the reader would find a hole in the channel's numbers and ask for it for ever.
    """
    return {
        **envelope,
        "type": EventWithheld.wire_name,
        "version": EventWithheld.version,
        "legacyType": None,
        "actorId": None,
        "requestId": None,
        "data": {},
    }
