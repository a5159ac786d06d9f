"""What can go wrong in the database, in words that callers of repositories understand.

DatabaseError
├── DatabaseUnavailable   answered too late or not at all
├── UniqueViolation       the row is there already
├── ForeignKeyViolation   the row points to nothing, or something points to it
├── ExclusionViolation    the row overlaps another one
├── AccessRefused         row security, or a channel of another school
└── TenantNotChosen       a unit of work touched a school's table without a school
"""

from __future__ import annotations

from typing import Literal

UnavailableReason = Literal[
    "lock_timeout", "statement_timeout", "pool_timeout", "connection", "conflict", "stale_plan"
]


class DatabaseError(Exception):
    """The root of what this package raises on purpose."""


class DatabaseUnavailable(DatabaseError):
    """The database did not answer in time.

    ``retryable`` says that nothing was committed for certain. It is false when the connection
    broke during COMMIT: then only a request with an idempotency key may be repeated.
    """

    def __init__(self, reason: UnavailableReason, *, retryable: bool = True) -> None:
        super().__init__(reason)
        self.reason: UnavailableReason = reason
        self.retryable = retryable


class UniqueViolation(DatabaseError):
    """A row with this key exists."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class ForeignKeyViolation(DatabaseError):
    """A reference points to no row, or a row is still referred to."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class ExclusionViolation(DatabaseError):
    """The row overlaps one that is there."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class AccessRefused(DatabaseError):
    """The database refused what the role or the chosen school may not do."""


class TenantNotChosen(DatabaseError):
    """A statement on a school's table in a unit of work that acts for no school."""
