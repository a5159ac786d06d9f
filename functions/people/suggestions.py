"""Whom to follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.copies import ask_redis
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import route
from shared.people.problems import PersonNotFound
from shared.people.schemas import AuthorRead, UserPath
from shared.people.suggestion_schemas import (
    DismissalRead,
    SuggestionQuery,
    SuggestionRead,
    Suggestions,
)
from shared.people.types import SuggestedBecause

if TYPE_CHECKING:
    from infra.postgres.people import Suggested
    from infra.redis.client import RedisClient
    from infra.redis.queries import QueryCopies


class CannotDismissYourself(Conflict):
    """Nobody is suggested to themselves."""

    code = "cannot_dismiss_yourself"
    title = "You are not suggested to yourself"
    cure = "Send the id of somebody else."


@route("GET", "/v1/users/suggestions", permission=Permission.SOCIAL_FOLLOW, limits=("read",))
def users_suggestions(ctx: Ctx, query: SuggestionQuery) -> Suggestions:
    """Suggest people to follow, each with the reason.

    First those whom people follow whom the caller follows, then people of their classes and clubs,
    then a few who are new in the school. Nobody whom the caller hides, follows, has asked or wants
    suggested no more, and closed profiles only where people are in common. They are chosen every
    quarter of an hour, or when too few are left.
    """
    repository, me, now = ctx.db(people.SuggestionRepository), ctx.viewer.user_id, ctx.now()
    chosen = _kept(ctx)
    shown = repository.show(me, now, chosen or ())
    if chosen is None or len(shown) < min(query.limit, len(chosen)):
        shown = repository.choose(me, now)
        _keep(ctx, [one for one, _ in shown])
    return Suggestions(
        data=[
            SuggestionRead(
                person=AuthorRead.of(person),
                reason=one.because,
                mutual_count=one.mutual_count,
                class_name=person.class_name,
                club_name=person.club_name,
            )
            for one, person in shown[: query.limit]
        ]
    )


@route(
    "POST",
    "/v1/users/{id}/dismissal",
    permission=Permission.SOCIAL_FOLLOW,
    limits=("write",),
    raises=(PersonNotFound, CannotDismissYourself),
)
def users_dismiss(ctx: Ctx, path: UserPath) -> DismissalRead:
    """Have a person suggested no more. They are not told. May be repeated without effect."""
    _require_other(ctx, path.id)
    ctx.db(people.SuggestionRepository).dismiss(ctx.viewer.user_id, path.id, ctx.now())
    return DismissalRead(user_id=path.id, dismissed=True)


@route(
    "DELETE",
    "/v1/users/{id}/dismissal",
    permission=Permission.SOCIAL_FOLLOW,
    limits=("write",),
    raises=(PersonNotFound, CannotDismissYourself),
)
def users_undismiss(ctx: Ctx, path: UserPath) -> DismissalRead:
    """Take back that a person is suggested no more. May be repeated without effect."""
    _require_other(ctx, path.id)
    ctx.db(people.SuggestionRepository).take_back(ctx.viewer.user_id, path.id)
    # The choice was made without them.
    ctx.after_commit.append(lambda: _forget(ctx))
    return DismissalRead(user_id=path.id, dismissed=False)


def _require_other(ctx: Ctx, user_id: UUID) -> None:
    if user_id == ctx.viewer.user_id:
        raise CannotDismissYourself
    if not ctx.db(people.HidingRepository).may_name(ctx.viewer.user_id, user_id):
        raise PersonNotFound


def _kept(ctx: Ctx) -> list[Suggested] | None:
    from infra.postgres.people import Suggested

    rows = ask_redis(ctx, lambda redis: _copies(ctx, redis).get())
    if rows is None:
        return None
    return [Suggested(UUID(id_), n, SuggestedBecause(because)) for id_, n, because in rows]


def _keep(ctx: Ctx, chosen: Sequence[Suggested]) -> None:
    rows = [(one.id, one.mutual_count, one.because) for one in chosen]
    ask_redis(ctx, lambda redis: _copies(ctx, redis).keep(rows))


def _forget(ctx: Ctx) -> None:
    ask_redis(ctx, lambda redis: _copies(ctx, redis).forget())


def _copies(ctx: Ctx, redis: RedisClient) -> QueryCopies:
    from infra.redis.queries import QueryCopies

    return QueryCopies(redis, "suggestions", ctx.db.tenant, ctx.viewer.user_id)
