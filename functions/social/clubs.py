"""What is written in a club."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.social.showing import read_page
from infra.postgres import clubs, social
from shared.auth.permissions import Permission
from shared.clubs.policy import is_known, may_write
from shared.clubs.problems import ClubNotFound, NotInTheClub
from shared.clubs.schemas import ClubPath
from shared.clubs.types import ClubMode, ClubStatus
from shared.http.paging import Page, PageQuery, Position
from shared.http.route import route
from shared.social.schemas import PostRead


@route(
    "GET",
    "/v1/clubs/{id}/posts",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(ClubNotFound, NotInTheClub),
)
def clubs_posts(ctx: Ctx, path: ClubPath, query: PageQuery) -> Page[PostRead]:
    """List the posts of a club, newest first: those of a public one are the whole school's."""
    viewer_id = ctx.viewer.user_id
    club = ctx.db(clubs.ClubRepository).get(viewer_id, path.id)
    runs_school = ctx.viewer.can_in_school(Permission.TENANT_MANAGE)
    if club is None or not (is_known(club.mode, club.status) or runs_school):
        raise ClubNotFound
    if club.mode is not ClubMode.PUBLIC and club.status is not ClubStatus.ACTIVE:
        raise NotInTheClub
    found = ctx.db(social.PostRepository).find_in_club(
        viewer_id, club.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return read_page(found, query.limit, ctx)


def check_may_post(ctx: Ctx, person_id: UUID, club_id: UUID) -> None:
    """Raises ClubNotFound, or NotInTheClub where the person may not write there."""
    club = ctx.db(clubs.ClubRepository).get(person_id, club_id)
    if club is None or not is_known(club.mode, club.status):
        raise ClubNotFound
    if club.role is None or club.status is None or not may_write(club.role, club.status):
        raise NotInTheClub
