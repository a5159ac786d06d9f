"""Views and reactions on their way in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, text
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.analytics.records import View
from infra.postgres.analytics.tables import engagement_ts
from infra.postgres.core.repository import Repository
from infra.postgres.social.tables import posts
from infra.postgres.social.who_reads import readable
from shared.analytics.types import EngagementKind

# Rows are locked in the order of posts, so that two workers wait for one another in one order.
_RECORD = text(
    """
    WITH given AS (
      SELECT g.*
        FROM unnest(CAST(:post_ids AS uuid[]), CAST(:hours AS timestamptz[]),
                    CAST(:view_ids AS uuid[]), CAST(:sources AS text[]),
                    CAST(:durations AS integer[]), CAST(:ats AS timestamptz[]))
             AS g (post_id, hour, view_id, source, duration_ms, seen_at)
        JOIN app.posts AS p ON p.tenant_id = :tenant_id AND p.id = g.post_id
    ), added AS (
      INSERT INTO app.post_views_ts
             (tenant_id, post_id, hour, view_id, viewer_id, source, duration_ms, seen_at)
      SELECT :tenant_id, post_id, hour, view_id, :viewer_id, source, duration_ms, seen_at
        FROM given
          ON CONFLICT DO NOTHING
      RETURNING post_id, seen_at
    ), counted AS (
      SELECT post_id, count(*) AS n, min(seen_at) AS first_at, max(seen_at) AS last_at
        FROM added GROUP BY post_id ORDER BY post_id
    ), met AS (
      INSERT INTO app.post_viewers AS w
             (tenant_id, post_id, viewer_id, first_seen_at, last_seen_at)
      SELECT :tenant_id, post_id, :viewer_id, first_at, last_at FROM counted ORDER BY post_id
          ON CONFLICT (tenant_id, post_id, viewer_id) DO UPDATE
         SET first_seen_at = least(w.first_seen_at, EXCLUDED.first_seen_at),
             last_seen_at = greatest(w.last_seen_at, EXCLUDED.last_seen_at)
    ), total AS (
      INSERT INTO app.post_view_counts AS c (tenant_id, post_id, views_count)
      SELECT :tenant_id, post_id, n FROM counted ORDER BY post_id
          ON CONFLICT (tenant_id, post_id) DO UPDATE
         SET views_count = c.views_count + EXCLUDED.views_count
    )
    SELECT coalesce(sum(n), 0)::integer FROM counted
    """
)


class IntakeRepository(Repository):
    """Writes what was seen and done, each once."""

    def find_readable(self, viewer_id: UUID, post_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """Those of the posts that the viewer may read, with their authors."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "ids": list(post_ids)}
        return {row.id: row.author_id for row in self._unit.all(_readable(), values)}

    def record(self, viewer_id: UUID, views: Sequence[View]) -> int:
        """Count views of a person; returns how many were not counted before."""
        found: int = self._value(
            _RECORD,
            tenant_id=self.tenant,
            viewer_id=viewer_id,
            post_ids=[view.post_id for view in views],
            hours=[view.hour for view in views],
            view_ids=[view.view_id for view in views],
            sources=[view.source.value for view in views],
            durations=[view.duration_ms for view in views],
            ats=[view.seen_at for view in views],
        )
        return found

    def engage(
        self,
        event_id: UUID,
        kind: EngagementKind,
        *,
        post_id: UUID,
        actor_id: UUID | None,
        hour: datetime,
        at: datetime,
    ) -> bool:
        """Note what somebody did with a post; False where the event was noted before."""
        row = insert(engagement_ts).values(
            tenant_id=self.tenant,
            post_id=post_id,
            hour=hour,
            event_id=event_id,
            actor_id=actor_id,
            kind=kind,
            done_at=at,
        )
        return self._changed(row.on_conflict_do_nothing())


@cache
def _readable() -> Select[Any]:
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    wanted = readable(posts).where(posts.c.id == any_(ids))
    return wanted.with_only_columns(posts.c.id, posts.c.author_id)
