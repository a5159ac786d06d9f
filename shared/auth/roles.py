"""Roles a person can hold in a school."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The role of a membership, or of a scoped assignment (MODERATOR), or none (the last two)."""

    STUDENT = "STUDENT"
    TEACHER = "TEACHER"
    RESEARCHER = "RESEARCHER"
    PARENT = "PARENT"
    ADMIN = "ADMIN"
    MODERATOR = "MODERATOR"
    GUEST = "GUEST"
    PLATFORM_ADMIN = "PLATFORM_ADMIN"


MEMBER_ROLES = (Role.STUDENT, Role.TEACHER, Role.RESEARCHER, Role.PARENT, Role.ADMIN)
"""Roles that a membership may have."""


STAFF = (Role.TEACHER, Role.ADMIN)
"""Those who teach and run a school: nobody else goes by their names."""
