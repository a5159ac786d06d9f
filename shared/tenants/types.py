"""Enumerations of schools and memberships."""

from __future__ import annotations

from enum import StrEnum


class TenantKind(StrEnum):
    """What a tenant is."""

    SCHOOL = "SCHOOL"
    ORG = "ORG"
    DEFAULT = "DEFAULT"


class TenantStatus(StrEnum):
    """Whether a school is open."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class MembershipStatus(StrEnum):
    """Where a membership stands; it is never deleted."""

    ACTIVE = "ACTIVE"
    INVITED = "INVITED"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"
