"""Asking the index for a caller: what fits, else what fits in part, as far as they may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.common.flags import is_on
from functions.runtime.context import Ctx
from infra.postgres import search
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.boards.types import BoardStatus, QuestionStatus
from shared.clubs.types import ClubMode
from shared.http.problem import Conflict
from shared.learning.courses.types import CourseLevel
from shared.platform.flags import Flag
from shared.search.indexed import asked
from shared.search.query import Question
from shared.search.types import Backend, Collection
from shared.social.types import PostType

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.search import Found, Hit, Place, Scope

INDEXED = (
    Collection.POSTS,
    Collection.USERS,
    Collection.BOARDS,
    Collection.CLUBS,
    Collection.COURSES,
    Collection.QUESTIONS,
)
FACETS = frozenset({*PostType, *Role, *BoardStatus, *ClubMode, *CourseLevel, *QuestionStatus})
"""Kinds by which the server narrows: enumerations of ours, and no text of anybody."""
ROUNDS = 5
"""How often more is fetched where what was found may not be seen any more."""


class SearchMoved(Conflict):
    """The page before came from the search server, which is away: begin anew."""

    code = "search_moved"
    title = "The search has to begin anew"
    cure = "Search from the beginning, without a cursor."


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and may be seen; ``place`` is after the last of a page, if there are more."""

    hits: Mapping[Collection, Sequence[Hit]]
    found: Found
    place: Place | None = None
    backend: Backend = Backend.POSTGRES


def scope_of(
    ctx: Ctx,
    collections: Sequence[Collection] = INDEXED,
    *,
    facet: str | None = None,
    tag: str | None = None,
) -> Scope:
    """What the caller may find."""
    viewer = ctx.viewer
    audiences = ctx.db(search.DocumentRepository).audiences_of(viewer.user_id)
    if viewer.can_everywhere(Permission.QUESTIONS_MODERATE):
        audiences.append("managers")
    if Permission.COURSES_READ in viewer.grants:
        audiences.append("catalogue")
    audiences += [f"{one.scope.type.lower()}:{one.scope.id}" for one in viewer.assignments]
    audiences += [f"scope:{one.scope.id}" for one in viewer.assignments]
    facets = None if facet is None else [facet]
    return search.Scope(viewer.user_id, audiences, collections, facets, tag)


def ask(ctx: Ctx, question: Question, scope: Scope, limit: int) -> Answer:
    """The best of each collection."""
    if not question.parts:
        return Answer({}, search.Found([], {}))
    from_engine = ask_engine(ctx, question, scope, 1, limit)
    found = from_engine or _found(ctx, question, scope, None, limit)
    hits = {one: _seen(ctx, one, found)[:limit] for one in scope.collections}
    return Answer(hits, found, backend=_backend(from_engine))


def ask_page(ctx: Ctx, question: Question, scope: Scope, after: Place | None, limit: int) -> Answer:
    """A page of one collection, filled up where the index is behind."""
    if not question.parts:
        return Answer({}, search.Found([], {}))
    (collection,) = scope.collections
    if after is None or after.backend is Backend.TYPESENSE:
        page = 1 if after is None else after.score
        from_engine = ask_engine(ctx, question, scope, page, limit)
        if from_engine is not None:
            return _page_of(ctx, collection, from_engine, page, limit)
        if after is not None:
            raise SearchMoved
    seen: list[tuple[Hit, Place]] = []
    place, first = after, None
    now = ctx.now() if after is None else datetime.fromtimestamp(after.at / 1000, UTC)
    at = int(now.timestamp() * 1000)
    for _ in range(ROUNDS):
        found = _found(ctx, question, scope, place, limit)
        first = first or found
        hits = _read(ctx, collection, found)
        for one in found.hits:
            place = search.Place(Backend.POSTGRES, found.loose, at, one.score, one.id)
            if one.id in hits:
                seen.append((hits[one.id], place))
        if len(seen) > limit or len(found.hits) <= limit:
            break
    assert first is not None, "asked at least once"
    more = seen[limit - 1][1] if len(seen) > limit else None
    return Answer({collection: [hit for hit, _ in seen[:limit]]}, first, more)


def _page_of(ctx: Ctx, collection: Collection, found: Found, page: int, limit: int) -> Answer:
    """A page that the server has made; the next one is counted by it."""
    at = int(ctx.now().timestamp() * 1000)
    more = found.totals.get(collection, 0) > page * limit
    place = search.Place(Backend.TYPESENSE, False, at, page + 1, ctx.viewer.user_id)
    seen = {collection: _seen(ctx, collection, found)}
    return Answer(seen, found, place if more else None, Backend.TYPESENSE)


def _backend(from_engine: Found | None) -> Backend:
    return Backend.POSTGRES if from_engine is None else Backend.TYPESENSE


def _found(ctx: Ctx, question: Question, scope: Scope, after: Place | None, limit: int) -> Found:
    from infra.spelling import nearest

    index = ctx.db(search.DocumentRepository)
    now = ctx.now() if after is None else datetime.fromtimestamp(after.at / 1000, UTC)
    if after is None or not after.loose:
        found = index.find(question, scope, after=after, limit=limit, now=now)
        if found.hits or after is not None:
            return found
    return index.find_loosely(question, scope, nearest, after=after, limit=limit, now=now)


def _seen(ctx: Ctx, collection: Collection, found: Found) -> list[Hit]:
    hits = _read(ctx, collection, found)
    return [hits[one.id] for one in found.hits if one.id in hits]


def _read(ctx: Ctx, collection: Collection, found: Found) -> Mapping[UUID, Hit]:
    ids = [one.id for one in found.hits if one.collection is collection]
    if not ids:
        return {}
    return ctx.db(search.HitRepository).read(ctx.viewer.user_id, collection, ids)


def begin(ctx: Ctx, question: Question, scope: Scope, limit: int) -> Answer:
    """The best of each collection whose title begins so."""
    if not question.parts:
        return Answer({}, search.Found([], {}))
    index = ctx.db(search.DocumentRepository)
    # A few more than are shown: what may not be seen any more leaves no gap.
    found = index.begin(question, scope, limit=limit + 1)
    hits = {one: _seen(ctx, one, found)[:limit] for one in scope.collections}
    return Answer(hits, found)


def ask_engine(ctx: Ctx, question: Question, scope: Scope, page: int, limit: int) -> Found | None:
    """What the search server finds; None where there is none, it is away, or it finds nothing.

    No connection is held meanwhile.
    """
    engine = ctx.deps.search_engine
    facet = None if scope.facets is None else scope.facets[0]
    if engine is None or scope.tag is not None or (facet is not None and facet not in FACETS):
        return None
    if not is_on(ctx, Flag.SEARCH_TYPESENSE):
        return None
    from infra.typesense.engine import EngineUnavailable

    tenant, text = ctx.db.tenant, asked(question)

    def find() -> Found | None:
        try:
            answers = engine.search(
                tenant,
                {one.value: text for one in scope.collections},
                viewer_id=scope.viewer_id,
                audiences=scope.audiences,
                facet=facet,
                page=page,
                limit=limit,
            )
        except EngineUnavailable:
            ctx.degraded.add("search")
            return None
        hits = [
            search.Ranked(Collection(name), one, -place)
            for name, answer in answers.items()
            for place, one in enumerate(answer.ids)
        ]
        if not hits and page == 1:
            return None
        one = next(iter(answers.values()))
        totals = {name: answer.total for name, answer in answers.items()}
        return search.Found(hits, totals, one.facets, one.tags)

    return ctx.apart(find)
