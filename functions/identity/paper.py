"""Codes on paper: a teacher gives a pupil one who has forgotten the password, and has no mail."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.endings import announce_ended
from functions.identity.arriving import owner_in, sign_in
from functions.identity.browsers import CsrfFailed
from functions.identity.hashing import new_hash
from functions.identity.second_step import second_step
from functions.runtime.context import Ctx
from infra.postgres import identity, school, tenants
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.problem import Conflict, NotFound
from shared.http.route import Access, Audit, route
from shared.identity.codes import normalise_code
from shared.identity.events import EmailQueued, SessionCreated, SessionRevoked, UserUpdated
from shared.identity.factor_policy import PAPER_LIFE, typed_code
from shared.identity.factor_schemas import SecondStepRead
from shared.identity.paper_schemas import (
    PaperCodeCheck,
    PaperCodeOwner,
    PaperCodeRead,
    PaperCodeUse,
    PupilAccountList,
    PupilAccountPath,
    PupilAccountRead,
    PupilAccountsQuery,
)
from shared.identity.policy import masked
from shared.identity.schemas import SessionTokens
from shared.identity.types import MailTemplate, TokenPurpose

if TYPE_CHECKING:
    from infra.postgres.identity import MailedToken

MOST_PUPILS = 200
_CONTEXT = b"paper"


class PupilNotFound(NotFound):
    """The school has no such pupil with an account, or the teacher does not teach them."""

    code = "pupil_not_found"
    title = "Pupil not found"
    cure = "List the pupils whose password you may replace with `GET /v1/auth/pupils`."


class NotOnlyHere(Conflict):
    """The account is of another school too, which this one has no say in."""

    code = "not_only_here"
    title = "This account belongs to another school too: its owner has to use their mail"
    cure = "Ask the owner to use a link by mail: this school has no say in the others."


class CodeNotValid(NotFound):
    """The code was used, has expired, was replaced, or was never given out."""

    code = "code_not_valid"
    title = "This code does not work; ask your teacher for another one"
    cure = "Compare the code with the paper; where it is right, ask a teacher for another one."
    guess = True


@route("GET", "/v1/auth/pupils", permission=Permission.PASSWORDS_RESET, limits=("read",))
def auth_pupils_list(ctx: Ctx, query: PupilAccountsQuery) -> PupilAccountList:
    """List the pupils whose password the caller may replace."""
    found = ctx.db(school.ClassRepository).find_pupils(
        _teacher(ctx), text=query.name, limit=MOST_PUPILS + 1
    )
    shown = [PupilAccountRead.of(pupil) for pupil in found[:MOST_PUPILS]]
    return PupilAccountList(data=shown, more=len(found) > MOST_PUPILS)


@route(
    "POST",
    "/v1/auth/pupils/{id}/code",
    permission=Permission.PASSWORDS_RESET,
    limits=("write",),
    status=201,
    idempotent=False,
    keys=False,
    raises=(PupilNotFound, NotOnlyHere),
    audit=Audit("password.code_given", "member"),
)
def auth_pupils_code(ctx: Ctx, path: PupilAccountPath) -> PaperCodeRead:
    """Give a pupil a code to choose another password with, once, within three days.

    Teachers give it to pupils of their classes, administrators to all. The password of now goes on
    until the code is used; a code given before ends.
    """
    from infra.qr import qr_svg

    pupils = ctx.db(school.ClassRepository)
    found = pupils.find_pupils(_teacher(ctx), text=None, limit=1, pupil_id=path.id)
    if not found:
        raise PupilNotFound
    (pupil,) = found
    if not _only_here(ctx, pupil.id):
        raise NotOnlyHere
    now, code = ctx.now(), typed_code(secrets.token_bytes(10))
    mark = ctx.deps.sealer.mark(normalise_code(code), _CONTEXT)
    ctx.db(identity.OneTimeTokenRepository).keep(mark, pupil.id, PAPER_LIFE, now)
    address = f"{ctx.deps.settings.public_app_url}/code"
    return PaperCodeRead.of(
        pupil,
        code=code,
        address=address,
        # A fragment: neither servers nor their logs see it when the page is opened.
        qr_svg=qr_svg(f"{address}#{code}"),
        expires_at=now + PAPER_LIFE,
    )


@route(
    "POST",
    "/v1/auth/code",
    permission=Access.PUBLIC,
    limits=("public", "auth.code"),
    raises=(CodeNotValid,),
)
def auth_code_check(ctx: Ctx, body: PaperCodeCheck) -> PaperCodeOwner:
    """Whose code it is; nothing changes by that."""
    owner = _require(ctx, body.code)
    return PaperCodeOwner(first_name=owner.first_name, email=masked(owner.email))


@route(
    "POST",
    "/v1/auth/code/password",
    permission=Access.PUBLIC,
    limits=("public", "auth.code"),
    emits=(SessionCreated, SessionRevoked, UserUpdated, EmailQueued),
    raises=(CodeNotValid, CsrfFailed),
)
def auth_code_use(ctx: Ctx, body: PaperCodeUse) -> SessionTokens | SecondStepRead:
    """Choose another password with a code on paper, and sign in with it.

    All other devices are signed out, and API keys end. A second factor is asked for as ever.
    """
    now, owner = ctx.now(), _require(ctx, body.code)
    password_hash = new_hash(ctx, body.password)
    tokens = ctx.db(identity.OneTimeTokenRepository)
    if not tokens.use_paper(_mark(ctx, body.code), now):
        raise CodeNotValid
    accounts, user_id = ctx.db(identity.AccountRepository), owner.user_id
    accounts.confirm(user_id, password_hash=password_hash, replaced=True, now=now)
    tokens.spend_all(user_id, now)
    account = accounts.get_credentials(user_id)
    arrived = None if account is None else owner_in(ctx, user_id, account.token_version, None)
    if account is None or arrived is None:
        raise CodeNotValid
    sessions = ctx.db(identity.SessionRepository)
    ended = sessions.revoke_all(user_id, reason="password_changed", now=now)
    announce_ended(ctx, user_id, ended, "password_changed")
    ctx.db(identity.ApiKeyRepository).revoke_all(user_id, now)
    changed = MailTemplate.PASSWORD_CHANGED
    queued = EmailQueued(template_key=changed, to_user_id=user_id, locale=account.locale)
    ctx.emit(UserUpdated(user_id=user_id, changed=["password"]), person_id=user_id)
    ctx.emit(queued, person_id=user_id)
    return second_step(ctx, arrived) or sign_in(ctx, arrived, account.email)


def _teacher(ctx: Ctx) -> UUID | None:
    """Whose classes count: the caller's, or everybody's for administrators."""
    return None if ctx.viewer.can_everywhere(Permission.PASSWORDS_RESET) else ctx.viewer.user_id


def _only_here(ctx: Ctx, user_id: UUID) -> bool:
    """Whether the account is of this school alone, and of a pupil in it."""
    ctx.db.as_user(user_id)
    found = ctx.db(tenants.TenantRepository).find_memberships(user_id)
    ctx.db.as_user(ctx.viewer.user_id)
    return [(m.tenant_id, m.role) for m in found] == [(ctx.viewer.tenant_id, Role.STUDENT)]


def _mark(ctx: Ctx, code: str) -> bytes:
    return ctx.deps.sealer.mark(normalise_code(code), _CONTEXT)


def _require(ctx: Ctx, code: str) -> MailedToken:
    found = ctx.db(identity.OneTimeTokenRepository).get_paper(_mark(ctx, code), ctx.now())
    if found is None or found.purpose is not TokenPurpose.PAPER:
        raise CodeNotValid
    return found
