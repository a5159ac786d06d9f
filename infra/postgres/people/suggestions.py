"""Whom somebody may want to follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from typing_extensions import override

from infra.postgres.core.repository import Repository
from infra.postgres.people import suggestion_queries as q
from infra.postgres.people.suggestion_queries import Suggestion
from infra.postgres.people.tables import follows, suggestion_dismissals
from shared.people.types import SuggestedBecause

ACTIVE_WITHIN = timedelta(days=30)
_MUTUAL, _OF_CLASSES, _OF_CLUBS, _NEW = 40, 20, 20, 5


class Explained(Executable, ClauseElement):
    """A query that is run for its plan and its time."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query

    @override
    def get_children(self, **_: Any) -> tuple[Select[Any]]:
        """For who looks which tables a statement reads."""
        return (self.query,)


@compiles(Explained)
def _explain(element: Explained, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (ANALYZE, FORMAT JSON) {compiler.process(element.query, **options)}"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who may be suggested, how many followed people follow them, and as what."""

    id: UUID
    mutual_count: int
    because: SuggestedBecause


class SuggestionRepository(Repository):
    """Questions about people whom somebody does not follow yet."""

    def choose(self, viewer_id: UUID, now: datetime) -> list[tuple[Suggested, Suggestion]]:
        """Whom to suggest, each once: with the most in common first, then of classes and clubs.

        Closed profiles are suggested to those only who have people in common with them.
        """
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        mutual: dict[UUID, int] = dict(map(tuple, self._unit.all(q.mutual(), viewer)))
        pools: dict[str, list[UUID]] = {name: [] for name in SuggestedBecause}
        for pool, person in map(tuple, self._unit.all(q.pools(), viewer)):
            pools[pool].append(person)
        mates, fellows = pools[SuggestedBecause.CLASS], pools[SuggestedBecause.CLUB]
        newest = pools[SuggestedBecause.SCHOOL]
        ids = dict.fromkeys([*mutual, *mates, *fellows, *newest])
        found = {one.id: one for one in self._open(viewer_id, now, list(ids))}
        in_common = [found[one] for one in mutual if one in found][:_MUTUAL]
        shown = {one.id: one for one in found.values() if one.is_shown}
        since = now - ACTIVE_WITHIN
        lately = [shown[one] for one in newest if one in shown and _was_there(shown[one], since)]
        chosen = {
            one.id: (Suggested(one.id, mutual[one.id], SuggestedBecause.MUTUAL), one)
            for one in in_common
        }
        for because, some in (
            (SuggestedBecause.CLASS, _last_seen_first(mates, shown)[:_OF_CLASSES]),
            (SuggestedBecause.CLUB, _last_seen_first(fellows, shown)[:_OF_CLUBS]),
            (SuggestedBecause.SCHOOL, sorted(lately, key=_last_to_come)[:_NEW]),
        ):
            for one in some:
                chosen.setdefault(one.id, (Suggested(one.id, 0, because), one))
        return list(chosen.values())

    def show(
        self, viewer_id: UUID, now: datetime, chosen: Sequence[Suggested]
    ) -> list[tuple[Suggested, Suggestion]]:
        """Those of the chosen who may still be suggested, in their order."""
        if not chosen:
            return []
        found = {one.id: one for one in self._open(viewer_id, now, [one.id for one in chosen])}
        return [
            (one, found[one.id])
            for one in chosen
            if one.id in found and (one.mutual_count or found[one.id].is_shown)
        ]

    def _open(self, viewer_id: UUID, now: datetime, ids: Sequence[UUID]) -> list[Suggestion]:
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id, "now": now}
        return self._records(Suggestion, q.open_to_viewer(), **viewer, ids=list(ids))

    def dismiss(self, viewer_id: UUID, person_id: UUID, now: datetime) -> None:
        """Suggest this person no more. May be repeated."""
        row = {
            "tenant_id": self.tenant,
            "user_id": viewer_id,
            "person_id": person_id,
            "created_at": now,
        }
        adding = upsert(suggestion_dismissals).values(row)
        self._unit.execute(adding.on_conflict_do_nothing())

    def take_back(self, viewer_id: UUID, person_id: UUID) -> None:
        """Suggest this person again. May be repeated."""
        d = suggestion_dismissals.c
        mine = (d.tenant_id == self.tenant, d.user_id == viewer_id, d.person_id == person_id)
        self._unit.execute(delete(suggestion_dismissals).where(*mine))

    def measure_mutual(self, viewer_id: UUID) -> float:
        """How many milliseconds the question for mutual people takes the database."""
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        plan = self._value(Explained(q.mutual()), **viewer)
        took: float = plan[0]["Execution Time"] + plan[0]["Planning Time"]
        return took

    def busiest(self) -> UUID | None:
        """Who follows the most people: the hardest question."""
        f = follows.c
        query = select(f.follower_id).where(f.tenant_id == self.tenant).group_by(f.follower_id)
        found: UUID | None = self._value(query.order_by(func.count().desc()).limit(1))
        return found


def _last_seen_first(people: Iterable[UUID], found: Mapping[UUID, Suggestion]) -> list[Suggestion]:
    """Of these people those who were found: who was never there comes last."""
    never = datetime.min.replace(tzinfo=UTC)
    there = [found[one] for one in dict.fromkeys(people) if one in found]
    return sorted(there, key=lambda one: (never - (one.last_seen_at or never), one.id))


def _last_to_come(one: Suggestion) -> tuple[timedelta, UUID]:
    never = datetime.min.replace(tzinfo=UTC)
    return never - (one.joined_at or never), one.id


def _was_there(one: Suggestion, since: datetime) -> bool:
    """Whether somebody came, or was there, since a moment."""
    return any(at is not None and at >= since for at in (one.last_seen_at, one.joined_at))
