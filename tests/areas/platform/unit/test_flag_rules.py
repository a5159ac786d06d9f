"""How a flag is decided."""

from __future__ import annotations

import hashlib
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.platform.flags import BY_SCHOOL_ONLY, Flag, FlagState, bucket


@given(
    st.uuids(),
    st.booleans(),
    st.integers(0, 100),
    st.sampled_from(sorted({*Flag} - BY_SCHOOL_ONLY)),
)
def test_the_platform_switches_off_and_the_school_decides_else(
    subject: UUID, override: bool, rollout: int, flag: Flag
) -> None:
    assert not FlagState(enabled=False, override=override).is_on(flag, subject)
    assert FlagState(rollout=rollout, override=override).is_on(flag, subject) is override
    shared = FlagState(rollout=rollout).is_on(flag, subject)
    assert shared is (bucket(flag, subject) < rollout)
    # Whoever has it keeps it when more people get it.
    assert not shared or FlagState(rollout=100).is_on(flag, subject)


def test_a_rollout_reaches_about_its_share_of_people_and_others_for_each_flag() -> None:
    people = [UUID(int=number) for number in range(2000)]
    one, other = Flag.LIVE_GUESTS, Flag.BOARDS_GUESTS
    reached = [person for person in people if bucket(one, person) < 25]
    assert 400 < len(reached) < 600
    assert {bucket(one, p) for p in people} == set(range(100))
    assert reached != [person for person in people if bucket(other, person) < 25]


def test_a_bucket_is_that_of_the_specification() -> None:
    subject = UUID("0199a1f9-0000-7000-8000-000000000000")
    digest = hashlib.sha256(f"{subject}:live.guests".encode()).hexdigest()
    assert bucket(Flag.LIVE_GUESTS, subject) == int(digest, 16) % 100


def test_what_lets_texts_leave_is_on_by_the_word_of_the_school_alone() -> None:
    flag, school = Flag.EMBEDDINGS_EXTERNAL, UUID(int=7)
    assert not FlagState().is_on(flag, school)
    assert not FlagState(enabled=True, rollout=100).is_on(flag, school)
    assert FlagState(override=True).is_on(flag, school)
    assert not FlagState(enabled=False, override=True).is_on(flag, school)
