"""How a feed is chosen for somebody: seven factors, a mix, and never one author's page. Pure.

A school is small at times: every rule about variety gives way where there is nothing else to show,
so that nobody finds less than there is.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from shared.social.types import Factor, FeedPool, PostType

LONGEST = 200
"""Posts in a feed: what nobody reads is not chosen."""
PAGE = 20
LATELY = timedelta(hours=2)
FRESH = timedelta(hours=6)
WITH_AUTHOR = timedelta(days=30)
TOP_TOPICS = 20

WEIGHTS: Mapping[Factor, float] = {
    Factor.ENGAGEMENT: 0.25,
    Factor.RELEVANCE: 0.20,
    Factor.QUALITY: 0.15,
    Factor.RECENCY: 0.15,
    Factor.SOCIAL_PROOF: 0.10,
    Factor.LEARNING: 0.08,
    Factor.SEMANTIC: 0.07,
}
"""What each factor usually counts: a missing one nothing, and the others no more than before."""

_BASELINE = {
    PostType.QUIZ: 0.80,
    PostType.ARTICLE: 0.60,
    PostType.RESOURCE: 0.60,
    PostType.VIDEO: 0.55,
    PostType.EVENT: 0.45,
    PostType.QUESTION: 0.45,
    PostType.POLL: 0.40,
}
_USUAL = 0.50
_LONG = 280
_DECAY = 0.029
_BUSY = 500
_ALREADY_SEEN = 0.5
_LIKE_UNWANTED = 0.6

# Of twenty places fifteen per cent are for what one would not have come upon, a quarter for what
# many look at, and all others go by the score.
_EXPLORING = frozenset({5, 12, 18})
_TRENDING = frozenset({2, 7, 10, 14, 17})
_MOST_OF_A_PAGE = 6
_RUN = 2


@dataclass(frozen=True)
class Interests:
    """What a person has done, as far as it says what they want to read.

    ``topics`` weigh by what was done with posts about them, ``authors`` count how often something
    was done with a post of theirs in the last month. ``unwanted`` are topics and authors of posts
    of which they want less.
    """

    topics: Mapping[str, float] = field(default_factory=dict)
    authors: Mapping[UUID, int] = field(default_factory=dict)
    courses: frozenset[str] = frozenset()
    unwanted_topics: frozenset[str] = frozenset()
    unwanted_authors: frozenset[UUID] = frozenset()

    @cached_property
    def strongest(self) -> float:
        """What the topics that count most weigh together: asked for with each post."""
        return sum(sorted(self.topics.values(), reverse=True)[:TOP_TOPICS])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that may be chosen, and what is known of it and its reader."""

    id: UUID
    author_id: UUID
    type: PostType
    created_at: datetime
    pool: FeedPool = FeedPool.SCHOOL
    likes: int = 0
    comments: int = 0
    shares: int = 0
    bookmarks: int = 0
    views: int = 0
    lately: int = 0
    topics: Sequence[str] = ()
    length: int = 0
    has_media: bool = False
    of_staff: bool = False
    reports: int = 0
    known_people: int = 0
    in_circle: bool = False
    nearness: float = 0.0
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate, the value of each factor, and what they make together."""

    candidate: Candidate
    factors: Mapping[Factor, float]
    score: float


def judge(
    candidate: Candidate, interests: Interests, now: datetime, weights: Mapping[Factor, float]
) -> Judged:
    """Value a post for a reader: each factor lies between 0 and 1, and so does the score."""
    factors = {
        Factor.ENGAGEMENT: _engagement(candidate),
        Factor.RELEVANCE: _relevance(candidate, interests),
        Factor.QUALITY: _quality(candidate),
        Factor.RECENCY: _recency(candidate, now),
        Factor.SOCIAL_PROOF: 1 - math.exp(-candidate.known_people / 3),
        Factor.LEARNING: _learning(candidate, interests),
        Factor.SEMANTIC: min(1.0, max(0.0, candidate.nearness)),
    }
    score = sum(weights[name] * value for name, value in factors.items())
    if candidate.seen:
        score *= _ALREADY_SEEN
    if _is_like_unwanted(candidate, interests):
        score *= _LIKE_UNWANTED
    return Judged(candidate, factors, score)


def choose(
    candidates: Iterable[Candidate],
    interests: Interests,
    now: datetime,
    *,
    seed: str,
    weights: Mapping[Factor, float] = WEIGHTS,
) -> list[UUID]:
    """The feed, best first: at most :data:`LONGEST` posts, each once.

    ``seed`` decides what is tried out; with the same one the same feed is chosen.
    """
    judged = {one.id: judge(one, interests, now, weights) for one in candidates}
    by_score = sorted(judged.values(), key=_order)
    trending = sorted(
        (one for one in by_score if one.candidate.pool is FeedPool.TRENDING),
        key=lambda one: (-trend(one.candidate), *_order(one)),
    )
    exploring = sorted(
        (one for one in by_score if _is_unknown(one.candidate, interests)),
        key=lambda one: hashlib.sha256(f"{seed}:{one.candidate.id}".encode()).digest(),
    )
    return _mixed(by_score, trending, exploring)


def trend(candidate: Candidate) -> int:
    """What people made of a post, as lists of what many look at count it."""
    done = 3 * candidate.likes + 5 * candidate.comments + 2 * candidate.shares
    return candidate.views + done


def _mixed(
    by_score: Sequence[Judged], trending: Sequence[Judged], exploring: Sequence[Judged]
) -> list[UUID]:
    chosen: list[Candidate] = []
    taken: set[UUID] = set()
    for place in range(min(LONGEST, len(by_score))):
        on_page = place % PAGE
        page = Counter(one.author_id for one in chosen[place - on_page :])
        lists = [by_score]
        if on_page in _TRENDING:
            lists.insert(0, trending)
        elif on_page in _EXPLORING:
            lists.insert(0, exploring)
        found = _next(lists, taken, chosen[-_RUN:], page)
        chosen.append(found)
        taken.add(found.id)
    return [one.id for one in chosen]


def _next(
    lists: Sequence[Sequence[Judged]],
    taken: AbstractSet[UUID],
    last: Sequence[Candidate],
    page: Mapping[UUID, int],
) -> Candidate:
    """The first that no rule forbids, else the first that makes no run, else the first at all."""
    run = last[0].author_id if len(last) == _RUN and len({o.author_id for o in last}) == 1 else None
    for ranked in lists:
        for one in ranked:
            author = one.candidate.author_id
            free = one.candidate.id not in taken
            if free and author != run and page.get(author, 0) < _MOST_OF_A_PAGE:
                return one.candidate
    left = [one.candidate for one in lists[-1] if one.candidate.id not in taken]
    return next((one for one in left if one.author_id != run), left[0])


def _order(one: Judged) -> tuple[float, float, UUID]:
    """The better, then the newer, then by id: no two posts ever stand in the same place."""
    return (-one.score, -one.candidate.created_at.timestamp(), one.candidate.id)


def _engagement(one: Candidate) -> float:
    done = 3 * one.likes + 5 * one.comments + 7 * one.shares + 4 * one.bookmarks
    weight = math.log1p(done + one.views / 10) / math.log1p(_BUSY)
    return min(1.0, weight + 0.15 * min(1.0, one.lately / 20))


def _relevance(one: Candidate, interests: Interests) -> float:
    wanted = sum(interests.topics.get(topic, 0) for topic in one.topics)
    topic = min(1.0, wanted / interests.strongest) if interests.topics else 0.0
    author = min(1.0, interests.authors.get(one.author_id, 0) / 10)
    return 0.6 * topic + 0.4 * author


def _quality(one: Candidate) -> float:
    value = _BASELINE.get(one.type, _USUAL)
    value += 0.10 * one.has_media + 0.10 * one.of_staff + 0.05 * (one.length >= _LONG)
    return min(1.0, max(0.0, value - 0.30 * min(1.0, one.reports / 3)))


def _recency(one: Candidate, now: datetime) -> float:
    age = max(0.0, (now - one.created_at).total_seconds() / 3600)
    return math.exp(-_DECAY * age)


def _learning(one: Candidate, interests: Interests) -> float:
    if one.in_circle:
        return 1.0
    return 0.7 if interests.courses.intersection(one.topics) else 0.0


def _is_unknown(one: Candidate, interests: Interests) -> bool:
    """Whether nothing that the reader has done leads to this post."""
    known = one.pool is FeedPool.NETWORK or one.author_id in interests.authors
    return not (known or one.seen or interests.topics.keys() & set(one.topics))


def _is_like_unwanted(one: Candidate, interests: Interests) -> bool:
    topics = interests.unwanted_topics.intersection(one.topics)
    return bool(topics) or one.author_id in interests.unwanted_authors
