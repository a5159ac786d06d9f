"""What people of the demo school have seen in the last days, and the days that are over."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from infra.local.demo.stage import Stage
from infra.postgres import analytics, tenants
from infra.postgres.analytics.tables import post_view_counts
from infra.postgres.social.tables import posts
from infra.postgres.tenants.tables import memberships
from shared.analytics.policy import hour_of, last_complete_day, rebuilt, view_id
from shared.analytics.types import Rollup, ViewSource
from shared.social.types import Visibility

_HOURS = 80
"""Partitions of earlier days are not there in a new database."""

_DAYS = 30
_SOURCES = (*[ViewSource.FEED] * 6, *[ViewSource.PROFILE] * 2, ViewSource.SEARCH, ViewSource.DIRECT)
_OPEN = (Visibility.PUBLIC, Visibility.SCHOOL)


def add(stage: Stage) -> None:
    """Play who saw what, roll it up, and count the days of a month."""
    unit, now = stage.unit, stage.now
    mine = post_view_counts.c.tenant_id == unit.tenant
    if unit.all(select(post_view_counts.c.post_id).where(mine).limit(1)):
        return
    people = [
        row.user_id
        for row in unit.all(
            select(memberships.c.user_id)
            .where(memberships.c.tenant_id == unit.tenant, memberships.c.status == "ACTIVE")
            .order_by(memberships.c.user_id)
        )
    ]
    p = posts.c
    wanted = select(p.id, p.author_id, p.created_at).where(
        p.tenant_id == unit.tenant, p.status == "PUBLISHED", p.visibility.in_(_OPEN)
    )
    chance = random.Random(7)  # noqa: S311 - the same school in each run
    intake = unit(analytics.IntakeRepository)
    for post in unit.all(wanted.order_by(p.id)):
        liked = chance.uniform(0.2, 0.9)
        for viewer in people:
            if viewer == post.author_id or chance.random() > liked:
                continue
            seen_at = now - timedelta(hours=_HOURS * chance.random() ** 1.5)
            hour = hour_of(seen_at)
            took = chance.randint(1_200, 20_000)
            which = view_id(viewer, post.id, hour)
            source = chance.choice(_SOURCES)
            view = analytics.View(post.id, hour, which, source, took, seen_at)
            stage.acts += intake.record(viewer, [view])
    rollups, days = unit(analytics.RollupRepository), unit(analytics.ActivityRepository)
    zone, window = ZoneInfo(unit(tenants.TenantRepository).details().timezone), rebuilt(now, None)
    rollups.roll_views(window, zone)
    rollups.put_mark(Rollup.VIEWS, window, zone, now)
    last = last_complete_day(now, zone)
    for ago in reversed(range(_DAYS)):
        days.count_day(last - timedelta(days=ago), zone, now)
