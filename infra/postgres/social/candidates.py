"""What the chosen feed of somebody is chosen from, and what is known of them and it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from infra.postgres import search
from infra.postgres.core.repository import Repository
from infra.postgres.search.vectors import ModelInUse
from infra.postgres.social import candidate_queries as q
from infra.postgres.social.candidate_queries import Found
from shared.auth.roles import Role
from shared.ids import first_id
from shared.search.types import Collection
from shared.social.ranking import FRESH, LATELY, WITH_AUTHOR, Candidate, Interests
from shared.social.types import FeedPool
from shared.text.same import canonical

FOLLOWED_TAG, NAMED_INTEREST = 10, 5
NEAREST = 50
NETWORK_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody likes to read, as a vector of a model."""

    vector: Sequence[float]
    model: ModelInUse


class CandidateRepository(Repository):
    """Questions that a feed is chosen by, through the eyes of its reader."""

    def taste(self, viewer_id: UUID) -> Taste | None:
        """What the viewer lately did something with is about; None where nothing says so.

        Taken when it is asked for: no profile of anybody is kept.
        """
        model = self._unit(search.VectorRepository).in_use()
        if model is None:
            return None
        of = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        mean = self._value(q.taste(), **of, model=model.name, version=model.version)
        return None if mean is None else Taste(mean, model)

    def find(self, viewer_id: UUID, now: datetime, taste: Taste | None = None) -> list[Candidate]:
        """What a feed may be chosen from: newest, of one's network, trending, and to the taste.

        Nothing that the viewer has sent away, and nobody whom they mute or hide.
        """
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        recent = now - NETWORK_WITHIN
        found = [tuple(row) for row in self._unit.all(q.pools(), {**viewer, "since": recent})]
        network = {post_id for pool, post_id in found if pool == "network"}
        trending = {post_id for pool, post_id in found if pool == "trending"}
        near = {} if taste is None else dict(self._nearest(taste))
        ids = list(dict.fromkeys([*(post_id for _, post_id in found), *near]))
        nearness = near | self._nearness(taste, [one for one in ids if one not in near])
        pools = _Pools(network, trending, {*near}, now - FRESH)
        return self._judged(viewer_id, ids, now, pools, nearness)

    def get(
        self, viewer_id: UUID, post_id: UUID, now: datetime, taste: Taste | None = None
    ) -> Candidate | None:
        """One post as a candidate, also when the viewer has sent it away."""
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        recent = now - NETWORK_WITHIN
        network = self._values(q.network(), **viewer, since=recent)
        trending = self._values(q.trending(), **viewer, since=recent)
        near = self._nearness(taste, [post_id])
        nearest = {one for one, value in near.items() if value > 0}
        pools = _Pools({*network}, {*trending}, nearest, now - FRESH)
        found = self._judged(viewer_id, [post_id], now, pools, near, wanted=False)
        return found[0] if found else None

    def interests(self, viewer_id: UUID, now: datetime) -> Interests:
        """What the viewer has done, as far as it says what they want to read."""
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        lately = now - WITH_AUTHOR
        topics, authors = Counter[str](), Counter[UUID]()
        unwanted_topics, unwanted_authors = set[str](), set[UUID]()
        for author_id, tags, weight, at in map(tuple, self._unit.all(q.acts(), viewer)):
            if weight < 0:
                unwanted_topics.update(tags)
                unwanted_authors.add(author_id)
                continue
            topics.update(dict.fromkeys(tags, weight))
            if at >= lately and author_id != viewer_id:
                authors[author_id] += 1
        learnt = set[str]()
        for kind, name in map(tuple, self._unit.all(q.named(), viewer)):
            topic = canonical(name)
            if kind == "course":
                learnt.add(topic)
            else:
                topics[topic] += FOLLOWED_TAG if kind == "tag" else NAMED_INTEREST
        return Interests(
            topics=topics,
            authors=authors,
            courses=frozenset(learnt),
            # Whoever wants more and less of the same has not made up their mind.
            unwanted_topics=frozenset(unwanted_topics - topics.keys()),
            unwanted_authors=frozenset(unwanted_authors - authors.keys()),
        )

    def _nearest(self, taste: Taste) -> list[tuple[UUID, float]]:
        vectors = self._unit(search.VectorRepository)
        found = vectors.nearest(Collection.POSTS, taste.vector, taste.model, NEAREST)
        return [(post_id, value) for post_id, value in found if value > 0]

    def _nearness(self, taste: Taste | None, ids: Sequence[UUID]) -> dict[UUID, float]:
        if taste is None or not ids:
            return {}
        vectors = self._unit(search.VectorRepository)
        return vectors.nearness(Collection.POSTS, ids, taste.vector, taste.model)

    def _judged(
        self,
        viewer_id: UUID,
        ids: Sequence[UUID],
        now: datetime,
        pools: _Pools,
        nearness: Mapping[UUID, float],
        *,
        wanted: bool = True,
    ) -> list[Candidate]:
        if not ids:
            return []
        viewer = {"tenant_id": self.tenant, "viewer_id": viewer_id, "ids": list(ids)}
        rows = self._records(Found, q.features(wanted=wanted), **viewer, now=now)
        found = {"tenant_id": self.tenant, "ids": [row.id for row in rows]}
        at = now - LATELY
        lately = self._counts(q.lately(), **found, since=at, floor=first_id(at))
        since = now - NETWORK_WITHIN
        known = self._counts(q.known(), **found, viewer_id=viewer_id, since=since)
        return [
            Candidate(
                id=row.id,
                author_id=row.author_id,
                type=row.type,
                created_at=row.created_at,
                pool=pools.of(row),
                likes=row.likes,
                comments=row.comments,
                shares=row.shares,
                bookmarks=row.bookmarks,
                views=row.views,
                lately=lately.get(row.id, 0),
                topics=row.topics,
                length=row.length,
                has_media=row.has_media,
                of_staff=row.role in {Role.TEACHER, Role.ADMIN},
                reports=row.reports,
                known_people=known.get(row.id, 0),
                in_circle=row.in_circle,
                nearness=nearness.get(row.id, 0.0),
                seen=row.seen,
            )
            for row in rows
        ]

    def _counts(self, counting: Select[Any], **values: Any) -> dict[UUID, int]:
        return {post_id: int(n) for post_id, n in map(tuple, self._unit.all(counting, values))}


@dataclass(frozen=True, slots=True)
class _Pools:
    network: AbstractSet[UUID]
    trending: AbstractSet[UUID]
    near: AbstractSet[UUID]
    fresh_since: datetime

    def of(self, row: Found) -> FeedPool:
        """Where a post was found; in several places, the one that says the most."""
        if row.id in self.trending:
            return FeedPool.TRENDING
        if row.id in self.network:
            return FeedPool.NETWORK
        if row.id in self.near:
            return FeedPool.SEMANTIC
        return FeedPool.FRESH if row.created_at >= self.fresh_since else FeedPool.SCHOOL
