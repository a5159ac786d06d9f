"""Roles for a part of the school: the whole, a board, a class, a club or a course."""

from __future__ import annotations

from functions.common.members import BeyondYourRights, MemberNotFound, look_again, require_grant
from functions.runtime.context import Ctx
from infra.postgres import tenants
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.http.route import Audit, route
from shared.realtime.events import AccessChanged
from shared.tenants.schemas import AssignmentCreate, AssignmentPath, AssignmentRead
from shared.tenants.types import MembershipStatus


class ScopeNotFound(NotFound):
    """The school has no such board, class, club or course."""

    code = "scope_not_found"
    title = "There is no such part of the school"
    cure = (
        "Check the id of the board, class, club or course, and the school that you are signed "
        "in to."
    )


class AssignmentNotFound(NotFound):
    """The school has given no such role."""

    title = "Role assignment not found"


@route(
    "POST",
    "/v1/role-assignments",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    status=201,
    emits=(AccessChanged,),
    raises=(MemberNotFound, ScopeNotFound, BeyondYourRights),
    audit=Audit("role.given", "role_assignment"),
)
def role_assignments_create(ctx: Ctx, body: AssignmentCreate) -> AssignmentRead:
    """Give a member a role for a part of the school. Given twice, it is the first one."""
    member = ctx.db(tenants.MemberRepository).lock(body.user_id)
    if member is None or member.status is not MembershipStatus.ACTIVE:
        raise MemberNotFound
    require_grant(ctx, body.role)
    assignments = ctx.db(tenants.AssignmentRepository)
    if not assignments.scope_exists(body.scope_type, body.scope_id):
        raise ScopeNotFound
    added = assignments.add(
        **dict(body),
        id=ctx.new_id(),
        granted_by=ctx.viewer.user_id,
        created_at=ctx.now(),
    )
    if added:
        look_again(ctx, body.user_id)
    held = assignments.get_same(body.user_id, body.role, body.scope_type, body.scope_id)
    assert held is not None, "added above"
    return AssignmentRead.of(held)


@route(
    "DELETE",
    "/v1/role-assignments/{id}",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    status=204,
    emits=(AccessChanged,),
    raises=(AssignmentNotFound, BeyondYourRights),
    audit=Audit("role.taken", "role_assignment"),
)
def role_assignments_delete(ctx: Ctx, path: AssignmentPath) -> None:
    """Take a role for a part of the school back."""
    assignments = ctx.db(tenants.AssignmentRepository)
    held = assignments.get(path.id)
    if held is None:
        raise AssignmentNotFound
    require_grant(ctx, held.role)
    assignments.remove(held.id)
    look_again(ctx, held.user_id)
