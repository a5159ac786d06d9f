"""Uploads: announced here, sent to the store by the browser, looked at when they have arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import opening, require_store, thumbnail
from functions.media.audience import may_see
from functions.runtime.context import Ctx
from infra.postgres import media, people, tenants
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, Forbidden, ValidationFailed
from shared.http.route import Access, route
from shared.media.events import MediaUploaded
from shared.media.formats import announced
from shared.media.policy import may_serve, quota_of
from shared.media.problems import StorageAway, UploadNotFound, WrongUse
from shared.media.schemas import UploadCreate, UploadPath, UploadRead, UploadTicket
from shared.media.types import MediaKind, Referrer, Rejection, UploadStatus

if TYPE_CHECKING:
    from infra.postgres.media import Upload


class FileTooLarge(ValidationFailed):
    """Files of this format may not be so large."""

    code = "file_too_large"
    title = "This file is too large"
    cure = "Send a smaller file; the page on limits has the sizes by format."


class QuotaExceeded(Forbidden):
    """The person, or the school, keeps as much as they may."""

    code = "quota_exceeded"
    title = "There is no room left for this file"
    cure = "Remove files that are not needed any more, or ask who runs the school for more room."


class NotArrived(Conflict):
    """Nothing has been sent to the address of the upload yet."""

    code = "upload_not_arrived"
    title = "The file has not arrived"
    cure = "Send the bytes to the `url` of the ticket first, then complete the upload."


class UploadRefused(ValidationFailed):
    """The bytes are not what was announced. They are gone."""

    code = "upload_refused"
    title = "The file is not what it was said to be"
    cure = "Announce the file again with its real type, size and digest, and send it."
    commits = True


@route(
    "POST",
    "/v1/uploads",
    permission=Permission.UPLOADS_CREATE,
    limits=("uploads",),
    status=201,
    raises=(FileTooLarge, WrongUse, QuotaExceeded, StorageAway),
    # The answer lets whoever has it write: it is not kept. Asking again gives the same upload.
    idempotent=False,
)
def uploads_create(ctx: Ctx, body: UploadCreate) -> UploadTicket:
    """Announce a file, and learn where to send it.

    Whoever announces the same file again gets the same upload, as long as it has not arrived.
    """
    viewer, now, store = ctx.viewer, ctx.now(), require_store(ctx)
    form = announced(body.content_type)
    assert form is not None, "the schema takes no other"
    if body.size_bytes > form.max_bytes:
        raise FileTooLarge(f"at most {form.max_bytes} bytes")
    if not may_serve(body.purpose, form):
        raise WrongUse
    uploads = ctx.db(media.UploadRepository)
    used, quota = uploads.usage(viewer.user_id), quota_of(viewer.role, viewer.tenant_settings)
    upload = uploads.find_announced(
        viewer.user_id, sha256=body.sha256, size_bytes=body.size_bytes, purpose=body.purpose
    )
    if upload is None:
        person, school = used.person + body.size_bytes, used.school + body.size_bytes
        if person > quota.person or school > quota.school:
            raise QuotaExceeded
        upload = uploads.insert(
            id=ctx.new_id(),
            owner_id=viewer.user_id,
            purpose=body.purpose,
            name=body.name,
            content_type=form,
            size_bytes=body.size_bytes,
            sha256=body.sha256,
            touched_at=now,
            created_at=now,
        )
    ticket = store.presign_put(
        f"{folder(ctx, upload.id)}/incoming",
        content_type=upload.content_type,
        size_bytes=upload.size_bytes,
        sha256=bytes.fromhex(upload.sha256),
        now=now,
    )
    return UploadTicket(
        upload=read(ctx, upload),
        method=ticket.method,
        url=ticket.url,
        headers=ticket.headers,
        expires_at=ticket.expires_at,
    )


@route(
    "POST",
    "/v1/uploads/{id}/complete",
    permission=Permission.UPLOADS_CREATE,
    limits=("write",),
    emits=(MediaUploaded,),
    raises=(UploadNotFound, NotArrived, UploadRefused, StorageAway),
)
def uploads_complete(ctx: Ctx, path: UploadPath) -> UploadRead:
    """Say that a file has been sent; size, checksum and type are verified by its bytes.

    Pictures are READY once a worker has made them: ``media:processed`` tells, and so does reading
    the upload. Everything else is READY at once. May be repeated without effect.
    """
    from functions.media.arrival import Arrived, arrive

    upload, found = own(ctx, path.id), None
    if upload.status is UploadStatus.PENDING:
        store, place = require_store(ctx), folder(ctx, upload.id)
        final = f"{place}/{ctx.new_id()}"
        found = ctx.apart(lambda: arrive(store, f"{place}/incoming", final, upload))
        upload = own(ctx, path.id, lock=True)
    if upload.status is UploadStatus.REJECTED:
        raise UploadRefused(_why(upload.reason))
    if upload.status is not UploadStatus.PENDING:
        return read(ctx, upload)
    if found is None:
        raise NotArrived
    uploads, now = ctx.db(media.UploadRepository), ctx.now()
    if not isinstance(found, Arrived):
        uploads.change(upload.id, now=now, status=UploadStatus.REJECTED, reason=found)
        raise UploadRefused(_why(found))
    pictured = found.form.kind is MediaKind.IMAGE
    status = UploadStatus.PROCESSING if pictured else UploadStatus.READY
    uploads.change(upload.id, now=now, status=status, content_type=found.form, key=found.key)
    event = MediaUploaded(upload_id=upload.id, kind=found.form.kind, key=found.key)
    ctx.emit(event, owner_id=upload.owner_id)
    changed = uploads.get(upload.id)
    assert changed is not None, "it is locked"
    return read(ctx, changed)


@route(
    "GET",
    "/v1/uploads/{id}",
    permission=Access.SIGNED_IN,
    limits=("read",),
    raises=(UploadNotFound,),
)
def uploads_get(ctx: Ctx, path: UploadPath) -> UploadRead:
    """Read an upload: its owner may, and whoever may see what refers to it."""
    upload = ctx.db(media.UploadRepository).get(path.id)
    if upload is None:
        raise UploadNotFound
    if upload.owner_id != ctx.viewer.user_id and not _shown_to_others(ctx, upload):
        raise UploadNotFound
    return read(ctx, upload)


@route(
    "DELETE",
    "/v1/uploads/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    raises=(UploadNotFound,),
)
def uploads_delete(ctx: Ctx, path: UploadPath) -> None:
    """Delete an upload of one's own. It disappears from whatever refers to it."""
    upload, now, viewer_id = own(ctx, path.id, lock=True), ctx.now(), ctx.viewer.user_id
    ctx.db(media.AttachmentRepository).let_go(upload.id)
    keys = [key for key in (upload.key, upload.thumb_key) if key is not None]
    if upload.purpose is Referrer.SCHOOL_LOGO:
        ctx.db(tenants.TenantRepository).drop_logo(keys)
    elif upload.purpose in {Referrer.AVATAR, Referrer.COVER}:
        ctx.db(people.ProfileRepository).drop_picture(viewer_id, upload.purpose, keys)
    ctx.db(media.UploadRepository).change(upload.id, now=now, status=UploadStatus.DELETED)
    store = ctx.deps.store
    if store is not None:
        from functions.media.arrival import remove

        # What stays, because the store is away, goes with the job uploads-gc.
        place = folder(ctx, upload.id)
        ctx.after_commit.append(lambda: remove(store, place, before=now + timedelta(days=1)))


def own(ctx: Ctx, upload_id: UUID, *, lock: bool = False) -> Upload:
    """An upload of the caller's; raises UploadNotFound."""
    uploads = ctx.db(media.UploadRepository)
    upload = uploads.lock(upload_id) if lock else uploads.get(upload_id)
    if upload is None or upload.owner_id != ctx.viewer.user_id:
        raise UploadNotFound
    return upload


def read(ctx: Ctx, upload: Upload) -> UploadRead:
    """The upload as the API shows it; its content only once it is ready."""
    store = ctx.deps.store
    if store is None or upload.status is not UploadStatus.READY or upload.key is None:
        return UploadRead.of(upload, url=None, thumb_url=None, expires_at=None)
    opened = opening(ctx, store, upload.key, upload.content_type, upload.name)
    thumb = thumbnail(ctx, store, upload.thumb_key)
    return UploadRead.of(upload, url=opened.url, thumb_url=thumb, expires_at=opened.expires_at)


def folder(ctx: Ctx, upload_id: UUID) -> str:
    """Where the objects of an upload lie. The browser writes to ``incoming``, and nowhere else."""
    return f"t/{ctx.viewer.tenant_id}/{upload_id}"


def _shown_to_others(ctx: Ctx, upload: Upload) -> bool:
    if upload.status is not UploadStatus.READY:
        return False
    referrers = ctx.db(media.AttachmentRepository).find_referrers(upload.id)
    return any(may_see(ctx, referrer) for referrer in referrers)


def _why(reason: Rejection | None) -> str | None:
    return None if reason is None else reason.value
