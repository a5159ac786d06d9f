"""Enumerations of clubs."""

from __future__ import annotations

from enum import StrEnum


class ClubMode(StrEnum):
    """How one comes into a club."""

    PUBLIC = "PUBLIC"
    """Whoever wants is in it, and the whole school reads along."""
    APPROVAL_REQUIRED = "APPROVAL_REQUIRED"
    """Everybody knows of it; who asks is let in by an owner."""
    INVITE_ONLY = "INVITE_ONLY"
    """Only its members and those whom they invite know of it."""


class ClubRole(StrEnum):
    """What somebody is in a club."""

    OWNER = "OWNER"
    INSTRUCTOR = "INSTRUCTOR"
    MEMBER = "MEMBER"
    OBSERVER = "OBSERVER"
    """Reads, and writes nothing."""


class ClubStatus(StrEnum):
    """How somebody stands to a club."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    """Has asked to come in."""
    INVITED = "INVITED"
    REMOVED = "REMOVED"
    """Was put out, and comes back by invitation only."""
