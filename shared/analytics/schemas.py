"""Requests and responses of analytics."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.analytics.policy import BATCH, LONGEST_MS
from shared.analytics.types import Period, Step, ViewSource
from shared.auth.roles import Role
from shared.http.schema import Instant, RequestModel, ResponseModel, example

_Duration = Annotated[int, Field(ge=0, le=LONGEST_MS)]


class ViewSend(RequestModel, json_schema_extra=example(source="direct")):
    """Where the post was seen, and for how long."""

    source: ViewSource = ViewSource.DIRECT
    duration_ms: _Duration | None = None


class ViewOfPost(RequestModel):
    """A post that was seen, where, and when."""

    post_id: UUID
    source: ViewSource = ViewSource.FEED
    duration_ms: _Duration | None = None
    at: Annotated[
        Instant,
        Field(
            description="When it was seen, by the clock of the device. What cannot be is counted "
            "at the nearest moment that can: nothing is refused for a wrong clock."
        ),
    ]


class ViewBatch(
    RequestModel,
    json_schema_extra=example(
        views=[
            {
                "postId": "0190b2c4-7c1e-7a10-9d2b-4f5a6b7c8d9e",
                "source": "feed",
                "durationMs": 2400,
                "at": "2026-03-02T08:30:00Z",
            }
        ]
    ),
):
    """What a client has seen since it last said so."""

    views: Annotated[list[ViewOfPost], Field(min_length=1, max_length=BATCH)]


class ViewsTaken(ResponseModel):
    """How many views were taken, and of how many nothing is counted.

    Nobody counts as a viewer of their own posts, nor of posts that they may not read. The same
    post counts once for a person in an hour.
    """

    taken: int
    ignored: int


class PeriodQuery(RequestModel):
    """Of which time; the last one ends now."""

    period: Period = Period.WEEK


class FigurePoint(ResponseModel):
    """What was counted from this moment to the next point."""

    at: datetime
    views: int
    likes: int
    comments: int
    shares: int


class FiguresRead(ResponseModel):
    """How posts did in a period.

    ``viewers`` are people, each counted once; null stands for one to four of them, of whom no
    figure is shown that could be about one: ``series`` and ``sources`` are null then. Hours before
    ``rolledTo`` come from the roll-up, what came since from single views, up to ``asOf``.
    """

    period: Period
    step: Step
    since: datetime
    as_of: datetime
    rolled_to: datetime | None
    views: int
    views_ever: int
    viewers: int | None
    likes: int
    comments: int
    shares: int
    sources: dict[ViewSource, int] | None
    series: list[FigurePoint] | None


class PostAnalyticsRead(FiguresRead):
    """How one post did."""

    post_id: UUID
    title: str | None
    preview: str


class TopPostRead(ResponseModel):
    """A post, and how often it was seen in the period; ``viewers`` as in the figures."""

    post_id: UUID
    title: str | None
    preview: str
    created_at: datetime
    views: int
    viewers: int | None


class MyAnalyticsRead(FiguresRead):
    """How the caller's posts did, and which of them were seen most."""

    posts: int
    top: list[TopPostRead]


class SchoolPeriodQuery(RequestModel):
    """Of how many days."""

    period: Literal["7d", "30d", "90d"] = "7d"


class SchoolDay(ResponseModel):
    """A day of the school, by its clock.

    ``activeUsers`` counts the roles of which five people or more were there, and is null where
    there were fewer of each. ``attendanceRate`` is null where fewer than five pupils were called.
    """

    day: date
    active_users: int | None
    posts: int
    comments: int
    messages: int
    submissions: int
    live_sessions: int
    views: int
    attendance_rate: float | None


class RoleActivity(ResponseModel):
    """How many people of a role were there in the period, each counted once."""

    role: Role
    people: int | None


class SchoolAnalyticsRead(ResponseModel):
    """The days of the school that are over.

    ``until`` is the last day that was counted, and ``asOf`` when that was; both are null before
    the first night. People are counted as they were there on any of the days: whoever saw, wrote,
    handed in or played something. ``people`` of a role are null for one to four, and
    ``activeUsers`` counts the roles that are told.
    """

    period: Literal["7d", "30d", "90d"]
    timezone: str
    since: date
    until: date | None
    as_of: datetime | None
    active_users: int
    active_by_role: list[RoleActivity]
    days: list[SchoolDay]
