"""Figures of posts, for one post and for all of a person's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.runtime.context import Ctx
from infra.postgres import analytics, tenants
from shared.analytics.policy import FEWEST, series_of, shown
from shared.analytics.schemas import FigurePoint, FiguresRead
from shared.analytics.types import Period, Rollup, Step
from shared.http.files import TextFile, csv_text

HEADER = ("from", "views", "likes", "comments", "shares")


def zone_of(ctx: Ctx) -> ZoneInfo:
    """Where the school's clock is."""
    return ZoneInfo(ctx.db(tenants.TenantRepository).details().timezone)


def span_of(ctx: Ctx, post_ids: Sequence[UUID], period: Period) -> tuple[analytics.Span, Step]:
    """Of what figures are wanted, and the step of their points."""
    rollups = ctx.db(analytics.RollupRepository)
    series = series_of(period, ctx.now(), zone_of(ctx))
    marks = {rollup: rollups.get_mark(rollup) for rollup in Rollup}
    rolled = {
        rollup: series.since if mark is None else mark.rolled_to for rollup, mark in marks.items()
    }
    span = analytics.Span(post_ids, series.points, rolled[Rollup.VIEWS], rolled[Rollup.ENGAGEMENT])
    return span, series.step


def figures(ctx: Ctx, span: analytics.Span, step: Step, period: Period) -> dict[str, Any]:
    """The fields of :class:`FiguresRead`.

    Of fewer than five viewers nothing is said but how often all of them looked.
    """
    found, now = ctx.db(analytics.FigureRepository), ctx.now()
    points, viewers = found.series(span), found.viewers(span)
    open_ = viewers >= FEWEST or not any(point.views for point in points)
    return {
        "period": period,
        "step": step,
        "since": span.points[0],
        "as_of": now,
        "rolled_to": ctx.db(analytics.RollupRepository).get_mark(Rollup.VIEWS) and span.rolled_to,
        "views": sum(point.views for point in points),
        "views_ever": found.total(span.post_ids),
        "viewers": shown(viewers),
        "likes": sum(point.likes for point in points),
        "comments": sum(point.comments for point in points),
        "shares": sum(point.shares for point in points),
        "sources": found.sources(span) if open_ else None,
        "series": [FigurePoint.of(point) for point in points] if open_ else None,
    }


def as_file(read: FiguresRead, name: str) -> TextFile:
    """The series as CSV; of fewer than five viewers the sums alone."""
    rows: list[tuple[object, ...]] = [
        (point.at.isoformat(), point.views, point.likes, point.comments, point.shares)
        for point in read.series or ()
    ]
    total = ("total", read.views, read.likes, read.comments, read.shares)
    as_of = ("as of", read.as_of.isoformat())
    return TextFile(csv_text((HEADER, *rows, total, as_of)), "text/csv", name)
