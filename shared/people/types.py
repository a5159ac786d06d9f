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
