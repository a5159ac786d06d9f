"""Asking the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from infra.postgres.clubs.tables import club_members
from infra.postgres.core.repository import Repository
from infra.postgres.people.beside import connections_of
from infra.postgres.search.records import Found, Place, Ranked, Scope
from shared.clubs.types import ClubStatus
from shared.search.query import Question, prefix_of, spelling_grams, tagged
from shared.search.types import Collection

CANDIDATES = 50
LEAST_SHARE = 0.6
"""How much of a question something has to have, where nothing has all of it."""

Nearest = Callable[[str, Sequence[str]], list[str]]

_FIND = text(
    "SELECT app.search_find(:tenant_id, :viewer_id, CAST(:audiences AS text[]),"
    " CAST(:collections AS text[]), CAST(:facets AS text[]), :tag, :every, :title, :exact,"
    " CAST(:parts AS text[]), CAST(:least AS integer), :now, CAST(:after_score AS bigint),"
    " CAST(:after_id AS uuid), :row_limit)"
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
        classes = self._values(select(func.app.classes_of(self.tenant, viewer_id)))
        open_to = self._values(select(func.app.clubs_open_to(self.tenant, viewer_id)))
        clubs, m = self._values(select(func.app.clubs_of(self.tenant, viewer_id))), club_members.c
        near = self._values(
            select(m.club_id)
            .where(m.tenant_id == self.tenant, m.user_id == viewer_id)
            .where(m.status.in_([ClubStatus.ACTIVE, ClubStatus.INVITED]))
        )
        people = self._values(connections_of(self.tenant, viewer_id))
        return [
            "school",
            f"person:{viewer_id}",
            *(f"class:{one}" for one in classes),
            *(f"club:{one}" for one in open_to),
            *(f"scope:{one}" for one in clubs),
            *(f"near:{one}" for one in near),
            *(f"connections:{person}" for person in people),
        ]

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

    def find_alike(self, question: Question, scope: Scope, *, limit: int, now: datetime) -> Found:
        """What has anything of this, those with most of it first."""
        parts = question.loose({})
        how = {"every": " | ".join(parts), "parts": parts, "least": 1}
        return self._find(scope, question, how, after=None, limit=limit, now=now)

    def begin(self, question: Question, scope: Scope, *, limit: int, now: datetime) -> Found:
        """What begins so in its title."""
        every = question.every("A")
        return self._find(scope, question, {"every": every}, after=None, limit=limit, now=now)

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
