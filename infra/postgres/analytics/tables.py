"""Raw views and reactions by the day, and what is made of them.

A row of the raw tables is in the partition of its day; there is none for days out of reach, so that
no wrong clock makes one. The job of partitions keeps a week of them ahead.
"""

from __future__ import annotations

from sqlalchemy import Date, DateTime, Float, Index, desc

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    choice,
    counter,
    document,
    identifier,
    instant,
    is_member,
    key,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school, severed
from shared.analytics.types import EngagementKind, Rollup, ViewSource

_MOMENT = DateTime(timezone=True)

post_views_ts = table(
    "post_views_ts",
    # What was counted stays counted when a viewer is erased: only who it was goes.
    of_person("viewer_id", Erasure.KEEP, Retention.EXPIRES),
    tenant_id(),
    key("post_id"),
    key("hour", _MOMENT, Data.FACT),
    # Derived from viewer, post and hour: the same view twice is one row.
    key("view_id"),
    severed(identifier("viewer_id", nullable=True)),
    *choice("source", ViewSource),
    number("duration_ms", nullable=True),
    instant("seen_at", nullable=False),
    Index("post_views_ts_hour_idx", "tenant_id", "hour"),
    postgresql_partition_by="RANGE (hour)",
)

post_viewers = table(
    "post_viewers",
    of_person("viewer_id"),
    tenant_id(),
    key("post_id"),
    key("viewer_id"),
    instant("first_seen_at", nullable=False),
    instant("last_seen_at", nullable=False),
    same_tenant("post_id", "posts"),
    is_member("viewer_id"),
    Index("post_viewers_last_idx", "tenant_id", "post_id", "last_seen_at"),
    Index("post_viewers_viewer_idx", "tenant_id", "viewer_id"),
)

post_view_counts = table(
    "post_view_counts",
    of_school(),
    tenant_id(),
    key("post_id"),
    counter("views_count"),
    same_tenant("post_id", "posts"),
    # All updates, in place: posts themselves are wide, and stay where they are.
    postgresql_with={"fillfactor": 50},
)

post_views_hourly = table(
    "post_views_hourly",
    of_school(Retention.EXPIRES),
    tenant_id(),
    key("post_id"),
    key("hour", _MOMENT, Data.FACT),
    number("view_count"),
    number("unique_viewers"),
    document("by_source", Data.FACT, empty=True),
    Index(None, "tenant_id", "hour"),
)

post_views_daily = table(
    "post_views_daily",
    of_school(),
    tenant_id(),
    key("post_id"),
    # By the clock of the school.
    key("day", Date(), Data.FACT),
    number("view_count"),
    number("unique_viewers"),
    document("by_source", Data.FACT, empty=True),
    Index(None, "tenant_id", "day"),
)

engagement_ts = table(
    "engagement_ts",
    of_person("actor_id", Erasure.KEEP, Retention.EXPIRES),
    tenant_id(),
    key("post_id"),
    key("hour", _MOMENT, Data.FACT),
    key("event_id"),
    severed(identifier("actor_id", nullable=True)),
    *choice("kind", EngagementKind),
    instant("done_at", nullable=False),
    Index("engagement_ts_hour_idx", "tenant_id", "hour"),
    postgresql_partition_by="RANGE (hour)",
)

engagement_hourly = table(
    "engagement_hourly",
    of_school(Retention.EXPIRES),
    tenant_id(),
    key("post_id"),
    key("hour", _MOMENT, Data.FACT),
    counter("likes"),
    counter("comments"),
    counter("shares"),
    Index(None, "tenant_id", "hour"),
)

rollup_marks = table(
    "rollup_marks",
    of_school(),
    tenant_id(),
    key("rollup", Choice(Rollup), Data.FACT),
    # Whole hours before this are in the roll-up.
    instant("rolled_to", nullable=False),
    # Days before this one will not change any more, and this is when it begins.
    number("final_day", Date()),
    instant("final_from", nullable=False),
    stamped("updated_at"),
)

school_activity_daily = table(
    "school_activity_daily",
    of_school(),
    tenant_id(),
    key("day", Date(), Data.FACT),
    counter("active_users"),
    # How many of each role were there.
    document("active_by_role", Data.FACT, empty=True),
    counter("posts"),
    counter("comments"),
    counter("messages"),
    counter("submissions"),
    counter("live_sessions"),
    counter("views"),
    # Of a hundred marks; none where no register was taken.
    number("attendance_rate", Float(), nullable=True),
    stamped("computed_at"),
)

user_active_days = table(
    "user_active_days",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    key("day", Date(), Data.FACT),
    key("user_id"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id", desc("day")),
)
