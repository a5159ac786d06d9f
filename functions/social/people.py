"""What one person wrote."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.showing import read_page
from infra.postgres import people, social
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.route import route
from shared.people.problems import PersonNotFound
from shared.people.schemas import UserPath
from shared.social.schemas import PostRead


@route(
    "GET",
    "/v1/users/{id}/posts",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_posts(ctx: Ctx, path: UserPath, query: PageQuery) -> Page[PostRead]:
    """List what a person wrote and the caller may read, newest first.

    Nothing where the person does not let the caller see their profile, or what they do.
    """
    viewer_id = ctx.viewer.user_id
    person = ctx.db(people.PeopleRepository).get_member(viewer_id, path.id)
    if person is None:
        raise PersonNotFound
    relation = ctx.db(people.FollowRequestRepository).get_relation(viewer_id, person.id)
    profile = ctx.db(people.ProfileRepository).get(person.id)
    if not relation.may_see_posts(profile.profile_visibility, profile.activity_visibility):
        return read_page([], query.limit, ctx)
    found = ctx.db(social.PostRepository).find_of(
        viewer_id, person.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return read_page(found, query.limit, ctx)
