"""What takes back what was said before: the log keeps its place, and nothing of its words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TAKES_BACK: Mapping[str, str] = MappingProxyType(
    {
        "announcement:removed": "announcementId",
        "comment:deleted": "commentId",
        "message:deleted": "messageId",
        "post:deleted": "postId",
        "question:deleted": "id",
    }
)
"""Events that end a thing, each with the field that names it. What the same channels said of the
thing is withheld from the log: who comes later could ask for it from the beginning."""
