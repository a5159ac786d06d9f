"""Enumerations of school records."""

from __future__ import annotations

from enum import StrEnum


class YearStatus(StrEnum):
    """Where a school year stands."""

    PLANNING = "PLANNING"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class StudentStatus(StrEnum):
    """Where a student stands."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    GRADUATED = "GRADUATED"
    TRANSFERRED = "TRANSFERRED"
