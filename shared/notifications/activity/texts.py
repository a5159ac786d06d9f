"""What a line of the activity feed says, in the language of the school."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.notifications.activity.types import Action, EntityType

_TEXTS: Mapping[str, Mapping[tuple[EntityType, Action], str]] = MappingProxyType(
    {
        "en": {
            (EntityType.POST, Action.CREATED): "{who} wrote a post",
            (EntityType.POST, Action.COMMENTED): "{who} commented on a post",
            (EntityType.QUIZ, Action.PUBLISHED): "{who} published the quiz “{what}”",
            (EntityType.LIVE_GAME, Action.STARTED): "{who} started the live quiz “{what}”",
            (EntityType.BOARD, Action.OPENED): "{who} opened the board “{what}”",
        },
        "km": {
            (EntityType.POST, Action.CREATED): "{who} បានបង្ហោះ",
            (EntityType.POST, Action.COMMENTED): "{who} បានផ្ដល់មតិលើការបង្ហោះមួយ",
            (EntityType.QUIZ, Action.PUBLISHED): "{who} បានផ្សាយកម្រងសំណួរ «{what}»",
            (EntityType.LIVE_GAME, Action.STARTED): "{who} បានចាប់ផ្ដើមកម្រងសំណួរផ្ទាល់ «{what}»",
            (EntityType.BOARD, Action.OPENED): "{who} បានបើកក្ដារសំណួរ «{what}»",
        },
    }
)


def description(
    entity: EntityType, action: Action, locale: str, *, who: str, what: str = ""
) -> str:
    """One sentence. It quotes nothing but titles: who reads the line may not read the thing."""
    text = _TEXTS.get(locale, _TEXTS["en"])[entity, action]
    before, _, after = text.partition("{what}")
    # Names are no templates: each is put in once, and what it contains is left alone.
    parts = (before.replace("{who}", who), what, after) if after else (text.replace("{who}", who),)
    return "".join(parts)
