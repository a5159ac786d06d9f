"""Rules of belonging to a school."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import MEMBER_ROLES, Role
from shared.tenants.codes import ALPHABET, digest_of, new_code, read_code
from shared.tenants.policy import may_grant


@given(st.frozensets(st.sampled_from(Permission)), st.sampled_from(MEMBER_ROLES))
def test_what_somebody_gives_adds_nothing_to_what_they_and_everybody_hold(
    held: frozenset[Permission], role: Role
) -> None:
    everybodys = set(GRANTS[Role.STUDENT]) | set(GRANTS[Role.PARENT])
    if may_grant(held.__contains__, role):
        assert set(GRANTS[role]) <= held | everybodys


def test_administrators_give_every_role_of_the_school_and_none_of_the_platform() -> None:
    holds = GRANTS[Role.ADMIN].__contains__
    assert all(may_grant(holds, role) for role in (*MEMBER_ROLES, Role.MODERATOR))
    assert not may_grant(holds, Role.PLATFORM_ADMIN)


def test_who_may_only_let_people_in_makes_nobody_more_than_a_pupil_or_a_parent() -> None:
    """As a key with one right."""
    holds = {Permission.USERS_MANAGE, Permission.CLAIM_CODES_MANAGE}.__contains__
    assert {r for r in MEMBER_ROLES if may_grant(holds, r)} == {Role.STUDENT, Role.PARENT}


@given(st.binary(min_size=12, max_size=12))
def test_a_code_is_read_from_any_hand(random: bytes) -> None:
    code = new_code(random)
    assert read_code(code) == code
    for written in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " - "),
    ):
        assert read_code(written) == code
    assert read_code(code.replace("0", "O").replace("1", "I")) == code
    assert read_code(code.replace("1", "l")) == code


@pytest.mark.parametrize("text", ["", "-", "7K3M-9QRT", "7K3M-9QRT-X2VU", "x" * 40, "៧៧"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_each_random_bit_counts_and_the_digest_tells_codes_apart() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    codes = {new_code(bytes([value, *bytes(11)])) for value in range(32)}
    assert len(codes) == 32
    assert digest_of("7K3M-9QRT-X2VW") != digest_of("7K3M-9QRT-X2VX")


def test_a_code_that_was_printed_long_ago_has_the_digest_that_was_kept() -> None:
    kept = "58e031aeb1f1b26e52193c1ade1c27c7e0e75a55ada1488ca0bdbc86a1812111"
    assert digest_of("7K3M-9QRT-X2VW") == kept
