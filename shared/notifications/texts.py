"""The sentence of a notification, in the receiver's language."""

from __future__ import annotations

from shared.notifications.types import NotificationType
from shared.notifications.words import Words

_ONE_OTHER = Words("{who} and 1 other", "{who} និង 1 នាក់ទៀត")
_OTHERS = Words("{who} and {n} others", "{who} និង {n} នាក់ទៀត")


def message(kind: NotificationType, locale: str, *, actor: str, group_count: int) -> str:
    """One sentence for a group of events, of which ``actor`` caused the latest."""
    assert kind.told.message is not None, "what brings its own words has no sentence"
    others = group_count - 1
    who: str | Words = actor
    if others:
        who = (_ONE_OTHER if others == 1 else _OTHERS).filled(n=str(others), who=actor)
    return kind.told.message.filled(who=who).in_language(locale)
