"""Requests to follow a private profile."""

from __future__ import annotations

from functions.common.feeds import choose_anew
from functions.people.follows import require_person
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.people.events import UserFollowed
from shared.people.profile_schemas import (
    FollowDecision,
    FollowDecisionRead,
    FollowRequestPath,
    FollowRequestRead,
)
from shared.people.types import Decision


class FollowRequestNotFound(NotFound):
    """This person does not ask to follow the caller, or not any more."""

    title = "Request not found"


@route("GET", "/v1/users/me/follow-requests", permission=Access.SIGNED_IN, limits=("read",))
def users_follow_requests(ctx: Ctx, query: PageQuery) -> Page[FollowRequestRead]:
    """List who asks to follow the caller, newest first."""
    found = ctx.db(people.FollowRequestRepository).find(
        ctx.viewer.user_id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, FollowRequestRead.of)


@route(
    "POST",
    "/v1/users/me/follow-requests/{userId}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(UserFollowed,),
    raises=(FollowRequestNotFound,),
)
def users_follow_request_decide(
    ctx: Ctx, path: FollowRequestPath, body: FollowDecision
) -> FollowDecisionRead:
    """Let somebody follow who has asked, or refuse: that is not told, and they may ask again."""
    viewer, requests = ctx.viewer, ctx.db(people.FollowRequestRepository)
    if body.decision is Decision.REJECT:
        if not requests.reject(path.user_id, viewer.user_id):
            raise FollowRequestNotFound
        return FollowDecisionRead(user_id=path.user_id, status="NONE")
    if not requests.accept(path.user_id, viewer.user_id):
        raise FollowRequestNotFound
    follower = require_person(ctx, path.user_id)
    ctx.emit(
        UserFollowed(
            user_id=follower.id,
            user_name=follower.name,
            avatar=None,
            status="ACCEPTED",
            accepted_by=viewer.user_id,
        ),
        target_id=viewer.user_id,
        follower_id=follower.id,
    )
    choose_anew(ctx, follower.id)
    return FollowDecisionRead(user_id=follower.id, status="ACCEPTED")
