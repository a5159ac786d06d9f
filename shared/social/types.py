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
    PostType.POLL,
    PostType.EVENT,
    PostType.IMAGE,
    PostType.VIDEO,
    PostType.ARTICLE,
    PostType.QUESTION,
    PostType.ANNOUNCEMENT,
    PostType.RESOURCE,
]
"""Posts that people write; one of a quiz is made by publishing it."""


class RsvpStatus(StrEnum):
    """Whether somebody comes to an event."""

    GOING = "GOING"
    MAYBE = "MAYBE"
    NO = "NO"


class Timeline(StrEnum):
    """What somebody reads from its end on, on several devices."""

    FEED = "FEED"
    NOTIFICATIONS = "NOTIFICATIONS"


class Visibility(StrEnum):
    """Who may read a post."""

    PUBLIC = "PUBLIC"
    SCHOOL = "SCHOOL"
    CLASS = "CLASS"
    CLUB = "CLUB"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"


class PostStatus(StrEnum):
    """Where a post stands between draft and removal."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"
    REMOVED = "REMOVED"


NewPostStatus = Literal[PostStatus.DRAFT, PostStatus.SCHEDULED, PostStatus.PUBLISHED]
"""Where a post may begin."""


class ReactionType(StrEnum):
    """What somebody says with a tap."""

    LIKE = "LIKE"
    LOVE = "LOVE"
    HELPFUL = "HELPFUL"
    INSIGHTFUL = "INSIGHTFUL"
    CELEBRATE = "CELEBRATE"
    CURIOUS = "CURIOUS"


class FeedPool(StrEnum):
    """Where a post of the chosen feed was found."""

    NETWORK = "NETWORK"
    TRENDING = "TRENDING"
    FRESH = "FRESH"
    SEMANTIC = "SEMANTIC"
    SCHOOL = "SCHOOL"


class Factor(StrEnum):
    """What speaks for a post in the chosen feed."""

    ENGAGEMENT = "ENGAGEMENT"
    RELEVANCE = "RELEVANCE"
    QUALITY = "QUALITY"
    RECENCY = "RECENCY"
    SOCIAL_PROOF = "SOCIAL_PROOF"
    LEARNING = "LEARNING"
    SEMANTIC = "SEMANTIC"


class FeedbackKind(StrEnum):
    """What somebody says about posts like one, for their own chosen feed."""

    SEE_MORE = "SEE_MORE"
    NOT_INTERESTED = "NOT_INTERESTED"
    HIDE_AUTHOR = "HIDE_AUTHOR"
