"""All areas at once, which migrations and their tests need."""

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
