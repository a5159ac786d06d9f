"""Codes on paper that let people in: made in batches, shown once, taken back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.joining import (
    AlreadyMember,
    ClaimCodeNotValid,
    SchoolFull,
    find_claim_code,
    use_claim_code,
)
from functions.common.members import BeyondYourRights, require_grant
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.permissions import Permission
from shared.http.files import TextFile, csv_text
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, NotFound
from shared.http.route import Access, Audit, route
from shared.identity.types import CodeKind
from shared.realtime.events import AccessChanged
from shared.tenants.claim_schemas import (
    ClaimBatchRead,
    ClaimCodePath,
    ClaimCodeQuery,
    ClaimCodeRead,
    ClaimCodesCreate,
    ClaimPupilQuery,
    ClaimPupilRead,
    ClaimRequest,
    NewClaimCode,
)
from shared.tenants.codes import digest_of, new_code
from shared.tenants.events import ClaimCodeClaimed, MemberJoined
from shared.tenants.policy import CLAIM_ROLES, MemberPlace
from shared.tenants.schemas import JoinedRead
from shared.tenants.types import ClaimStatus, ClaimType

if TYPE_CHECKING:
    from infra.postgres.tenants import ClaimCode

EXPORT_COLUMNS = ("type", "ends in", "status", "pupil", "claimed by", "claimed", "expires", "made")


class StudentNotFound(NotFound):
    """The school has no such pupil."""

    title = "Pupil not found"


class StudentHasAccount(Conflict):
    """A pupil comes in once; there is nothing left to claim."""

    code = "student_has_account"
    title = "One of these pupils has an account already"
    cure = "Leave these pupils out, and send the others."


class ClaimCodeNotFound(NotFound):
    """The school has made no such code."""

    title = "Claim code not found"


@route(
    "POST",
    "/v1/claim-codes",
    permission=Permission.CLAIM_CODES_MANAGE,
    limits=("admin",),
    status=201,
    # The answer holds the codes in clear; nothing else ever does.
    idempotent=False,
    raises=(StudentNotFound, StudentHasAccount, BeyondYourRights),
    audit=Audit("claim_codes.made", "claim_code"),
)
def claim_codes_create(ctx: Ctx, body: ClaimCodesCreate) -> ClaimBatchRead:
    """Make a batch of codes. They are shown in this answer and never again.

    Each lets one person in, once. A code for a pupil ties the account to the pupil's record, one
    for a parent makes its owner the pupil's guardian.
    """
    require_grant(ctx, CLAIM_ROLES[body.type])
    pupils: list[UUID | None] = [None] * (body.count or 0) + [*(body.student_ids or ())]
    made = [(ctx.new_id(), new_code(secrets.token_bytes(12)), pupil) for pupil in pupils]
    # The digests of a whole batch take seconds.
    leads = ctx.apart(lambda: {digest_of(code): code_id for code_id, code, _ in made})
    require_grant(ctx, CLAIM_ROLES[body.type])
    names = {} if body.student_ids is None else _names(ctx, body.type, body.student_ids)
    now, batch_id = ctx.now(), ctx.new_id()
    expires_at = now + timedelta(days=body.expires_in_days)
    ctx.db(tenants.ClaimCodeRepository).insert(
        [
            {
                "id": code_id,
                "code_hint": code[-4:],
                "type": body.type,
                "student_id": pupil,
                "batch_id": batch_id,
                "expires_at": expires_at,
                "created_by": ctx.viewer.user_id,
                "created_at": now,
            }
            for code_id, code, pupil in made
        ]
    )
    ctx.db(identity.GuestRepository).add_codes(CodeKind.CLAIM, leads)
    ctx.audited = str(made[0][0])
    return ClaimBatchRead(
        batch_id=batch_id,
        type=body.type,
        expires_at=expires_at,
        codes=[
            NewClaimCode(id=code_id, code=code, student_name=pupil and names[pupil])
            for code_id, code, pupil in made
        ],
    )


@route("GET", "/v1/claim-codes", permission=Permission.CLAIM_CODES_MANAGE, limits=("read",))
def claim_codes_list(ctx: Ctx, query: ClaimCodeQuery) -> Page[ClaimCodeRead]:
    """List codes by what became of them, newest first. Of each only the end is known."""
    now = ctx.now()
    found = ctx.db(tenants.ClaimCodeRepository).find(
        now,
        kind=query.type,
        status=query.status,
        batch_id=query.batch_id,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda code: _read(code, now))


@route(
    "GET",
    "/v1/claim-codes/students",
    permission=Permission.CLAIM_CODES_MANAGE,
    limits=("read",),
)
def claim_codes_students(ctx: Ctx, query: ClaimPupilQuery) -> Page[ClaimPupilRead]:
    """List pupils by name, to make codes for them and their parents: who has come, who has not."""
    found = ctx.db(tenants.ClaimCodeRepository).find_pupils(
        q=query.q, after=MemberPlace.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, ClaimPupilRead.of, attrgetter("place"))


@route(
    "GET",
    "/v1/claim-codes/export.csv",
    permission=Permission.CLAIM_CODES_MANAGE,
    limits=("export",),
)
def claim_codes_export(ctx: Ctx) -> TextFile:
    """Export what became of all codes as CSV: who has come, and who has not.

    UTF-8 with a byte order mark, so that spreadsheets read Khmer; no cell is a formula.
    """
    now = ctx.now()
    rows = (_row(_read(code, now)) for code in ctx.db(tenants.ClaimCodeRepository).find_all())
    return TextFile(csv_text((EXPORT_COLUMNS, *rows)), "text/csv", "claim-codes.csv")


@route(
    "DELETE",
    "/v1/claim-codes/{id}",
    permission=Permission.CLAIM_CODES_MANAGE,
    limits=("admin",),
    status=204,
    raises=(ClaimCodeNotFound,),
    audit=Audit("claim_code.revoked", "claim_code"),
)
def claim_codes_revoke(ctx: Ctx, path: ClaimCodePath) -> None:
    """Let a code open nothing any more. Whoever came in by it stays."""
    code = ctx.db(tenants.ClaimCodeRepository).get(path.id)
    if code is None:
        raise ClaimCodeNotFound
    if code.claimed_at is None:
        ctx.db(tenants.ClaimCodeRepository).revoke(code.id, ctx.now())
        ctx.db(identity.GuestRepository).release_codes(code.id)


@route(
    "POST",
    "/v1/claim-codes/claim",
    permission=Access.SIGNED_IN,
    limits=("write", "claim"),
    emits=(ClaimCodeClaimed, MemberJoined, AccessChanged),
    raises=(ClaimCodeNotValid, AlreadyMember, SchoolFull),
)
def claim_codes_claim(ctx: Ctx, body: ClaimRequest) -> JoinedRead:
    """Come into a school by a code, or be tied to a pupil of the own school as a parent.

    The present session stays in its school; ``auth/switch-tenant`` opens one in the new school.
    """
    code = find_claim_code(ctx, body.code)
    role = use_claim_code(ctx, code, ctx.viewer.user_id)
    return JoinedRead(tenant_id=ctx.db.tenant, role=role)


def _names(ctx: Ctx, kind: ClaimType, student_ids: list[UUID]) -> dict[UUID, str]:
    """The names of these pupils; raises StudentNotFound, or StudentHasAccount."""
    codes = ctx.db(tenants.ClaimCodeRepository)
    names = codes.name_students(student_ids)
    if len(names) < len(student_ids):
        raise StudentNotFound
    if kind is ClaimType.STUDENT and len(codes.find_without_account(student_ids)) < len(names):
        raise StudentHasAccount
    return names


def _read(code: ClaimCode, now: datetime) -> ClaimCodeRead:
    return ClaimCodeRead.of(code, hint=code.code_hint, status=_status(code, now))


def _status(code: ClaimCode, now: datetime) -> ClaimStatus:
    if code.claimed_at is not None:
        return ClaimStatus.CLAIMED
    if code.revoked_at is not None:
        return ClaimStatus.REVOKED
    return ClaimStatus.ACTIVE if code.expires_at > now else ClaimStatus.EXPIRED


def _row(code: ClaimCodeRead) -> tuple[object, ...]:
    return (
        code.type,
        code.hint,
        code.status,
        code.student_name,
        code.claimed_by_name,
        code.claimed_at and code.claimed_at.isoformat(),
        code.expires_at.isoformat(),
        code.created_at.isoformat(),
    )
