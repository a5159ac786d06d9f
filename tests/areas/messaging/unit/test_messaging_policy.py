"""Who may write to whom, as rules that hold for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.roles import MEMBER_ROLES, STAFF, Role
from shared.messaging.policy import (
    PUPIL_MESSAGES,
    Standing,
    check_emoji,
    direct_key,
    may_edit,
    may_write,
    may_write_in_group,
)
from shared.messaging.types import WhoMayWrite

ROLES = st.sampled_from(MEMBER_ROLES)
STANDINGS = st.builds(
    Standing,
    role=ROLES,
    here=st.booleans(),
    blocked=st.booleans(),
    connected=st.booleans(),
    same_class=st.booleans(),
    guardian=st.booleans(),
    accepts=st.sampled_from([None, *WhoMayWrite]),
)
SETTINGS = st.sampled_from([{}, {PUPIL_MESSAGES: True}, {PUPIL_MESSAGES: False}])
SHUT = {PUPIL_MESSAGES: False}


@given(ROLES, STANDINGS, SETTINGS)
def test_nobody_writes_past_a_block_or_to_who_is_gone(
    role: Role, other: Standing, settings: dict[str, bool]
) -> None:
    assert not may_write(role, replace(other, blocked=True), settings)
    assert not may_write(role, replace(other, here=False), settings)


@given(ROLES, STANDINGS, SETTINGS)
def test_staff_reach_everybody_and_everybody_reaches_staff(
    role: Role, other: Standing, settings: dict[str, bool]
) -> None:
    open_to = replace(other, here=True, blocked=False)
    for member in STAFF:
        assert may_write(member, open_to, settings)
        assert may_write(role, replace(open_to, role=member), settings)


@given(STANDINGS)
def test_no_choice_and_no_connection_opens_what_a_school_has_shut(other: Standing) -> None:
    pupil = replace(other, role=Role.STUDENT, guardian=False)
    assert not may_write(Role.STUDENT, pupil, SHUT)


@given(STANDINGS, SETTINGS)
def test_other_adults_reach_a_pupil_only_as_a_connection(
    other: Standing, settings: dict[str, bool]
) -> None:
    pupil = replace(other, role=Role.STUDENT, connected=False, guardian=False)
    assert not may_write(Role.RESEARCHER, pupil, settings)
    assert not may_write(Role.PARENT, replace(pupil, connected=True), settings)


@given(ROLES, STANDINGS, SETTINGS)
def test_to_accept_more_never_shuts_anybody_out(
    role: Role, other: Standing, settings: dict[str, bool]
) -> None:
    order = (WhoMayWrite.STAFF, WhoMayWrite.CONNECTIONS, None, WhoMayWrite.EVERYONE)
    may = [may_write(role, replace(other, accepts=choice), settings) for choice in order]
    assert may == sorted(may)


@given(ROLES, st.sets(ROLES))
def test_a_group_with_staff_is_open_to_all(role: Role, others: set[Role]) -> None:
    assert may_write_in_group(role, others | {Role.TEACHER}, SHUT)
    assert may_write_in_group(role, others, {})
    if role is Role.STUDENT and Role.STUDENT in others and not others & set(STAFF):
        assert not may_write_in_group(role, others, SHUT)


def test_a_conversation_of_two_is_found_by_either() -> None:
    one, other = uuid4(), uuid4()
    assert direct_key(one, other) == direct_key(other, one)
    assert direct_key(one, other) != direct_key(one, uuid4())


def test_the_window_for_edits_ends_after_a_quarter_of_an_hour() -> None:
    sent = datetime(2026, 1, 1, tzinfo=UTC)
    assert may_edit(sent, sent + timedelta(minutes=15))
    assert not may_edit(sent, sent + timedelta(minutes=15, microseconds=1))


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇰🇭", "#️⃣"])
def test_an_emoji_is_one_picture_of_however_many_characters(emoji: str) -> None:
    assert check_emoji(emoji) == emoji
    with pytest.raises(ValueError, match="one emoji"):
        check_emoji(emoji * 2)
