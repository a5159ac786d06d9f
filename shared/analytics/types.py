"""Enumerations of analytics."""

from __future__ import annotations

from enum import StrEnum


class ViewSource(StrEnum):
    """Where a post was seen."""

    FEED = "feed"
    SEARCH = "search"
    PROFILE = "profile"
    DIRECT = "direct"


class EngagementKind(StrEnum):
    """What somebody did with a post."""

    LIKE = "LIKE"
    REACTION = "REACTION"
    COMMENT = "COMMENT"
    SHARE = "SHARE"


class Rollup(StrEnum):
    """A roll-up, and how far it has come in a school."""

    VIEWS = "VIEWS"
    ENGAGEMENT = "ENGAGEMENT"


class Period(StrEnum):
    """Of which time figures are wanted; the last one ends now."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"


class Step(StrEnum):
    """What one point of a series stands for."""

    HOUR = "hour"
    DAY = "day"
