"""Asking the index for a caller: what fits, else what fits in part, as far as they may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import search
from shared.auth.permissions import Permission
from shared.search.query import Question
from shared.search.types import Backend, Collection

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.search import Found, Hit, Place, Scope

INDEXED = (Collection.POSTS, Collection.USERS, Collection.BOARDS)
ROUNDS = 5
"""How often more is fetched where what was found may not be seen any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and may be seen; ``place`` is after the last of a page, if there are more."""

    hits: Mapping[Collection, Sequence[Hit]]
    found: Found
    place: Place | None = None


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
    audiences += [f"{one.scope.type.lower()}:{one.scope.id}" for one in viewer.assignments]
    audiences += [f"scope:{one.scope.id}" for one in viewer.assignments]
    facets = None if facet is None else [facet]
    return search.Scope(viewer.user_id, audiences, collections, facets, tag)


def ask(ctx: Ctx, question: Question, scope: Scope, limit: int) -> Answer:
    """The best of each collection."""
    if not question.parts:
        return Answer({}, search.Found([], {}))
    found = _found(ctx, question, scope, None, limit)
    hits = {one: _seen(ctx, one, found)[:limit] for one in scope.collections}
    return Answer(hits, found)


def ask_page(ctx: Ctx, question: Question, scope: Scope, after: Place | None, limit: int) -> Answer:
    """A page of one collection, filled up where the index is behind."""
    if not question.parts:
        return Answer({}, search.Found([], {}))
    (collection,) = scope.collections
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
    found = index.begin(question, scope, limit=limit, now=ctx.now())
    hits = {one: _seen(ctx, one, found)[:limit] for one in scope.collections}
    return Answer(hits, found)
