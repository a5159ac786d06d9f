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


class QueuePart(StrEnum):
    """What of the queue is wanted."""

    OPEN = "OPEN"
    """What nobody has decided."""
    APPEALED = "APPEALED"
    """What somebody should look at again."""
    DECIDED = "DECIDED"


class AppealVerdict(StrEnum):
    """What a second look makes of a decision."""

    UPHELD = "UPHELD"
    """It stands."""
    OVERTURNED = "OVERTURNED"
    """It was wrong, and counts no longer."""


class ContactPolicy(StrEnum):
    """What becomes of a question with an address of the web, of mail, or a number of a phone."""

    ALLOW = "ALLOW"
    HOLD = "HOLD"
    REFUSE = "REFUSE"
