"""Urns: nothing is lost, and nothing comes out alone."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.school.pulses.policy import (
    RELEASED_TOGETHER,
    Urn,
    cast,
    empty_urn,
    mean,
    net_promoter_score,
)
from shared.school.pulses.types import Scale

ANSWERS = st.lists(st.tuples(st.integers(1, 5), st.none() | st.text(min_size=1, max_size=5)))


def urns(answers: list[tuple[int, str | None]]) -> list[Urn]:
    """The urn after each answer."""
    found = [empty_urn(Scale.LIKERT_1_5)]
    for score, comment in answers:
        found.append(cast(found[-1], Scale.LIKERT_1_5, score, comment))
    return found


@given(ANSWERS)
def test_two_looks_differ_by_five_answers_or_by_none(
    answers: list[tuple[int, str | None]],
) -> None:
    seen = urns(answers)
    for before, after in pairwise(seen):
        released = after.counted - before.counted
        assert released == 0 or released >= RELEASED_TOGETHER
        if not released:
            assert (after.counts, after.comments) == (before.counts, before.comments)
    assert seen[-1].waiting < RELEASED_TOGETHER


@given(ANSWERS)
def test_every_answer_is_in_the_urn_once(answers: list[tuple[int, str | None]]) -> None:
    last = urns(answers)[-1]
    total = [a + b for a, b in zip(last.counts, last.waiting_counts, strict=True)]
    scores = Counter(score for score, _ in answers)
    assert total == [scores[score] for score in Scale.LIKERT_1_5.scores]
    comments = Counter(comment for _, comment in answers if comment)
    assert Counter((*last.comments, *last.waiting_comments)) == comments


@given(ANSWERS.flatmap(lambda answers: st.tuples(st.just(answers), st.permutations(answers))))
def test_the_order_within_a_batch_leaves_no_trace(
    pair: tuple[list[tuple[int, str | None]], list[tuple[int, str | None]]],
) -> None:
    one, other = (batch[:RELEASED_TOGETHER] for batch in pair)
    if Counter(one) == Counter(other):
        assert urns(one)[-1] == urns(other)[-1]


@pytest.mark.parametrize("scale", Scale)
def test_a_score_that_the_scale_has_not_is_refused(scale: Scale) -> None:
    for score in (-1, scale.scores[-1] + 1):
        with pytest.raises(ValueError, match="range"):
            cast(empty_urn(scale), scale, score, None)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_figures_beside_a_computation_of_their_own(scores: list[int]) -> None:
    scale = Scale.NPS_0_10
    filled = reduce(lambda urn, score: cast(urn, scale, score, None), scores, empty_urn(scale))
    counts = [a + b for a, b in zip(filled.counts, filled.waiting_counts, strict=True)]
    assert mean(scale, counts) == round(sum(scores) / len(scores), 2)
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    assert net_promoter_score(scale, counts) == round(
        100 * (promoters - detractors) / len(scores), 1
    )


def test_no_answers_have_no_figures() -> None:
    assert mean(Scale.LIKERT_1_5, [0] * 5) is None
    assert net_promoter_score(Scale.NPS_0_10, [0] * 11) is None
    assert net_promoter_score(Scale.LIKERT_1_5, [1] * 5) is None
