"""What a line of the activity feed says, in the language of the school."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.notifications.activity.types import Action, EntityType
from shared.notifications.words import Words

_TEXTS: Mapping[tuple[EntityType, Action], Words] = MappingProxyType(
    {
        (EntityType.POST, Action.CREATED): Words("{who} wrote a post", "{who} បានបង្ហោះ"),
        (EntityType.POST, Action.COMMENTED): Words(
            "{who} commented on a post", "{who} បានផ្ដល់មតិលើការបង្ហោះមួយ"
        ),
        (EntityType.QUIZ, Action.PUBLISHED): Words(
            "{who} published the quiz “{what}”", "{who} បានផ្សាយកម្រងសំណួរ «{what}»"
        ),
        (EntityType.LIVE_GAME, Action.STARTED): Words(
            "{who} started the live quiz “{what}”", "{who} បានចាប់ផ្ដើមកម្រងសំណួរផ្ទាល់ «{what}»"
        ),
        (EntityType.COURSE, Action.PUBLISHED): Words(
            "{who} published the course “{what}”", "{who} បានផ្សាយវគ្គសិក្សា «{what}»"
        ),
        (EntityType.BOARD, Action.OPENED): Words(
            "{who} opened the board “{what}”", "{who} បានបើកក្ដារសំណួរ «{what}»"
        ),
        (EntityType.CLUB, Action.FOUNDED): Words(
            "{who} founded the club “{what}”", "{who} បានបង្កើតក្លឹប «{what}»"
        ),
    }
)


def description(
    entity: EntityType, action: Action, locale: str, *, who: str, what: str = ""
) -> str:
    """One sentence. It quotes nothing but titles: who reads the line may not read the thing."""
    return _TEXTS[entity, action].filled(who=who, what=what).in_language(locale)
