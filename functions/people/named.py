"""People by the beginning of a name, for an editor in which somebody types an ``@``."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.people.schemas import AuthorRead, NamedPeople, NameQuery

_SHOWN = 8


@route(
    "GET",
    "/v1/users/autocomplete",
    permission=Permission.PROFILES_READ,
    limits=("suggest",),
)
def users_autocomplete(ctx: Ctx, query: NameQuery) -> NamedPeople:
    """List members one of whose names begins with a text: at most eight, whom one may mention."""
    if not query.q:
        return NamedPeople(data=[])
    found = ctx.db(people.NamedRepository).find_by_name(ctx.viewer.user_id, query.q, _SHOWN)
    return NamedPeople(data=[AuthorRead.of(person) for person in found])
