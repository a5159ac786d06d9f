"""The own data: taking it along, and going. A program with an API key may do neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.attachments import require_store
from functions.common.endings import announce_ended
from functions.common.exports import MEDIA_TYPE, export_key
from functions.common.proof import ProofRequired, demand_proof
from functions.runtime.context import Ctx
from infra.postgres import identity, platform
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, SessionRevoked, UserUpdated
from shared.identity.policy import ERASURE_GRACE
from shared.identity.types import MailTemplate
from shared.media.problems import StorageAway
from shared.people.account_schemas import ErasureRead, ExportList, ExportPath, ExportRead
from shared.people.events import ExportRequested
from shared.people.types import ExportStatus

if TYPE_CHECKING:
    from infra.postgres.platform import DataExport


class ExportUnderWay(Conflict):
    """An archive is being made for the caller already."""

    code = "export_under_way"
    title = "An archive of your data is being made already"
    cure = "Wait for the archive that is being made: `GET /v1/users/me/exports` lists it."


class ExportNotFound(NotFound):
    """The caller has not asked for such an archive."""

    title = "Archive not found"


@route(
    "POST",
    "/v1/users/me/export",
    permission=Permission.PRIVACY_SELF,
    keys=False,
    limits=("archive",),
    status=201,
    # Asked for again, it is refused by itself as long as one is being made.
    idempotent=False,
    emits=(ExportRequested,),
    raises=(ProofRequired, ExportUnderWay, StorageAway),
)
def users_export_create(ctx: Ctx) -> ExportRead:
    """Ask for an archive of all that is kept of the caller, in every school.

    ``export:ready`` tells when it is there.
    """
    demand_proof(ctx)
    require_store(ctx)
    viewer, exports, export_id = ctx.viewer, ctx.db(platform.ExportRepository), ctx.new_id()
    if exports.find_waiting(viewer.user_id) is not None:
        raise ExportUnderWay
    exports.insert(id=export_id, user_id=viewer.user_id, created_at=ctx.now())
    ctx.emit(ExportRequested(export_id=export_id), person_id=viewer.user_id)
    ctx.headers["Location"] = f"/v1/users/me/exports/{export_id}"
    found = exports.get(viewer.user_id, export_id)
    assert found is not None, "it was just inserted"
    return _read(ctx, found)


@route(
    "GET",
    "/v1/users/me/exports",
    permission=Permission.PRIVACY_SELF,
    keys=False,
    limits=("read",),
)
def users_exports_list(ctx: Ctx) -> ExportList:
    """List the archives that the caller has asked for here, newest first."""
    found = ctx.db(platform.ExportRepository).find(ctx.viewer.user_id)
    return ExportList(data=[_read(ctx, export) for export in found])


@route(
    "GET",
    "/v1/users/me/exports/{id}",
    permission=Permission.PRIVACY_SELF,
    keys=False,
    limits=("read",),
    raises=(ProofRequired, ExportNotFound),
)
def users_export_get(ctx: Ctx, path: ExportPath) -> ExportRead:
    """Read where an archive stands; once it is ready, with an address that opens it."""
    found = ctx.db(platform.ExportRepository).get(ctx.viewer.user_id, path.id)
    if found is None:
        raise ExportNotFound
    demand_proof(ctx)
    return _read(ctx, found, opened=True)


@route(
    "DELETE",
    "/v1/users/me",
    permission=Permission.PRIVACY_SELF,
    keys=False,
    limits=("write",),
    emits=(SessionRevoked, EmailQueued),
    raises=(ProofRequired,),
)
def users_me_delete(ctx: Ctx) -> ErasureRead:
    """Ask that the account be erased, in two weeks. Every device is signed out, also this one.

    A mail tells the owner of the address. Who signs in again can take it back until then.
    """
    demand_proof(ctx)
    viewer, now = ctx.viewer, ctx.now()
    at = ctx.db(identity.AccountRepository).plan_erasure(viewer.user_id, now + ERASURE_GRACE)
    ended = ctx.db(identity.SessionRepository).revoke_all(viewer.user_id, reason="erasure", now=now)
    announce_ended(ctx, viewer.user_id, ended, "erasure")
    ctx.emit(
        EmailQueued(
            template_key=MailTemplate.ERASURE, to_user_id=viewer.user_id, locale=viewer.locale
        ),
        person_id=viewer.user_id,
    )
    return ErasureRead(erases_at=at)


@route(
    "POST",
    "/v1/users/me/keep",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    emits=(UserUpdated,),
)
def users_me_keep(ctx: Ctx) -> ErasureRead:
    """Take back that the account be erased. May be repeated without effect."""
    user_id = ctx.viewer.user_id
    if ctx.db(identity.AccountRepository).keep(user_id):
        ctx.emit(UserUpdated(user_id=user_id, changed=["erasesAt"]), person_id=user_id)
    return ErasureRead(erases_at=None)


def _read(ctx: Ctx, export: DataExport, *, opened: bool = False) -> ExportRead:
    """The archive as its owner sees it; its day counts, whether the job has been there or not.

    ``opened``: with an address, for who has shown who they are.
    """
    over = export.expires_at is not None and export.expires_at <= ctx.now()
    store, url = ctx.deps.store, None
    if opened and export.status is ExportStatus.READY and not over and store is not None:
        key = export_key(ctx.viewer.tenant_id, export.id)
        url = store.presign_get(
            key, now=ctx.now(), content_type=MEDIA_TYPE, download_name="stunity.zip"
        ).url
    return ExportRead.of(export, status=ExportStatus.EXPIRED if over else export.status, url=url)
