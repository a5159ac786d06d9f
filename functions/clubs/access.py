"""Who a caller is to a club."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attached
from functions.runtime.context import Ctx
from infra.postgres import clubs
from shared.auth.permissions import Permission
from shared.clubs.policy import is_known, may_write
from shared.clubs.problems import ClubNotFound
from shared.clubs.schemas import ClubRead
from shared.clubs.types import ClubRole, ClubStatus
from shared.http.problem import Conflict, Forbidden
from shared.media.types import Referrer
from shared.realtime.events import AccessChanged

if TYPE_CHECKING:
    from infra.postgres.clubs import Club
    from shared.media.schemas import AttachmentRead


class NotYourClub(Forbidden):
    """Only an owner of the club, or who runs the school, may do this."""

    title = "Only an owner of the club may do this"


class LastOwner(Conflict):
    """A club has an owner: somebody else has to be one before the last one goes."""

    code = "last_owner"
    title = "Make somebody else an owner first, or delete the club"
    cure = "Make somebody else an owner first, or delete the club."


class ClubFull(Conflict):
    """As many are in the club as it takes."""

    code = "club_full"
    title = "The club is full"
    cure = "Ask an owner of the club; a place is free once somebody leaves."


def require_club(ctx: Ctx, club_id: UUID) -> Club:
    """The club if the caller may know of it; raises ClubNotFound."""
    club = ctx.db(clubs.ClubRepository).get(ctx.viewer.user_id, club_id)
    if club is None or not (is_known(club.mode, club.status) or runs_school(ctx)):
        raise ClubNotFound
    return club


def managed_club(ctx: Ctx, club_id: UUID) -> Club:
    """The club, locked, if the caller manages it; raises ClubNotFound or NotYourClub."""
    if not manages(ctx, require_club(ctx, club_id)):
        raise NotYourClub
    club = locked_club(ctx, club_id)
    if not manages(ctx, club):
        raise NotYourClub
    return club


def locked_club(ctx: Ctx, club_id: UUID) -> Club:
    """Like :func:`require_club`; the club and who is in it stay as they are until the end."""
    require_club(ctx, club_id)
    if not ctx.db(clubs.ClubRepository).lock(club_id):
        raise ClubNotFound
    return require_club(ctx, club_id)


def manages(ctx: Ctx, club: Club) -> bool:
    """Whether the caller owns the club or runs the school."""
    owns = club.status is ClubStatus.ACTIVE and club.role is ClubRole.OWNER
    return owns or runs_school(ctx)


def runs_school(ctx: Ctx) -> bool:
    """Whether the caller runs the school, and so every club of it."""
    return ctx.viewer.can_in_school(Permission.TENANT_MANAGE)


def look_again(ctx: Ctx, user_id: UUID) -> None:
    """Let relays ask anew what the person's streams may carry."""
    ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)


def read(ctx: Ctx, club: Club) -> ClubRead:
    """The club as the API shows it to the caller."""
    (shown,) = read_all(ctx, [club])
    return shown


def read_all(ctx: Ctx, found: Sequence[Club]) -> list[ClubRead]:
    """Clubs as the API shows them, with their covers."""
    covers = attached(ctx, Referrer.CLUB_COVER, [club.id for club in found])
    return [_read(ctx, club, covers.get(club.id, [])) for club in found]


def _read(ctx: Ctx, club: Club, covers: Sequence[AttachmentRead]) -> ClubRead:
    can_manage = manages(ctx, club)
    writes = club.role is not None and club.status is not None and may_write(club.role, club.status)
    # That somebody was put out, or what role they had asked for, is nothing to build on.
    inside = club.status if club.status is not ClubStatus.REMOVED else None
    return ClubRead.of(
        club,
        cover=next(iter(covers), None),
        tags=list(club.tags),
        status=inside,
        role=club.role if club.status is ClubStatus.ACTIVE else None,
        can_manage=can_manage,
        can_write=writes,
        waiting=club.waiting if can_manage else None,
    )
