"""Enumerations of the social feed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class PostType(StrEnum):
    """What a post is."""

    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    POLL = "POLL"
    QUIZ = "QUIZ"
    ARTICLE = "ARTICLE"
    EVENT = "EVENT"
    QUESTION = "QUESTION"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    RESOURCE = "RESOURCE"


TextPostType = Literal[
    PostType.TEXT,
    PostType.IMAGE,
    PostType.VIDEO,
    PostType.ARTICLE,
    PostType.QUESTION,
    PostType.ANNOUNCEMENT,
    PostType.RESOURCE,
]
"""Posts that are text and media; the others carry something of their own."""


class Visibility(StrEnum):
    """Who may read a post."""

    PUBLIC = "PUBLIC"
    SCHOOL = "SCHOOL"
    CLASS = "CLASS"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"


class PostStatus(StrEnum):
    """Where a post stands between draft and removal."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"
    REMOVED = "REMOVED"


class ReactionType(StrEnum):
    """What somebody says with a tap."""

    LIKE = "LIKE"
    LOVE = "LOVE"
    HELPFUL = "HELPFUL"
    INSIGHTFUL = "INSIGHTFUL"
    CELEBRATE = "CELEBRATE"
    CURIOUS = "CURIOUS"
