"""What a school tells everybody, or a class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from functions.school.access import ClassNotFound, require_class
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import NotFound, Problem
from shared.http.route import Audit, route
from shared.school.announcements.events import AnnouncementPublished, AnnouncementRemoved
from shared.school.announcements.schemas import (
    AcknowledgementRead,
    AnnouncementPath,
    SchoolAnnouncementCreate,
    SchoolAnnouncementRead,
)
from shared.text.clusters import cut

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 100
# An event holds the beginning; the announcement itself is one request away.
PREVIEW = 300


class AnnouncementNotFound(NotFound):
    """It is not there, over, or for others."""

    title = "This announcement is not there"


class AlreadyOver(Problem):
    """Who would be told of it?"""

    status = 422
    code = "already_over"
    title = "It would be over before anybody is told"
    cure = "Send an end that is later than its beginning and than now."


@route("GET", "/v1/announcements", permission=Permission.SCHOOL_READ, limits=("read",))
def announcements_list(ctx: Ctx, query: PageQuery) -> Page[SchoolAnnouncementRead]:
    """List what the school tells the caller now, newest first.

    Who announces sees what is planned and what is over as well, and how many have read it.
    """
    found = ctx.db(school.SchoolAnnouncementRepository).find(
        ctx.viewer.user_id,
        manages=_manages(ctx),
        now=ctx.now(),
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda one: _read(ctx, one))


@route(
    "POST",
    "/v1/announcements",
    permission=Permission.SCHOOL_MANAGE,
    limits=("write",),
    status=201,
    emits=(AnnouncementPublished,),
    raises=(ClassNotFound, AlreadyOver),
    audit=Audit("announcement.created", "announcement"),
)
def announcements_create(ctx: Ctx, body: SchoolAnnouncementCreate) -> SchoolAnnouncementRead:
    """Tell the school or a class something, now or later; whom it concerns is notified."""
    now, announcement_id = ctx.now(), ctx.new_id()
    publish_at = max(body.publish_at or now, now)
    if body.expires_at is not None and body.expires_at <= publish_at:
        raise AlreadyOver
    if body.class_id is not None:
        require_class(ctx, body.class_id)
    announcements = ctx.db(school.SchoolAnnouncementRepository)
    announcements.insert(
        **body.model_dump(exclude={"publish_at"}),
        id=announcement_id,
        author_id=ctx.viewer.user_id,
        publish_at=publish_at,
        created_at=now,
    )
    if publish_at == now:
        _publish(ctx, ctx.viewer.user_id, announcement_id, now)
    return _read(ctx, _require(ctx, announcement_id))


@route(
    "POST",
    "/v1/announcements/{id}/ack",
    permission=Permission.SCHOOL_READ,
    limits=("write",),
    raises=(AnnouncementNotFound,),
)
def announcements_ack(ctx: Ctx, path: AnnouncementPath) -> AcknowledgementRead:
    """Say that one has read an announcement and understood it. Said twice, the first counts."""
    announcement = _require(ctx, path.id)
    if announcement.published_at is None:
        raise AnnouncementNotFound
    acknowledged_at = ctx.db(school.SchoolAnnouncementRepository).acknowledge(
        announcement.id, ctx.viewer.user_id, ctx.now()
    )
    return AcknowledgementRead(announcement_id=announcement.id, acknowledged_at=acknowledged_at)


@route(
    "DELETE",
    "/v1/announcements/{id}",
    permission=Permission.SCHOOL_MANAGE,
    limits=("write",),
    status=204,
    emits=(AnnouncementRemoved,),
    raises=(AnnouncementNotFound,),
    audit=Audit("announcement.deleted", "announcement"),
)
def announcements_delete(ctx: Ctx, path: AnnouncementPath) -> None:
    """Take an announcement back, told or not yet told."""
    announcement = _require(ctx, path.id)
    ctx.db(school.SchoolAnnouncementRepository).delete(announcement.id)
    if announcement.published_at is not None:
        removed = AnnouncementRemoved(announcement_id=announcement.id)
        ctx.emit(removed, **_audience(ctx, announcement))


@job("* * * * *")
def job_announcements_publish(deps: Dependencies) -> Mapping[str, Any]:
    """Tell the announcements whose time has come."""

    def release(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            now = deps.clock()
            due = unit(school.SchoolAnnouncementRepository).lock_due(now, BATCH)
            for author_id, announcement_id in due:
                info = RequestInfo(id=str(announcement_id), ip="", user_agent="", received_at=now)
                ctx = Ctx(deps, unit, info, (AnnouncementPublished,), acting_for=author_id)
                _publish(ctx, author_id, announcement_id, now)
                ctx.renew_index()
            return len(due)

    return {"published": sum(for_each_school(deps, release))}


def _publish(ctx: Ctx, author_id: UUID, announcement_id: UUID, now: datetime) -> None:
    announcements = ctx.db(school.SchoolAnnouncementRepository)
    announcements.mark_published(announcement_id, now)
    found = announcements.get(author_id, announcement_id, manages=True, now=now)
    assert found is not None, "it is locked, or was just made"
    event = AnnouncementPublished(
        announcement_id=found.id,
        title=found.title,
        body=cut(found.body, PREVIEW),
        priority=found.priority,
        expires_at=found.expires_at,
        requires_ack=found.requires_ack,
    )
    ctx.emit(event, **_audience(ctx, found))


def _audience(ctx: Ctx, announcement: school.SchoolAnnouncement) -> dict[str, UUID | None]:
    class_id = announcement.class_id
    return {"school_id": ctx.db.tenant_id if class_id is None else None, "class_id": class_id}


def _manages(ctx: Ctx) -> bool:
    return Permission.SCHOOL_MANAGE in ctx.viewer.grants


def _require(ctx: Ctx, announcement_id: UUID) -> school.SchoolAnnouncement:
    found = ctx.db(school.SchoolAnnouncementRepository).get(
        ctx.viewer.user_id, announcement_id, manages=_manages(ctx), now=ctx.now()
    )
    if found is None:
        raise AnnouncementNotFound
    return found


def _read(ctx: Ctx, one: school.SchoolAnnouncement) -> SchoolAnnouncementRead:
    shown = one.acknowledged if _manages(ctx) else None
    return SchoolAnnouncementRead.of(one, acknowledged=shown)
