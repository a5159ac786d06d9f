"""Following people of the school."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.feeds import choose_anew
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import Conflict
from shared.http.route import route
from shared.people.events import UserFollowed
from shared.people.problems import PersonNotFound
from shared.people.schemas import FollowerRead, FollowRead, UserPath
from shared.people.types import Audience, FollowStatus

if TYPE_CHECKING:
    from infra.postgres.people import Person


class CannotFollowYourself(Conflict):
    """A person follows others only."""

    code = "cannot_follow_yourself"
    title = "You cannot follow yourself"
    cure = "Send the id of somebody else."


@route(
    "POST",
    "/v1/users/{id}/follow",
    permission=Permission.SOCIAL_FOLLOW,
    limits=("write",),
    emits=(UserFollowed,),
    raises=(PersonNotFound, CannotFollowYourself),
)
def users_follow(ctx: Ctx, path: UserPath) -> FollowRead:
    """Follow a person; a private profile has to accept first. May be repeated without effect."""
    viewer = ctx.viewer
    if path.id == viewer.user_id:
        raise CannotFollowYourself
    # Before the look: who is blocked at this moment follows nobody afterwards.
    ctx.db(people.HidingRepository).wait_for_pair(viewer.user_id, path.id)
    person = require_person(ctx, path.id)
    private = person.profile_visibility is Audience.PRIVATE
    status = FollowStatus.PENDING if private else FollowStatus.ACCEPTED
    follows = ctx.db(people.PeopleRepository)
    earlier = follows.follow(viewer.user_id, person.id, status, ctx.now())
    if earlier is not None:
        return FollowRead(user_id=person.id, status=earlier)
    choose_anew(ctx, viewer.user_id)
    ctx.emit(
        UserFollowed(user_id=viewer.user_id, user_name=viewer.name, avatar=None, status=status),
        target_id=person.id,
        follower_id=None,
    )
    return FollowRead(user_id=person.id, status=status)


@route(
    "DELETE",
    "/v1/users/{id}/follow",
    permission=Permission.SOCIAL_FOLLOW,
    limits=("write",),
    raises=(PersonNotFound,),
)
def users_unfollow(ctx: Ctx, path: UserPath) -> FollowRead:
    """Stop following a person, or take the request back. May be repeated without effect."""
    person = require_person(ctx, path.id)
    ctx.db(people.PeopleRepository).unfollow(ctx.viewer.user_id, person.id)
    choose_anew(ctx, ctx.viewer.user_id)
    return FollowRead(user_id=person.id, status="NONE")


@route(
    "GET",
    "/v1/users/{id}/followers",
    permission=Permission.PROFILES_READ,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_followers(ctx: Ctx, path: UserPath, query: PageQuery) -> Page[FollowerRead]:
    """List who follows a person, newest first; nobody where the caller may not see the profile."""
    return _follows(ctx, path.id, query, followers=True)


@route(
    "GET",
    "/v1/users/{id}/following",
    permission=Permission.PROFILES_READ,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_following(ctx: Ctx, path: UserPath, query: PageQuery) -> Page[FollowerRead]:
    """List whom a person follows, newest first, where the caller may see the profile."""
    return _follows(ctx, path.id, query, followers=False)


def require_person(ctx: Ctx, user_id: UUID) -> Person:
    """The member if the caller may know of them; raises PersonNotFound."""
    person = ctx.db(people.PeopleRepository).get_member(ctx.viewer.user_id, user_id)
    if person is None:
        raise PersonNotFound
    return person


def _follows(ctx: Ctx, user_id: UUID, query: PageQuery, *, followers: bool) -> Page[FollowerRead]:
    person = require_person(ctx, user_id)
    relation = ctx.db(people.FollowRequestRepository).get_relation(ctx.viewer.user_id, person.id)
    if not relation.may_see(person.profile_visibility):
        return Page.of_rows([], query.limit, FollowerRead.of)
    found = ctx.db(people.PeopleRepository).find_follows(
        ctx.viewer.user_id,
        person.id,
        followers=followers,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, FollowerRead.of)
