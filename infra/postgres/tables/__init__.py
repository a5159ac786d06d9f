"""Every table of the database, as SQLAlchemy Core objects in one MetaData.

Importing this package imports all areas, which migrations and their tests need. A repository
imports the module of its area only.
"""

from __future__ import annotations

from infra.postgres.tables import (
    activity,
    boards,
    event_log,
    guests,
    identity,
    live,
    notifications,
    platform,
    pulses,
    quizzes,
    school,
    social,
    tenancy,
)
from infra.postgres.tables.base import metadata

__all__ = [
    "activity",
    "boards",
    "event_log",
    "guests",
    "identity",
    "live",
    "metadata",
    "notifications",
    "platform",
    "pulses",
    "quizzes",
    "school",
    "social",
    "tenancy",
]
