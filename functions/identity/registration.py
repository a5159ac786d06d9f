"""New accounts."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import NotFound, ValidationFailed
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, UserRegistered
from shared.identity.schemas import RegisterRequest, RegistrationRead
from shared.identity.types import MailTemplate
from shared.tenants.types import MembershipStatus


class SchoolNotOpen(NotFound):
    """There is no such school, or people join it by invitation only."""

    code = "school_not_open"
    title = "This school does not accept registrations"


@route(
    "POST",
    "/v1/auth/register",
    permission=Access.PUBLIC,
    limits=("public", "auth.register"),
    status=201,
    emits=(UserRegistered, EmailQueued),
    raises=(SchoolNotOpen,),
)
def auth_register(ctx: Ctx, body: RegisterRequest) -> RegistrationRead:
    """Make an account in a school with open registration.

    The answer does not tell whether the address was known before; a mail tells its owner. The
    account opens when its owner follows the link in it.
    """
    from infra.passwords import PasswordNotUsable, hash_password

    school = ctx.db(tenants.TenantRepository).get(body.tenant)
    if school is None or school.status != "ACTIVE" or not school.settings.get("open_registration"):
        raise SchoolNotOpen
    user_id, now = ctx.new_id(), ctx.now()
    try:
        password_hash = hash_password(body.password, rounds=ctx.deps.settings.bcrypt_rounds)
    except PasswordNotUsable as error:
        field = {"field": "password", "code": "not_usable", "message": str(error)}
        raise ValidationFailed(errors=[field]) from error
    ctx.db.as_tenant(school.id)
    accounts = ctx.db(identity.AccountRepository)
    created = accounts.insert(
        **body.model_dump(exclude={"password", "tenant"}),
        id=user_id,
        password_hash=password_hash,
        created_at=now,
        updated_at=now,
    )
    if created:
        ctx.db(tenants.TenantRepository).join(
            id=ctx.new_id(), user_id=user_id, role=Role.STUDENT, status=MembershipStatus.INVITED
        )
        ctx.emit(
            UserRegistered(user_id=user_id, tenant_id=school.id, via="open_registration"),
            person_id=user_id,
        )
    else:
        account = accounts.get_by_email(body.email)
        user_id = user_id if account is None else account.id
    ctx.emit(
        EmailQueued(
            template_key=MailTemplate.WELCOME if created else MailTemplate.ALREADY_REGISTERED,
            to_user_id=user_id,
            locale=body.locale,
        ),
        person_id=user_id,
    )
    return RegistrationRead(email=body.email)
