"""How a feed is chosen: each post once, in one order, with room for everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.social.ranking import (
    LONGEST,
    PAGE,
    WEIGHTS,
    Candidate,
    Interests,
    choose,
    judge,
)
from shared.social.types import Factor, FeedPool, PostType
from shared.social.weights import FEED_WEIGHTS, USUAL, weights_of

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
AUTHORS = [UUID(int=n) for n in range(1, 8)]
TOPICS = ["physics", "football", "គណិតវិទ្យា"]

counts = st.integers(0, 2000)
candidates = st.builds(
    Candidate,
    id=st.uuids(),
    author_id=st.sampled_from(AUTHORS),
    type=st.sampled_from(PostType),
    created_at=st.timedeltas(timedelta(days=-1), timedelta(days=900)).map(lambda d: NOW - d),
    pool=st.sampled_from(FeedPool),
    likes=counts,
    comments=counts,
    shares=counts,
    bookmarks=counts,
    views=counts,
    lately=counts,
    topics=st.lists(st.sampled_from(TOPICS), unique=True),
    length=st.integers(1, 5000),
    has_media=st.booleans(),
    of_staff=st.booleans(),
    reports=st.integers(0, 9),
    known_people=st.integers(0, 50),
    in_circle=st.booleans(),
    nearness=st.floats(-1, 1),
    seen=st.booleans(),
)
interests = st.builds(
    Interests,
    topics=st.dictionaries(st.sampled_from(TOPICS), st.floats(1, 100)),
    authors=st.dictionaries(st.sampled_from(AUTHORS), st.integers(1, 40)),
    courses=st.frozensets(st.sampled_from(TOPICS)),
    unwanted_topics=st.frozensets(st.sampled_from(TOPICS)),
    unwanted_authors=st.frozensets(st.sampled_from(AUTHORS)),
)
many = st.lists(candidates, max_size=60, unique_by=lambda one: one.id)


def a_post(number: int, **values: object) -> Candidate:
    usual = Candidate(
        UUID(int=10_000 + number), AUTHORS[0], PostType.TEXT, NOW - timedelta(hours=1)
    )
    return replace(usual, **values)  # type: ignore[arg-type] # the names of its fields


def test_the_weights_make_one_and_are_whole_percents() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert sum(USUAL.values()) == 100
    for settings in ({}, {FEED_WEIGHTS: None}):
        assert weights_of(settings) == pytest.approx(WEIGHTS)


@given(candidates, interests)
def test_every_factor_and_the_score_lie_between_nothing_and_one(
    one: Candidate, mine: Interests
) -> None:
    judged = judge(one, mine, NOW, WEIGHTS)
    assert set(judged.factors) == set(Factor)
    assert all(0 <= value <= 1 for value in judged.factors.values())
    assert 0 <= judged.score <= 1 + 1e-9


@given(many, interests, st.randoms())
def test_every_post_is_chosen_once_whatever_order_they_come_in(
    found: list[Candidate], mine: Interests, random: object
) -> None:
    chosen = choose(found, mine, NOW, seed="a")
    assert sorted(chosen) == sorted(one.id for one in found)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    assert choose(shuffled, mine, NOW, seed="a") == chosen


@given(st.lists(st.sampled_from(AUTHORS), min_size=1, max_size=60))
def test_equal_scores_have_one_order_and_nobody_fills_a_page_while_others_have_posts(
    authors: list[UUID],
) -> None:
    found = [a_post(n, author_id=author) for n, author in enumerate(authors)]
    of = {one.id: one.author_id for one in found}
    chosen = [of[one] for one in choose(found, Interests(), NOW, seed="a")]
    assert Counter(chosen) == Counter(authors)
    for start in range(0, len(chosen), PAGE):
        page, later = chosen[start : start + PAGE], chosen[start + PAGE :]
        crowd = [author for author, n in Counter(page).items() if n > 6]
        if crowd:
            # Then the others who wait for a later page have had their share of this one, too.
            assert all(Counter(page)[author] >= 6 for author in set(later) - set(crowd))
    for (place, one), (_, next_one) in pairwise(enumerate(chosen)):
        if place > 0 and chosen[place - 1] == one == next_one:
            assert set(chosen[place + 1 :]) <= {one}, "a run of three, and others were left"


def test_one_authors_school_fills_its_page() -> None:
    found = [a_post(n) for n in range(30)]
    assert len(choose(found, Interests(), NOW, seed="a")) == 30


def test_a_feed_ends_where_nobody_reads_on() -> None:
    found = [a_post(n, author_id=AUTHORS[n % 7]) for n in range(LONGEST + 50)]
    assert len(set(choose(found, Interests(), NOW, seed="a"))) == LONGEST


def test_what_people_do_and_like_counts_and_what_was_seen_or_refused_counts_less() -> None:
    plain = a_post(1)
    liked, known = a_post(2, likes=40, comments=9), a_post(3, known_people=4)
    about, learnt = a_post(4, topics=["physics"]), a_post(5, in_circle=True)
    old, seen = a_post(6, created_at=NOW - timedelta(days=9)), a_post(7, seen=True)
    reported, near = a_post(8, reports=3), a_post(9, nearness=0.9)
    mine = Interests(topics={"physics": 5, "art": 1})
    score = {
        name: judge(one, mine, NOW, WEIGHTS).score
        for name, one in {
            "plain": plain,
            "liked": liked,
            "known": known,
            "about": about,
            "learnt": learnt,
            "old": old,
            "seen": seen,
            "reported": reported,
            "near": near,
        }.items()
    }
    better = {name for name, value in score.items() if value > score["plain"]}
    assert better == {"liked", "known", "about", "learnt", "near"}
    assert all(score[name] < score["plain"] for name in ("old", "seen", "reported"))
    less = replace(mine, unwanted_authors=frozenset({plain.author_id}))
    assert judge(plain, less, NOW, WEIGHTS).score < score["plain"]


def test_a_missing_vector_takes_nothing_from_the_others() -> None:
    one = judge(a_post(1), Interests(), NOW, WEIGHTS)
    assert one.factors[Factor.SEMANTIC] == 0
    near = judge(a_post(1, nearness=1.0), Interests(), NOW, WEIGHTS)
    assert near.score - one.score == pytest.approx(WEIGHTS[Factor.SEMANTIC])
