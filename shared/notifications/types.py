"""Enumerations of notifications."""

from __future__ import annotations

from enum import StrEnum


class NotificationType(StrEnum):
    """Why a person is notified."""

    POST_LIKE = "POST_LIKE"
    POST_COMMENT = "POST_COMMENT"
    COMMENT_REPLY = "COMMENT_REPLY"
    NEW_FOLLOWER = "NEW_FOLLOWER"
    QUESTION_ANSWERED = "QUESTION_ANSWERED"
    ANNOUNCEMENT = "ANNOUNCEMENT"


class Priority(StrEnum):
    """How soon it matters."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"
