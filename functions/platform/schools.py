"""Schools, for those who operate the platform: founding, limits, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.guests import end_streams
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.identity.events import EmailQueued
from shared.identity.types import MailTemplate
from shared.realtime.events import AccessChanged
from shared.tenants.events import MemberJoined, SchoolSuspended
from shared.tenants.platform_schemas import (
    PlatformSchoolCreate,
    PlatformSchoolPath,
    PlatformSchoolQuery,
    PlatformSchoolRead,
    PlatformSchoolUpdate,
    Quotas,
    QuotasUpdate,
)
from shared.tenants.policy import MEMBERS_QUOTA
from shared.tenants.types import JoinedVia, TenantStatus

if TYPE_CHECKING:
    from infra.postgres.tenants import SchoolDetails


class SlugTaken(Conflict):
    """Another school has this name in addresses."""

    code = "slug_taken"
    title = "Another school has this short name"
    cure = "Choose another short name."


class SchoolNotFound(NotFound):
    """There is no such school."""

    title = "School not found"


@route(
    "POST",
    "/v1/platform/tenants",
    permission=Permission.PLATFORM_MANAGE,
    limits=("admin",),
    status=201,
    # Founding twice is refused by the slug; a stored answer would belong to no one school.
    idempotent=False,
    emits=(EmailQueued, MemberJoined),
    raises=(SlugTaken,),
    audit=Audit("tenant.founded", "tenant"),
)
def platform_tenants_create(ctx: Ctx, body: PlatformSchoolCreate) -> PlatformSchoolRead:
    """Found a school. Its first administrator is invited by mail, and chooses a password there.

    Whoever has confirmed the address already is the administrator at once.
    """
    ctx.db.as_tenant(ctx.new_id())
    founder = ctx.db(tenants.FoundingRepository).found(
        email=body.admin_email,
        first_name=body.admin_first_name,
        last_name=body.admin_last_name,
        now=ctx.now(),
        slug=body.slug,
        name=body.name,
        name_kh=body.name_kh,
        timezone=body.timezone,
        locale=body.locale,
        plan=body.plan,
        quotas=_quotas(body.quotas),
    )
    if founder is None:
        raise SlugTaken
    if founder.confirmed:
        ctx.emit(
            MemberJoined(user_id=founder.user_id, role=Role.ADMIN, via=JoinedVia.FOUNDER),
            person_id=founder.user_id,
            issuer_id=None,
        )
    else:
        queued = EmailQueued(
            template_key=MailTemplate.FOUNDER, to_user_id=founder.user_id, locale=body.locale
        )
        ctx.emit(queued, person_id=founder.user_id)
    return _read(ctx, ctx.db(tenants.TenantRepository).details())


@route("GET", "/v1/platform/tenants", permission=Permission.PLATFORM_MANAGE, limits=("read",))
def platform_tenants_list(ctx: Ctx, query: PlatformSchoolQuery) -> Page[PlatformSchoolRead]:
    """List all schools with their limits and how many belong to them, newest first."""
    found = ctx.db(tenants.TenantRepository).find(
        q=query.q,
        status=query.status,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda school: _read(ctx, school))


@route(
    "PUT",
    "/v1/platform/tenants/{id}",
    permission=Permission.PLATFORM_MANAGE,
    limits=("admin",),
    emits=(SchoolSuspended, AccessChanged),
    raises=(SchoolNotFound,),
    audit=Audit("tenant.limited", "tenant"),
)
def platform_tenants_update(
    ctx: Ctx, path: PlatformSchoolPath, body: PlatformSchoolUpdate
) -> PlatformSchoolRead:
    """Suspend a school or open it again, and set its limits.

    In a suspended school every request is refused and every stream ends; sessions stay, for when it
    is opened again.
    """
    schools = ctx.db(tenants.TenantRepository)
    before = schools.get_details(path.id)
    if before is None:
        raise SchoolNotFound
    ctx.db.as_tenant(before.id)
    schools.change(status=body.status, plan=body.plan, quotas=_quotas(body.quotas))
    if body.status is TenantStatus.SUSPENDED and before.status is not body.status:
        ctx.emit(SchoolSuspended(tenant_id=before.id), tenant_id=before.id)
        # Guests hear one game or board, and not the school.
        end_streams(ctx, ctx.db(identity.GuestRepository).find_everybody(ctx.now()))
    return _read(ctx, schools.details())


def _read(ctx: Ctx, school: SchoolDetails) -> PlatformSchoolRead:
    # Row security shows the members of one school at a time.
    ctx.db.as_tenant(school.id)
    members = ctx.db(tenants.MemberRepository).count()
    quotas = Quotas(members=school.quotas.get(MEMBERS_QUOTA))
    return PlatformSchoolRead.of(school, quotas=quotas, members=members)


def _quotas(given: QuotasUpdate) -> dict[str, int]:
    return {} if given.members is None else {MEMBERS_QUOTA: given.members}
