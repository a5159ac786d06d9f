"""Enumerations of people and their relations."""

from __future__ import annotations

from enum import StrEnum


class FollowStatus(StrEnum):
    """Whether a follow was accepted."""

    ACCEPTED = "ACCEPTED"
    PENDING = "PENDING"


class Audience(StrEnum):
    """Who may see a part of a profile."""

    PUBLIC = "PUBLIC"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"


class Theme(StrEnum):
    """How the app looks: as the device does, or always so."""

    SYSTEM = "SYSTEM"
    LIGHT = "LIGHT"
    DARK = "DARK"


class Decision(StrEnum):
    """What becomes of a request to follow."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"


class ExportStatus(StrEnum):
    """Where an archive of a person's data stands."""

    QUEUED = "QUEUED"
    READY = "READY"
    EXPIRED = "EXPIRED"
    """It was there for a day, and is gone."""


class DevicePlatform(StrEnum):
    """How pushes reach a device."""

    IOS = "IOS"
    ANDROID = "ANDROID"
    WEB = "WEB"


class SuggestedBecause(StrEnum):
    """Why somebody is suggested."""

    MUTUAL = "MUTUAL"
    """People whom one follows follow them."""
    CLASS = "CLASS"
    """They learn or teach in a class of one's own."""
    CLUB = "CLUB"
    """They are in a club of one's own."""
    SCHOOL = "SCHOOL"
    """They are new in the school, and there."""
