"""Permissions are those of the role and those of roles given for a part of the school."""

from __future__ import annotations

from itertools import product

import pytest

from functions.runtime.context import Viewer
from shared.auth.assignments import Assignment, Scope, ScopeType
from shared.auth.permissions import GRANTS, Permission, Reach
from shared.auth.roles import Role
from tests.areas.people.factories.people import new_id

TENANT, BOARD, CLASS = new_id(), new_id(), new_id()
MODERATE = Permission.QUESTIONS_MODERATE


def viewer(role: Role, *assignments: Assignment) -> Viewer:
    return Viewer(
        user_id=new_id(),
        tenant_id=TENANT,
        session_id=new_id(),
        token_id=new_id(),
        token_version=0,
        token_expires_at=0,
        role=role,
        name="Sok",
        locale="en",
        tenant_settings={},
        assignments=assignments,
    )


def moderator(scope_type: ScopeType, scope_id: object) -> Assignment:
    return Assignment.parse(f"MODERATOR:{scope_type}:{scope_id}")


@pytest.mark.parametrize("role", Role)
def test_without_assignments_the_role_decides(role: Role) -> None:
    for permission in Permission:
        assert viewer(role).reach(permission) == GRANTS[role].get(permission)
        assert not viewer(role).is_assigned(permission)


def test_a_moderator_of_one_board_reaches_that_board() -> None:
    student = viewer(Role.STUDENT, moderator(ScopeType.BOARD, BOARD))
    assert student.reach(MODERATE) is Reach.OWN
    assert student.is_assigned(MODERATE, Scope(ScopeType.BOARD, BOARD))
    assert not student.is_assigned(MODERATE, Scope(ScopeType.BOARD, CLASS))
    assert not student.is_assigned(MODERATE, Scope(ScopeType.CLASS, BOARD))
    assert not student.is_assigned(MODERATE)
    assert student.reach(Permission.USERS_MANAGE) is None


def test_a_moderator_of_the_school_reaches_everything() -> None:
    student = viewer(Role.STUDENT, moderator(ScopeType.TENANT, TENANT))
    assert student.can_everywhere(MODERATE)
    assert student.is_assigned(MODERATE, Scope(ScopeType.BOARD, BOARD))
    elsewhere = viewer(Role.STUDENT, moderator(ScopeType.TENANT, new_id()))
    assert not elsewhere.can_everywhere(MODERATE)


def test_an_assignment_never_takes_anything_away() -> None:
    for role, permission in product(Role, Permission):
        before = viewer(role).reach(permission)
        after = viewer(role, moderator(ScopeType.BOARD, BOARD)).reach(permission)
        assert before in {None, after}
