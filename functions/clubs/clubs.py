"""Clubs: founding, finding, changing and ending them."""

from __future__ import annotations

from functions.clubs.access import (
    ClubFull,
    NotYourClub,
    managed_club,
    read,
    read_all,
    require_club,
    runs_school,
)
from functions.common.attachments import attach_picture
from functions.runtime.context import Ctx
from infra.postgres import clubs, media
from shared.auth.permissions import Permission
from shared.clubs.events import ClubCreated, ClubUpdated
from shared.clubs.problems import ClubNotFound
from shared.clubs.schemas import ClubCreate, ClubPath, ClubRead, ClubsQuery, ClubUpdate
from shared.clubs.types import ClubMode, ClubRole, ClubStatus
from shared.http.paging import Page, Position
from shared.http.route import route
from shared.media.problems import UploadNotFound, UploadNotReady, WrongPicture
from shared.media.types import Referrer


@route("GET", "/v1/clubs", permission=Permission.SCHOOL_READ, limits=("read",))
def clubs_list(ctx: Ctx, query: ClubsQuery) -> Page[ClubRead]:
    """List the clubs that the caller may know of, newest first."""
    found = ctx.db(clubs.ClubRepository).find(
        ctx.viewer.user_id,
        mine=query.mine,
        everything=runs_school(ctx),
        category=query.category,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    shown = iter(read_all(ctx, found[: query.limit]))
    return Page.of_rows(found, query.limit, lambda _: next(shown))


@route(
    "POST",
    "/v1/clubs",
    permission=Permission.CLUBS_CREATE,
    limits=("write",),
    status=201,
    emits=(ClubCreated,),
    raises=(UploadNotFound, UploadNotReady, WrongPicture),
)
def clubs_create(ctx: Ctx, body: ClubCreate) -> ClubRead:
    """Found a club; the caller owns it."""
    viewer, club_id, now = ctx.viewer, ctx.new_id(), ctx.now()
    values = body.model_dump(exclude={"cover_upload_id"})
    ctx.db(clubs.ClubRepository).insert(**values, id=club_id, created_at=now, updated_at=now)
    ctx.db(clubs.ClubMemberRepository).put(
        club_id, viewer.user_id, ClubStatus.ACTIVE, ClubRole.OWNER, now
    )
    if body.cover_upload_id is not None:
        attach_picture(ctx, Referrer.CLUB_COVER, club_id, body.cover_upload_id)
    ctx.headers["Location"] = f"/v1/clubs/{club_id}"
    known = body.mode is not ClubMode.INVITE_ONLY
    ctx.emit(
        ClubCreated(club_id=club_id, name=body.name),
        school_id=viewer.tenant_id if known else None,
        owner_id=viewer.user_id,
    )
    return read(ctx, require_club(ctx, club_id))


@route(
    "GET",
    "/v1/clubs/{id}",
    permission=Permission.SCHOOL_READ,
    limits=("read",),
    raises=(ClubNotFound,),
)
def clubs_get(ctx: Ctx, path: ClubPath) -> ClubRead:
    """Read what a club says of itself."""
    return read(ctx, require_club(ctx, path.id))


@route(
    "PUT",
    "/v1/clubs/{id}",
    permission=Permission.SCHOOL_READ,
    limits=("write",),
    emits=(ClubUpdated,),
    raises=(ClubNotFound, NotYourClub, ClubFull, UploadNotFound, UploadNotReady, WrongPicture),
)
def clubs_update(ctx: Ctx, path: ClubPath, body: ClubUpdate) -> ClubRead:
    """Replace what a club says of itself. Its owners may, and who runs the school.

    Whoever is in it stays, whatever its new mode; it cannot be made too small for them.
    """
    club = managed_club(ctx, path.id)
    if body.capacity is not None and body.capacity < club.members_count:
        raise ClubFull
    values = body.model_dump(exclude={"cover_upload_id"})
    before = {name: getattr(club, name) for name in values} | {"tags": list(club.tags)}
    changed = [name for name, value in values.items() if value != before[name]]
    covered = "cover_upload_id" in body.model_fields_set
    if covered:
        attach_picture(ctx, Referrer.CLUB_COVER, club.id, body.cover_upload_id)
    if changed or covered:
        ctx.db(clubs.ClubRepository).change(club.id, **values, updated_at=ctx.now())
        names = [ClubUpdate.model_fields[name].alias or name for name in changed]
        names += ["cover"] * covered
        ctx.emit(ClubUpdated(club_id=club.id, changed=names), club_id=club.id)
    return read(ctx, require_club(ctx, club.id))


@route(
    "DELETE",
    "/v1/clubs/{id}",
    permission=Permission.SCHOOL_READ,
    limits=("write",),
    status=204,
    emits=(ClubUpdated,),
    raises=(ClubNotFound, NotYourClub),
)
def clubs_delete(ctx: Ctx, path: ClubPath) -> None:
    """End a club: nobody finds it, its posts and its boards any more."""
    club, now = managed_club(ctx, path.id), ctx.now()
    ctx.db(clubs.ClubRepository).change(club.id, deleted_at=now)
    ctx.db(media.AttachmentRepository).detach_all(Referrer.CLUB_COVER, club.id, now)
    ctx.emit(ClubUpdated(club_id=club.id, changed=["deleted"]), club_id=club.id)
