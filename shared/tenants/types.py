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


class InvitationStatus(StrEnum):
    """Where an invitation stands."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ClaimType(StrEnum):
    """As whom a claim code lets somebody in."""

    STUDENT = "STUDENT"
    TEACHER = "TEACHER"
    STAFF = "STAFF"
    PARENT = "PARENT"


class ClaimStatus(StrEnum):
    """Where a claim code stands."""

    ACTIVE = "ACTIVE"
    CLAIMED = "CLAIMED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class JoinedVia(StrEnum):
    """How somebody came into a school."""

    INVITATION = "invitation"
    CLAIM_CODE = "claim_code"
    FOUNDER = "founder"
