"""What queries of analytics select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.analytics.types import ViewSource


@dataclass(frozen=True, slots=True)
class View:
    """A view as it is counted: in its hour, under its id."""

    post_id: UUID
    hour: datetime
    view_id: UUID
    source: ViewSource
    duration_ms: int | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a roll-up has come, and from where on figures may still change."""

    rolled_to: datetime
    final_day: date
    final_from: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """What was counted from one moment of a series to the next."""

    at: datetime
    views: int
    likes: int
    comments: int
    shares: int


@dataclass(frozen=True, slots=True)
class TopPost:
    """A post, and how it did in a period."""

    post_id: UUID
    title: str | None
    content: str
    created_at: datetime
    views: int
    viewers: int


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """A day of a school."""

    day: date
    active_by_role: Mapping[str, int]
    posts: int
    comments: int
    messages: int
    submissions: int
    live_sessions: int
    views: int
    attendance_rate: float | None
    computed_at: datetime
