"""Enumerations of moderation."""

from __future__ import annotations

from enum import StrEnum


class TargetType(StrEnum):
    """What can be reported."""

    POST = "POST"
    COMMENT = "COMMENT"
    MESSAGE = "MESSAGE"
    USER = "USER"


class ReportReason(StrEnum):
    """Why something is reported."""

    SPAM = "SPAM"
    HARASSMENT = "HARASSMENT"
    INAPPROPRIATE = "INAPPROPRIATE"
    MISINFORMATION = "MISINFORMATION"
    VIOLENCE = "VIOLENCE"
    SELF_HARM = "SELF_HARM"
    OTHER = "OTHER"


class CaseStatus(StrEnum):
    """Whether somebody has decided."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"


class Verdict(StrEnum):
    """What a moderator does about what was reported."""

    APPROVE = "APPROVE"
    """Nothing: it may stay."""
    REMOVE = "REMOVE"
    """It goes."""
    WARN = "WARN"
    """Whose it is gets told not to."""
    SUSPEND = "SUSPEND"
    """Whose it is stays outside for a while."""
