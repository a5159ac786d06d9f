"""What notifications say, in the receiver's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.notifications.types import NotificationType

_TITLES: Mapping[str, Mapping[NotificationType, str]] = MappingProxyType(
    {
        "en": {
            NotificationType.POST_LIKE: "New like",
            NotificationType.POST_COMMENT: "New comment",
            NotificationType.COMMENT_REPLY: "New reply",
            NotificationType.NEW_FOLLOWER: "New follower",
            NotificationType.QUESTION_ANSWERED: "Your question was answered",
            NotificationType.ANNOUNCEMENT: "Your school asks",
        },
        "km": {
            NotificationType.POST_LIKE: "ការចូលចិត្តថ្មី",
            NotificationType.POST_COMMENT: "មតិយោបល់ថ្មី",
            NotificationType.COMMENT_REPLY: "ការឆ្លើយតបថ្មី",
            NotificationType.NEW_FOLLOWER: "អ្នកតាមដានថ្មី",
            NotificationType.QUESTION_ANSWERED: "សំណួររបស់អ្នកបានទទួលចម្លើយ",
            NotificationType.ANNOUNCEMENT: "សាលារបស់អ្នកសួរ",
        },
    }
)
_MESSAGES: Mapping[str, Mapping[NotificationType, str]] = MappingProxyType(
    {
        "en": {
            NotificationType.POST_LIKE: "{who} liked your post",
            NotificationType.POST_COMMENT: "{who} commented on your post",
            NotificationType.COMMENT_REPLY: "{who} replied to your comment",
            NotificationType.NEW_FOLLOWER: "{who} started following you",
            NotificationType.QUESTION_ANSWERED: "{who} answered your question",
        },
        "km": {
            NotificationType.POST_LIKE: "{who} បានចូលចិត្តការបង្ហោះរបស់អ្នក",
            NotificationType.POST_COMMENT: "{who} បានផ្ដល់មតិលើការបង្ហោះរបស់អ្នក",
            NotificationType.COMMENT_REPLY: "{who} បានឆ្លើយតបមតិរបស់អ្នក",
            NotificationType.NEW_FOLLOWER: "{who} បានចាប់ផ្ដើមតាមដានអ្នក",
            NotificationType.QUESTION_ANSWERED: "{who} បានឆ្លើយសំណួររបស់អ្នក",
        },
    }
)
_OTHERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "en": ("{who} and 1 other", "{who} and {n} others"),
        "km": ("{who} និង 1 នាក់ទៀត", "{who} និង {n} នាក់ទៀត"),
    }
)


def title(kind: NotificationType, locale: str) -> str:
    """The heading of a notification."""
    return _TITLES.get(locale, _TITLES["en"])[kind]


def message(kind: NotificationType, locale: str, *, actor: str, group_count: int) -> str:
    """One sentence for a group of events, of which ``actor`` caused the latest.

    An announcement has none: it brings its own words.
    """
    one, many = _OTHERS.get(locale, _OTHERS["en"])
    others = group_count - 1
    who = "{who}" if others == 0 else (one if others == 1 else many)
    # The name comes last: what a person calls themselves is no template.
    name = who.replace("{n}", str(others)).replace("{who}", actor)
    return _MESSAGES.get(locale, _MESSAGES["en"])[kind].replace("{who}", name)
