"""A member has lost what they sign in with besides the password, and the recovery codes too."""

from __future__ import annotations

from functions.common.endings import announce_ended
from functions.common.members import (
    BeyondYourRights,
    MemberNotFound,
    NotYourself,
    lock_other,
)
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.identity.events import EmailQueued, SessionRevoked, UserUpdated
from shared.identity.types import MailTemplate
from shared.tenants.schemas import MemberFactorsPath


class NoFactorToRemove(Conflict):
    """The member signs in with a password alone."""

    code = "no_factor_to_remove"
    title = "This person has no second factor"
    cure = "There is nothing to do: the member signs in with a password alone."


class FactorOfOthers(Conflict):
    """The account is of another school too, which would be less safe by it."""

    code = "account_elsewhere"
    title = "This account belongs to another school too: its owner needs a recovery code"
    cure = (
        "Ask the owner to use a recovery code: this school alone may not make the account less "
        "safe."
    )


@route(
    "DELETE",
    "/v1/members/{userId}/factors",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    status=204,
    emits=(SessionRevoked, UserUpdated, EmailQueued),
    raises=(MemberNotFound, BeyondYourRights, NotYourself, NoFactorToRemove, FactorOfOthers),
    audit=Audit("member.factors_removed", "member"),
)
def members_remove_factors(ctx: Ctx, path: MemberFactorsPath) -> None:
    """Remove the second factors of a member who has lost them: the password opens the account.

    The school has made sure who asks. The member is signed out everywhere and told by mail; where
    the school demands a second factor, they set up another one before anything else.
    """
    member = lock_other(ctx, path.user_id)
    if not _only_here(ctx, member):
        raise FactorOfOthers
    if not ctx.db(identity.FactorRepository).remove_all(member.user_id):
        raise NoFactorToRemove
    account = ctx.db(identity.AccountRepository).get_credentials(member.user_id)
    assert account is not None, "locked before"
    ended = ctx.db(identity.SessionRepository).revoke_all(
        member.user_id, reason="factors_removed", now=ctx.now()
    )
    announce_ended(ctx, member.user_id, ended, "factors_removed")
    changed = UserUpdated(user_id=member.user_id, changed=["secondFactor"])
    ctx.emit(changed, person_id=member.user_id)
    queued = EmailQueued(
        template_key=MailTemplate.FACTORS_REMOVED,
        to_user_id=member.user_id,
        locale=account.locale,
    )
    ctx.emit(queued, person_id=member.user_id)


def _only_here(ctx: Ctx, member: tenants.Member) -> bool:
    ctx.db.as_user(member.user_id)
    found = ctx.db(tenants.TenantRepository).find_memberships(member.user_id)
    ctx.db.as_user(ctx.viewer.user_id)
    return {m.tenant_id for m in found} <= {ctx.viewer.tenant_id}
