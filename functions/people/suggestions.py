"""Whom to follow."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.people.schemas import AuthorRead
from shared.people.suggestion_schemas import SuggestionQuery, SuggestionRead, Suggestions
from shared.people.types import SuggestedBecause

NEW = 5


@route("GET", "/v1/users/suggestions", permission=Permission.SOCIAL_FOLLOW, limits=("read",))
def users_suggestions(ctx: Ctx, query: SuggestionQuery) -> Suggestions:
    """Suggest people to follow, each with the reason.

    First those whom people follow whom the caller follows, then a few who are new in the school.
    Nobody whom the caller hides, follows or has asked.
    """
    found, me, now = ctx.db(people.SuggestionRepository), ctx.viewer.user_id, ctx.now()
    mutual = found.find_mutual(me, now, query.limit)
    known = {person.id for person in mutual}
    new = [one for one in found.find_new(me, now, NEW + len(known)) if one.id not in known][:NEW]
    return Suggestions(
        data=[
            SuggestionRead(
                person=AuthorRead.of(one),
                reason=SuggestedBecause.MUTUAL if one.mutual_count else SuggestedBecause.SCHOOL,
                mutual_count=one.mutual_count,
            )
            for one in [*mutual, *new][: query.limit]
        ]
    )
