"""The signed-in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from shared.auth.permissions import GRANTS
from shared.auth.roles import Role
from shared.http.problem import Unauthenticated
from shared.http.route import Access, route
from shared.identity.schemas import MembershipRead, MeRead, TenantSummary

if TYPE_CHECKING:
    from infra.postgres.identity.accounts import Membership


@route("GET", "/v1/users/me", permission=Access.SIGNED_IN, limits=("read",))
def users_me_get(ctx: Ctx) -> MeRead:
    """Read the own account, the active school and all memberships."""
    viewer = ctx.viewer
    me = ctx.db.accounts.get(viewer.user_id)
    if me is None:
        raise Unauthenticated
    memberships = ctx.db.accounts.find_memberships(viewer.user_id)
    active = next(m for m in memberships if m.tenant_id == viewer.tenant_id)
    return MeRead(
        id=me.id,
        email=me.email,
        email_verified=me.email_verified_at is not None,
        first_name=me.first_name,
        last_name=me.last_name,
        name=me.name,
        avatar=me.avatar,
        cover_photo=me.cover_photo,
        bio=me.bio,
        verified=me.verified,
        locale=me.locale,
        role=viewer.role,
        permissions=sorted(GRANTS[viewer.role]),
        tenant=_tenant(active),
        memberships=[MembershipRead(tenant=_tenant(m), role=Role(m.role)) for m in memberships],
        created_at=me.created_at,
    )


def _tenant(membership: Membership) -> TenantSummary:
    return TenantSummary(
        id=membership.tenant_id,
        slug=membership.slug,
        name=membership.name,
        name_kh=membership.name_kh,
        timezone=membership.timezone,
        locale=membership.locale,
    )
