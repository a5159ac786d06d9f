"""Rules of boards: order, cursors, pseudonyms, codes, similarity and safe cells."""

from __future__ import annotations

import contextlib
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.boards.policy import (
    SIMILAR_TERMS,
    Age,
    Place,
    first_status,
    may_edit,
    participant_key,
    similarity,
    slug_of,
    terms,
)
from shared.boards.poll_schemas import PollCreate, PollVote
from shared.boards.types import Moderation, PollKind, QuestionStatus
from shared.http.paging import InvalidPageCursor
from shared.identity.codes import CODE_ALPHABET, code_of, normalise_code

PLACES = st.builds(Place, st.booleans(), st.integers(0, 2**31 - 1), st.uuids())


@given(st.lists(PLACES, unique_by=lambda place: place.id))
def test_pinned_then_votes_then_newest(places: list[Place]) -> None:
    ordered = sorted(places, reverse=True)
    for before, after in pairwise(ordered):
        keys = [(p.pinned, p.upvotes, p.id.bytes) for p in (before, after)]
        assert keys[0] > keys[1]


@given(PLACES)
def test_a_cursor_comes_back_as_it_was(place: Place) -> None:
    assert Place.decode(place.encode()) == place
    assert Age.decode(Age(place.id).encode()) == Age(place.id)


@given(
    st.one_of(
        st.text(max_size=60), PLACES.map(Place.encode), st.uuids().map(lambda i: Age(i).encode())
    )
)
def test_only_cursors_of_the_order_are_read(text: str) -> None:
    for kind in (Place, Age):
        with contextlib.suppress(InvalidPageCursor):
            found = kind.decode(text)
            assert found is not None
            assert found.encode() == text


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.uuids())
def test_a_pseudonym_holds_on_one_board_only(one: bytes, other: bytes, person: UUID) -> None:
    assert participant_key(one, person) == participant_key(one, person)
    assert (participant_key(one, person) == participant_key(other, person)) == (one == other)
    for spelling in (str(person), person.hex):
        assert spelling not in participant_key(one, person)
    assert participant_key(None, person) == str(person)


@pytest.mark.parametrize(
    ("moderation", "doubtful", "status"),
    [
        (Moderation.OFF, True, "OPEN"),
        (Moderation.OFF, False, "OPEN"),
        (Moderation.FILTER, True, "UNDER_REVIEW"),
        (Moderation.FILTER, False, "OPEN"),
        (Moderation.ALL, True, "UNDER_REVIEW"),
        (Moderation.ALL, False, "UNDER_REVIEW"),
    ],
)
def test_where_a_question_starts(moderation: Moderation, doubtful: bool, status: str) -> None:
    assert first_status(moderation, doubtful=doubtful, by_moderator=False) == status
    assert first_status(moderation, doubtful=doubtful, by_moderator=True) == "OPEN"


@given(st.sampled_from(QuestionStatus), st.booleans(), st.booleans())
def test_only_the_author_edits_and_only_before_an_answer(
    status: QuestionStatus, mine: bool, frozen: bool
) -> None:
    allowed = may_edit(status, mine=mine, frozen=frozen)
    assert allowed == (mine and not frozen and status in {"OPEN", "UNDER_REVIEW"})


@given(st.binary(min_size=6, max_size=6))
def test_a_code_has_no_look_alikes_and_survives_reading_aloud(raw: bytes) -> None:
    code = code_of(raw)
    assert set(code) <= set(CODE_ALPHABET)
    assert not set(code) & set("01OIL")
    assert normalise_code(f" {code[:3].lower()}-{code[3:]} ") == code


def test_a_slug_is_made_of_the_title() -> None:
    assert slug_of("Ask the Headmaster!", "ab12") == "ask-the-headmaster-ab12"
    assert slug_of("សំណួរ", "ab12") == "board-ab12"


@given(st.text(max_size=500), st.text(max_size=500))
def test_similarity_is_a_share(one: str, other: str) -> None:
    mine, theirs = terms(one), terms(other)
    assert len(mine) <= SIMILAR_TERMS
    assert all(-(2**31) <= term < 2**31 for term in mine)
    assert 0 <= similarity(mine, theirs) == similarity(theirs, mine) <= 1
    assert similarity(mine, mine) == (1 if mine else 0)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("When does the exam start?", "When will the exam start", True),
        ("When does the exam start?", "May we use calculators?", False),
        ("តើការប្រឡងចាប់ផ្ដើមនៅពេលណា?", "ការប្រឡងចាប់ផ្ដើមពេលណា", True),
        ("តើការប្រឡងចាប់ផ្ដើមនៅពេលណា?", "តើបណ្ណាល័យនៅឯណា", False),
    ],
)
def test_what_says_much_the_same_shares_terms(one: str, other: str, alike: bool) -> None:
    assert (similarity(terms(one), terms(other)) >= 0.4) == alike


@pytest.mark.parametrize(
    "poll",
    [
        {"kind": "CHOICE", "prompt": "Which?", "options": []},
        {"kind": "CHOICE", "prompt": "Which?", "options": ["one"]},
        {"kind": "CHOICE", "prompt": "Which?", "options": ["Same", "same"]},
        {"kind": "RATING", "prompt": "How?", "options": ["a", "b"]},
        {"kind": "WORDCLOUD", "prompt": "How?", "multiple": True},
    ],
)
def test_polls_that_ask_nothing_sensible(poll: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"option|multiple"):
        PollCreate.model_validate(poll)


def test_a_poll_takes_one_kind_of_answer() -> None:
    PollCreate(kind=PollKind.RATING, prompt="How was it?")
    PollVote(rating=3)
    wrong: list[dict[str, object]] = [{}, {"choices": []}, {"rating": 3, "words": ["a"]}]
    for answer in wrong:
        with pytest.raises(ValueError, match="one of them"):
            PollVote.model_validate(answer)
