"""The signed-in person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import identity, platform, tenants
from shared.auth.permissions import Permission
from shared.http.problem import Unauthenticated
from shared.http.route import Access, route
from shared.identity.schemas import MembershipRead, MeRead, TenantSummary
from shared.platform.flags import Flag
from shared.tenants.policy import factors_demanded_from

if TYPE_CHECKING:
    from infra.postgres.tenants import Membership


@route(
    "GET",
    "/v1/users/me",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("read",),
    keys=True,
)
def users_me_get(ctx: Ctx) -> MeRead:
    """Read the own account, the active school and all memberships."""
    return read_me(ctx)


def read_me(ctx: Ctx) -> MeRead:
    """The caller as they see themselves; raises Unauthenticated where they are gone."""
    viewer = ctx.viewer
    me = ctx.db(identity.AccountRepository).get(viewer.user_id)
    if me is None:
        raise Unauthenticated
    memberships = ctx.db(tenants.TenantRepository).find_memberships(viewer.user_id)
    active = next(m for m in memberships if m.tenant_id == viewer.tenant_id)
    return MeRead.of(
        me,
        email_verified=me.email_verified_at is not None,
        role=viewer.role,
        erases_at=me.erase_after,
        second_factor_due=_factor_due(ctx),
        permissions=sorted(p for p in Permission if viewer.can_in_school(p)),
        functions=_functions(ctx),
        tenant=_tenant(active),
        memberships=[MembershipRead(tenant=_tenant(m), role=m.role) for m in memberships],
    )


def _functions(ctx: Ctx) -> list[Flag]:
    found, me = ctx.db(platform.FlagRepository).find(), ctx.viewer.user_id
    return [flag for flag in Flag if found[flag].is_on(flag, me)]


def _factor_due(ctx: Ctx) -> datetime | None:
    viewer = ctx.viewer
    since = factors_demanded_from(viewer.tenant_settings, viewer.role)
    if since is None or ctx.db(identity.FactorRepository).get_factors(viewer.user_id).any:
        return None
    return since


def _tenant(membership: Membership) -> TenantSummary:
    return TenantSummary.of(membership, id=membership.tenant_id)
