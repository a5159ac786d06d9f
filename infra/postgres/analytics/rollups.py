"""Roll-ups: whole hours and days made anew from raw rows, whatever stood there before."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.analytics.records import Mark
from infra.postgres.analytics.tables import engagement_hourly, post_views_hourly, rollup_marks
from infra.postgres.core.repository import Repository, columns_of
from shared.analytics.policy import HOURLY_KEPT, REBUILT, Window, day_start, days_of
from shared.analytics.types import Rollup

_COUNTED = """
           count(*) AS view_count,
           -- An erased viewer is one of their own: who it was is not known any more.
           count(DISTINCT coalesce(v.viewer_id, v.view_id)) AS unique_viewers,
           jsonb_strip_nulls(jsonb_build_object(
             'feed', nullif(count(*) FILTER (WHERE v.source = 'feed'), 0),
             'search', nullif(count(*) FILTER (WHERE v.source = 'search'), 0),
             'profile', nullif(count(*) FILTER (WHERE v.source = 'profile'), 0),
             'direct', nullif(count(*) FILTER (WHERE v.source = 'direct'), 0))) AS by_source
      FROM app.post_views_ts AS v
     WHERE v.tenant_id = :tenant_id AND v.hour >= :start AND v.hour < :end
"""

_HOURLY = text(
    f"""
    WITH fresh AS MATERIALIZED (
    SELECT v.post_id, v.hour, {_COUNTED} GROUP BY v.post_id, v.hour
    ), gone AS (
      DELETE FROM app.post_views_hourly AS h
       WHERE h.tenant_id = :tenant_id AND h.hour >= :start AND h.hour < :end
         AND NOT EXISTS (SELECT FROM fresh AS f WHERE f.post_id = h.post_id AND f.hour = h.hour)
    )
    INSERT INTO app.post_views_hourly AS h
           (tenant_id, post_id, hour, view_count, unique_viewers, by_source)
    SELECT :tenant_id, post_id, hour, view_count, unique_viewers, by_source FROM fresh
        ON CONFLICT (tenant_id, post_id, hour) DO UPDATE
       SET view_count = EXCLUDED.view_count, unique_viewers = EXCLUDED.unique_viewers,
           by_source = EXCLUDED.by_source
     WHERE (h.view_count, h.unique_viewers, h.by_source)
           IS DISTINCT FROM (EXCLUDED.view_count, EXCLUDED.unique_viewers, EXCLUDED.by_source)
    """  # noqa: S608 - of this module
)

_DAILY = text(
    f"""
    WITH fresh AS MATERIALIZED (
    SELECT v.post_id, (v.hour AT TIME ZONE :zone)::date AS day, {_COUNTED} GROUP BY 1, 2
    ), gone AS (
      DELETE FROM app.post_views_daily AS d
       WHERE d.tenant_id = :tenant_id AND d.day BETWEEN :first AND :last
         AND NOT EXISTS (SELECT FROM fresh AS f WHERE f.post_id = d.post_id AND f.day = d.day)
    )
    INSERT INTO app.post_views_daily AS d
           (tenant_id, post_id, day, view_count, unique_viewers, by_source)
    SELECT :tenant_id, post_id, day, view_count, unique_viewers, by_source FROM fresh
        ON CONFLICT (tenant_id, post_id, day) DO UPDATE
       SET view_count = EXCLUDED.view_count, unique_viewers = EXCLUDED.unique_viewers,
           by_source = EXCLUDED.by_source
     WHERE (d.view_count, d.unique_viewers, d.by_source)
           IS DISTINCT FROM (EXCLUDED.view_count, EXCLUDED.unique_viewers, EXCLUDED.by_source)
    """  # noqa: S608 - of this module
)

_ENGAGEMENT = text(
    """
    WITH fresh AS MATERIALIZED (
      SELECT e.post_id, e.hour,
             -- Who changes their mind within the hour has reacted once.
             count(DISTINCT coalesce(e.actor_id, e.event_id))
               FILTER (WHERE e.kind IN ('LIKE', 'REACTION')) AS likes,
             count(*) FILTER (WHERE e.kind = 'COMMENT') AS comments,
             count(*) FILTER (WHERE e.kind = 'SHARE') AS shares
        FROM app.engagement_ts AS e
       WHERE e.tenant_id = :tenant_id AND e.hour >= :start AND e.hour < :end
       GROUP BY e.post_id, e.hour
    ), gone AS (
      DELETE FROM app.engagement_hourly AS h
       WHERE h.tenant_id = :tenant_id AND h.hour >= :start AND h.hour < :end
         AND NOT EXISTS (SELECT FROM fresh AS f WHERE f.post_id = h.post_id AND f.hour = h.hour)
    )
    INSERT INTO app.engagement_hourly AS h (tenant_id, post_id, hour, likes, comments, shares)
    SELECT :tenant_id, post_id, hour, likes, comments, shares FROM fresh
        ON CONFLICT (tenant_id, post_id, hour) DO UPDATE
       SET likes = EXCLUDED.likes, comments = EXCLUDED.comments, shares = EXCLUDED.shares
     WHERE (h.likes, h.comments, h.shares)
           IS DISTINCT FROM (EXCLUDED.likes, EXCLUDED.comments, EXCLUDED.shares)
    """
)


class RollupRepository(Repository):
    """Makes the roll-ups of one school."""

    def get_mark(self, rollup: Rollup) -> Mark | None:
        """How far a roll-up has come; None where it has never run."""
        m = rollup_marks.c
        mine = select(*columns_of(Mark, rollup_marks)).where(m.tenant_id == self.tenant)
        return self._record(Mark, mine.where(m.rollup == rollup))

    def roll_views(self, window: Window, zone: ZoneInfo) -> int:
        """Make hours of a window anew, and the days that it touches; returns what has changed."""
        changed = self._unit.execute(_HOURLY, self._values_of(window)).rowcount
        first, last = days_of(window, zone)
        values = {
            "tenant_id": self.tenant,
            "zone": zone.key,
            "first": first,
            "last": last,
            "start": day_start(first, zone),
            "end": window.end,
        }
        changed += self._unit.execute(_DAILY, values).rowcount
        return changed + self._forget(window.end, Rollup.VIEWS)

    def roll_engagement(self, window: Window) -> int:
        """Make hours of a window anew; returns what has changed."""
        changed = self._unit.execute(_ENGAGEMENT, self._values_of(window)).rowcount
        return changed + self._forget(window.end, Rollup.ENGAGEMENT)

    def put_mark(self, rollup: Rollup, window: Window, zone: ZoneInfo, now: datetime) -> None:
        """Note how far a roll-up has come."""
        final: date = (window.end - REBUILT).astimezone(zone).date()
        values = {
            "rolled_to": window.end,
            "final_day": final,
            "final_from": day_start(final, zone),
            "updated_at": now,
        }
        row = insert(rollup_marks).values(tenant_id=self.tenant, rollup=rollup, **values)
        self._unit.execute(
            row.on_conflict_do_update(index_elements=["tenant_id", "rollup"], set_=values)
        )

    def _values_of(self, window: Window) -> dict[str, object]:
        return {"tenant_id": self.tenant, "start": window.start, "end": window.end}

    def _forget(self, now: datetime, rollup: Rollup) -> int:
        """Drop hours that are too old: what they add up to stands in the days."""
        kept = post_views_hourly if rollup is Rollup.VIEWS else engagement_hourly
        old = delete(kept).where(kept.c.tenant_id == self.tenant, kept.c.hour < now - HOURLY_KEPT)
        return self._unit.execute(old).rowcount
