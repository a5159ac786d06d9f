"""Where somebody may write now: in the name of the school, in a class, in a club."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.social.clubs import check_may_post
from infra.postgres import people, school, tenants
from infra.postgres.social import Post
from shared.auth.assignments import ScopeType
from shared.auth.permissions import GRANTS, Permission
from shared.clubs.problems import ClubNotFound, NotInTheClub
from shared.http.problem import Forbidden, NotFound
from shared.social.types import PostType


class ClassNotFound(NotFound):
    """There is no such class, or the caller neither teaches nor attends it."""

    title = "Class not found"


class MayNotAnnounce(Forbidden):
    """An announcement speaks for the school: its staff may write one."""

    title = "Only staff may post an announcement"


def check_place(ctx: Ctx, *, kind: PostType, class_id: UUID | None, club_id: UUID | None) -> None:
    """Raise MayNotAnnounce, ClassNotFound, ClubNotFound or NotInTheClub."""
    viewer = ctx.viewer
    if kind is PostType.ANNOUNCEMENT and not viewer.can_in_school(Permission.POSTS_ANNOUNCE):
        raise MayNotAnnounce
    _check_circle(ctx, viewer.user_id, class_id, club_id)


def may_publish(ctx: Ctx, post: Post) -> bool:
    """Whether the author of a post may still write where it is to stand; they are not here."""
    author = ctx.db(people.PeopleRepository).get_member(post.author_id, post.author_id)
    if author is None:
        return False
    wanted = {Permission.POSTS_CREATE}
    if post.type is PostType.ANNOUNCEMENT:
        wanted.add(Permission.POSTS_ANNOUNCE)
    held = [GRANTS[author.role]] + [
        GRANTS[one.role]
        for one in ctx.db(tenants.AssignmentRepository).find([author.id])
        if one.scope_type is ScopeType.TENANT
    ]
    if not all(any(permission in grants for grants in held) for permission in wanted):
        return False
    try:
        _check_circle(ctx, author.id, post.class_id, post.club_id)
    except (ClassNotFound, ClubNotFound, NotInTheClub):
        return False
    return True


def _check_circle(ctx: Ctx, author_id: UUID, class_id: UUID | None, club_id: UUID | None) -> None:
    classes = ctx.db(school.ClassRepository)
    if class_id is not None and not classes.is_open(class_id, to=author_id):
        raise ClassNotFound
    if club_id is not None:
        check_may_post(ctx, author_id, club_id)
