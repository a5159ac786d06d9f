"""Enumerations of Q&A boards."""

from __future__ import annotations

from enum import StrEnum


class BoardScope(StrEnum):
    """Whose board it is; ``scopeId`` names the class, course, club or event."""

    TENANT = "TENANT"
    COURSE = "COURSE"
    CLASS = "CLASS"
    CLUB = "CLUB"
    EVENT = "EVENT"


class BoardStatus(StrEnum):
    """CLOSED: may be read, takes nothing new. ARCHIVED: the same, and out of the list."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"


class Moderation(StrEnum):
    """Which questions wait for a moderator: none, those the filter doubts, or all."""

    OFF = "OFF"
    FILTER = "FILTER"
    ALL = "ALL"


class QuestionStatus(StrEnum):
    """Where a question stands. The last three are not shown to everybody."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    UNDER_REVIEW = "UNDER_REVIEW"
    REJECTED = "REJECTED"
    MERGED = "MERGED"


class PollKind(StrEnum):
    """What a poll asks for: options, a number from 1 to 5, or words."""

    CHOICE = "CHOICE"
    RATING = "RATING"
    WORDCLOUD = "WORDCLOUD"


class PollStatus(StrEnum):
    """Whether votes are taken."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
