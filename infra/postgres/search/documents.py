"""Asking the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, or_, select, text, union_all

from infra.postgres.clubs.tables import club_members
from infra.postgres.core.repository import Repository
from infra.postgres.learning.course_tables import course_members
from infra.postgres.people.beside import connections_of
from infra.postgres.search.records import Found, Place, Ranked, Scope
from infra.postgres.search.source import TENANT, VIEWER, scoped
from shared.clubs.types import ClubStatus
from shared.learning.courses.types import MemberStatus
from shared.search.query import Question, prefix_of, spelling_grams, tagged
from shared.search.types import Collection

CANDIDATES = 50
LEAST_SHARE = 0.6
"""How much of a question something has to have, where nothing has all of it."""
_MOST_WITH_A_WORD = 1_000
"""How many texts with one word are looked at for what resembles another."""

Nearest = Callable[[str, Sequence[str]], list[str]]

_FIND = text(
    "SELECT app.search_find(:tenant_id, :viewer_id, CAST(:audiences AS text[]),"
    " CAST(:collections AS text[]), CAST(:facets AS text[]), :tag, :every, :title, :exact,"
    " CAST(:parts AS text[]), CAST(:least AS integer), :now, CAST(:after_score AS bigint),"
    " CAST(:after_id AS uuid), :row_limit)"
)
_BEGIN = text(
    "SELECT collection, id FROM app.search_begin(:tenant_id, :viewer_id,"
    " CAST(:audiences AS text[]), CAST(:collections AS text[]), :begins, :whole, :row_limit)"
)
_ALIKE = text(
    "SELECT id FROM app.search_alike(:tenant_id, :viewer_id, CAST(:audiences AS text[]),"
    " :collection, CAST(:words AS text[]), :most, :row_limit) AS id"
)
_SPELLED = text(
    "SELECT word FROM app.search_spelled(:tenant_id, CAST(:grams AS bigint[]), :row_limit) AS word"
)
_TAGS = text(
    "SELECT tag, posts FROM app.search_tags(:tenant_id, :viewer_id, CAST(:audiences AS text[]),"
    " :begins, :query, :row_limit)"
)


class DocumentRepository(Repository):
    """Questions to the index of one school."""

    def audiences_of(self, viewer_id: UUID) -> list[str]:
        """The names under which things may be found by everybody like this person."""
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        return ["school", f"person:{viewer_id}", *self._values(_audiences(), **viewer)]

    def find(
        self,
        question: Question,
        scope: Scope,
        *,
        after: Place | None,
        limit: int,
        now: datetime,
    ) -> Found:
        """What has all that is asked for: of each collection ``limit + 1``, the best first."""
        every = question.every()
        return self._find(scope, question, {"every": every}, after=after, limit=limit, now=now)

    def find_loosely(
        self,
        question: Question,
        scope: Scope,
        nearest: Nearest,
        *,
        after: Place | None,
        limit: int,
        now: datetime,
    ) -> Found:
        """What has most of what is asked for, or what is spelled alike."""
        similar = {word: self._similar(word, nearest) for word in dict.fromkeys(question.words)}
        parts = question.loose(similar)
        least = max(1, -(-len(parts) * int(LEAST_SHARE * 10) // 10))
        every = " | ".join(parts)
        how = {"every": every, "parts": parts, "least": least}
        found = self._find(scope, question, how, after=after, limit=limit, now=now)
        return Found(found.hits, found.totals, found.facets, found.tags, True, similar)

    def find_alike(self, question: Question, scope: Scope, *, limit: int) -> list[UUID]:
        """What of a collection has the most words of this, the newest first of those with as many.

        Words that tell little are left out, and asked for as they stand.
        """
        (collection,) = scope.collections
        return self._values(
            _ALIKE,
            tenant_id=self.tenant,
            viewer_id=scope.viewer_id,
            audiences=list(scope.audiences),
            collection=collection.value,
            words=question.telling(),
            most=_MOST_WITH_A_WORD,
            row_limit=limit,
        )

    def begin(self, question: Question, scope: Scope, *, limit: int) -> Found:
        """What begins so in its title: of each collection at most ``limit``, the best first."""
        values = {
            "tenant_id": self.tenant,
            "viewer_id": scope.viewer_id,
            "audiences": list(scope.audiences),
            "collections": [one.value for one in scope.collections],
            "begins": question.every(),
            "whole": question.exact(),
            "row_limit": limit,
        }
        rows = enumerate(self._unit.all(_BEGIN, values))
        hits = [Ranked(Collection(row.collection), row.id, -place) for place, row in rows]
        return Found(hits, {})

    def find_tags(self, beginning: str, scope: Scope, *, limit: int) -> Mapping[str, int]:
        """Hashtags that begin so, and on how many posts they are that the viewer may find."""
        begins = tagged(beginning)
        if begins is None:
            return {}
        values = {
            "tenant_id": self.tenant,
            "viewer_id": scope.viewer_id,
            "audiences": list(scope.audiences),
            "begins": begins.removeprefix("#"),
            "query": f"'{prefix_of(self.tenant)}{begins}':*",
            "row_limit": limit,
        }
        return {row.tag: row.posts for row in self._unit.all(_TAGS, values)}

    def _similar(self, word: str, nearest: Nearest) -> list[str]:
        grams = spelling_grams(self.tenant, word)
        values = {"tenant_id": self.tenant, "grams": grams, "row_limit": CANDIDATES}
        return nearest(word, self._values(_SPELLED, **values))

    def _find(
        self,
        scope: Scope,
        question: Question,
        how: Mapping[str, Any],
        *,
        after: Place | None,
        limit: int,
        now: datetime,
    ) -> Found:
        values = {
            "tenant_id": self.tenant,
            "viewer_id": scope.viewer_id,
            "audiences": list(scope.audiences),
            "collections": [one.value for one in scope.collections],
            "facets": None if scope.facets is None else list(scope.facets),
            "tag": scope.tag,
            "title": question.every("A"),
            "exact": question.exact(),
            "parts": None,
            "least": None,
            "now": now,
            "after_score": None if after is None else after.score,
            "after_id": None if after is None else after.id,
            "row_limit": limit + 1,
        }
        found = self._value(_FIND, **(values | dict(how)))
        hits = [Ranked(Collection(name), UUID(one), score) for name, one, score in found["hits"]]
        return Found(hits, found["totals"], found["facets"], found["tags"])


# Built once, and one question: each of six would wait for the database as long as all together.
@cache
def _audiences() -> CompoundSelect[Any]:
    clubbing, learning = club_members.c, course_members.c
    near = select(clubbing.club_id).where(
        clubbing.tenant_id == TENANT,
        clubbing.user_id == VIEWER,
        or_(clubbing.status == ClubStatus.ACTIVE, clubbing.status == ClubStatus.INVITED),
    )
    learnt = select(learning.course_id).where(
        learning.tenant_id == TENANT,
        learning.user_id == VIEWER,
        learning.status == MemberStatus.ACTIVE,
    )
    return union_all(
        _named("class", select(func.app.classes_of(TENANT, VIEWER))),
        _named("club", select(func.app.clubs_open_to(TENANT, VIEWER))),
        _named("scope", select(func.app.clubs_of(TENANT, VIEWER))),
        _named("scope", learnt),
        _named("near", near),
        _named("connections", connections_of(TENANT, VIEWER)),
    )


def _named(kind: str, found: Select[Any]) -> Select[Any]:
    (one,) = found.subquery().c
    return select(scoped(kind, one))
