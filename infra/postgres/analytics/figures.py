"""Figures of posts: whole hours from the roll-ups, and what came since from the raw rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from infra.postgres.analytics.records import Point, TopPost
from infra.postgres.core.repository import Repository

# ``:rolled_to`` parts what is rolled up from what is not: each hour is in one of both.
_VIEWS = """
    SELECT v.post_id, v.hour, v.view_count AS n, v.by_source
      FROM app.post_views_hourly AS v
     WHERE v.tenant_id = :tenant_id AND v.post_id = ANY(CAST(:ids AS uuid[]))
       AND v.hour >= :since AND v.hour < :rolled_to
    UNION ALL
    SELECT t.post_id, t.hour, count(*)::integer, jsonb_build_object(t.source, count(*))
      FROM app.post_views_ts AS t
     WHERE t.tenant_id = :tenant_id AND t.post_id = ANY(CAST(:ids AS uuid[]))
       AND t.hour >= greatest(CAST(:since AS timestamptz), :rolled_to)
     GROUP BY t.post_id, t.hour, t.source
"""
_DONE = """
    SELECT h.hour, h.likes, h.comments, h.shares
      FROM app.engagement_hourly AS h
     WHERE h.tenant_id = :tenant_id AND h.post_id = ANY(CAST(:ids AS uuid[]))
       AND h.hour >= :since AND h.hour < :engaged_to
    UNION ALL
    SELECT e.hour,
           (count(DISTINCT coalesce(e.actor_id, e.event_id))
             FILTER (WHERE e.kind IN ('LIKE', 'REACTION')))::integer,
           (count(*) FILTER (WHERE e.kind = 'COMMENT'))::integer,
           (count(*) FILTER (WHERE e.kind = 'SHARE'))::integer
      FROM app.engagement_ts AS e
     WHERE e.tenant_id = :tenant_id AND e.post_id = ANY(CAST(:ids AS uuid[]))
       AND e.hour >= greatest(CAST(:since AS timestamptz), :engaged_to)
     GROUP BY e.post_id, e.hour
"""
_SERIES = text(
    f"""
    WITH point AS (
      SELECT p.n, p.at FROM unnest(CAST(:points AS timestamptz[])) WITH ORDINALITY AS p (at, n)
    ), seen AS (
      SELECT width_bucket(v.hour, CAST(:points AS timestamptz[])) AS n, sum(v.n) AS views
        FROM ({_VIEWS}) AS v GROUP BY 1
    ), done AS (
      SELECT width_bucket(d.hour, CAST(:points AS timestamptz[])) AS n,
             sum(d.likes) AS likes, sum(d.comments) AS comments, sum(d.shares) AS shares
        FROM ({_DONE}) AS d GROUP BY 1
    )
    SELECT p.at, coalesce(s.views, 0)::integer AS views, coalesce(d.likes, 0)::integer AS likes,
           coalesce(d.comments, 0)::integer AS comments, coalesce(d.shares, 0)::integer AS shares
      FROM point AS p LEFT JOIN seen AS s USING (n) LEFT JOIN done AS d USING (n)
     ORDER BY p.n
    """  # noqa: S608 - of this module
)
_SOURCES = text(
    f"""
    SELECT s.key AS source, sum(s.value::integer)::integer AS views
      FROM ({_VIEWS}) AS v, jsonb_each_text(v.by_source) AS s GROUP BY s.key
    """  # noqa: S608 - of this module
)
_VIEWERS = text(
    "SELECT count(DISTINCT w.viewer_id)::integer FROM app.post_viewers AS w"
    " WHERE w.tenant_id = :tenant_id AND w.post_id = ANY(CAST(:ids AS uuid[]))"
    " AND w.last_seen_at >= :since"
)
# Of one post each row is another person: nothing has to be sorted.
_VIEWERS_OF_ONE = text(
    "SELECT count(*)::integer FROM app.post_viewers AS w"
    " WHERE w.tenant_id = :tenant_id AND w.post_id = ANY(CAST(:ids AS uuid[]))"
    " AND w.last_seen_at >= :since"
)
_TOTAL = text(
    "SELECT coalesce(sum(c.views_count), 0)::integer FROM app.post_view_counts AS c"
    " WHERE c.tenant_id = :tenant_id AND c.post_id = ANY(CAST(:ids AS uuid[]))"
)
_POSTS = text(
    "SELECT p.id FROM app.posts AS p WHERE p.tenant_id = :tenant_id AND p.author_id = :author_id"
    " AND p.status = 'PUBLISHED' AND p.deleted_at IS NULL"
    " ORDER BY p.created_at DESC, p.id DESC LIMIT :row_limit"
)
_TOP = text(
    f"""
    SELECT p.id AS post_id, p.title, p.content, p.created_at, t.views,
           (SELECT count(*) FROM app.post_viewers AS w
             WHERE w.tenant_id = :tenant_id AND w.post_id = p.id
               AND w.last_seen_at >= :since)::integer AS viewers
      FROM (SELECT v.post_id, sum(v.n)::integer AS views FROM ({_VIEWS}) AS v
             GROUP BY v.post_id ORDER BY views DESC, v.post_id DESC LIMIT :row_limit) AS t
      JOIN app.posts AS p ON p.tenant_id = :tenant_id AND p.id = t.post_id
     ORDER BY t.views DESC, p.id DESC
    """  # noqa: S608 - of this module
)
MOST_POSTS = 5_000
"""Of how many of their newest posts a person sees figures."""


@dataclass(frozen=True, slots=True)
class Span:
    """Of what figures are: posts, the points of a series, and how far roll-ups have come."""

    post_ids: Sequence[UUID]
    points: Sequence[datetime]
    rolled_to: datetime
    engaged_to: datetime

    @property
    def values(self) -> dict[str, Any]:
        """For statements."""
        return {
            "ids": list(self.post_ids),
            "points": list(self.points),
            "since": self.points[0],
            "rolled_to": self.rolled_to,
            "engaged_to": self.engaged_to,
        }


class FigureRepository(Repository):
    """Questions about how posts do; who may ask them is the caller's affair."""

    def series(self, span: Span) -> list[Point]:
        """What was counted at each point."""
        return self._records(Point, _SERIES, **self._some(span, _SERIES))

    def sources(self, span: Span) -> dict[str, int]:
        """Where posts were seen."""
        rows = self._unit.all(_SOURCES, self._some(span, _SOURCES))
        return {row.source: row.views for row in rows}

    def viewers(self, span: Span) -> int:
        """How many people have seen any of the posts since then, each counted once."""
        query = _VIEWERS_OF_ONE if len(span.post_ids) == 1 else _VIEWERS
        found: int = self._value(query, **self._some(span, query))
        return found

    def total(self, post_ids: Sequence[UUID]) -> int:
        """All views of the posts that were ever counted."""
        found: int = self._value(_TOTAL, tenant_id=self.tenant, ids=list(post_ids))
        return found

    def find_posts_of(self, author_id: UUID) -> list[UUID]:
        """The newest posts of a person, as far as figures are kept of them."""
        values = {"author_id": author_id, "row_limit": MOST_POSTS}
        return self._values(_POSTS, tenant_id=self.tenant, **values)

    def find_top(self, span: Span, limit: int) -> list[TopPost]:
        """Those of the posts that were seen most, and how often."""
        return self._records(TopPost, _TOP, **self._some(span, _TOP), row_limit=limit)

    def _some(self, span: Span, statement: TextClause) -> dict[str, Any]:
        given = {"tenant_id": self.tenant, **span.values}
        return {name: value for name, value in given.items() if f":{name}" in statement.text}
