"""Rules of clubs: nobody is put into one, and nobody learns of one that is not for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.clubs.policy import admitted, entering, is_known, may_write
from shared.clubs.types import ClubMode, ClubRole, ClubStatus

STATUSES = st.none() | st.sampled_from(ClubStatus)
MODES = st.sampled_from(ClubMode)


@given(mode=MODES, status=STATUSES)
def test_whoever_comes_in_wished_it_and_is_wanted(
    mode: ClubMode, status: ClubStatus | None
) -> None:
    after = entering(mode, status)
    assert after in {None, ClubStatus.ACTIVE, ClubStatus.PENDING}
    if status is ClubStatus.REMOVED:
        assert after is None, "whoever was put out does not come back by themselves"
    if status is ClubStatus.INVITED:
        assert after is ClubStatus.ACTIVE
    if mode is ClubMode.INVITE_ONLY and status in {None, ClubStatus.PENDING}:
        assert after is None
    if mode is ClubMode.APPROVAL_REQUIRED and status is None:
        assert after is ClubStatus.PENDING


@given(status=STATUSES)
def test_an_owner_puts_nobody_into_a_club(status: ClubStatus | None) -> None:
    after = admitted(status, ClubStatus.ACTIVE)
    asked = status in {ClubStatus.ACTIVE, ClubStatus.PENDING}
    assert after is (ClubStatus.ACTIVE if asked else ClubStatus.INVITED)


@given(status=STATUSES)
def test_only_who_is_in_a_club_is_put_out(status: ClubStatus | None) -> None:
    after = admitted(status, ClubStatus.REMOVED)
    assert after is (ClubStatus.REMOVED if status is ClubStatus.ACTIVE else None)


@given(mode=MODES, status=STATUSES)
def test_whoever_may_come_in_may_know_of_the_club(
    mode: ClubMode, status: ClubStatus | None
) -> None:
    if entering(mode, status) is not None:
        assert is_known(mode, status)


@given(role=st.sampled_from(ClubRole), status=st.sampled_from(ClubStatus))
def test_observers_and_strangers_write_nothing(role: ClubRole, status: ClubStatus) -> None:
    writes = may_write(role, status)
    assert writes is (status is ClubStatus.ACTIVE and role is not ClubRole.OBSERVER)
