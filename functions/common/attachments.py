"""Files beside texts, for handlers of all areas: attaching uploads, and showing what is attached.

attach(ctx, Referrer.POST, post.id, body.media)
beside = attached(ctx, Referrer.POST, [post.id])
PostRead.of(post, media=beside.get(post.id, []))
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import media
from shared.media.formats import FileFormat
from shared.media.policy import is_shown_inline
from shared.media.problems import (
    StorageAway,
    UploadNotFound,
    UploadNotReady,
    WrongPicture,
    WrongUse,
)
from shared.media.schemas import Attachment, AttachmentRead
from shared.media.types import MediaKind, Referrer

if TYPE_CHECKING:
    from infra.postgres.media import Attached, Upload
    from infra.storage.s3 import ObjectStore, PresignedDownload


def require_store(ctx: Ctx) -> ObjectStore:
    """The store of files; raises StorageAway where there is none."""
    if ctx.deps.store is None:
        raise StorageAway
    return ctx.deps.store


def attach(
    ctx: Ctx,
    kind: Referrer,
    target_id: UUID,
    files: Sequence[Attachment],
    *,
    lent: Collection[UUID] = (),
    only: MediaKind | None = None,
) -> None:
    """Make these the files beside something, which the caller may change.

    ``lent`` are uploads of others that the caller may use here, ``only`` what each has to be.
    Raises UploadNotFound where one is not the caller's, UploadNotReady, and with ``only`` WrongUse.
    """
    from infra.postgres.media import Refusal

    refusal = ctx.db(media.AttachmentRepository).attach(
        kind,
        target_id,
        {file.upload_id: file.alt for file in files},
        owner_id=ctx.viewer.user_id,
        now=ctx.now(),
        lent=lent,
        only=only,
    )
    if refusal is Refusal.UNKNOWN:
        raise UploadNotFound
    if refusal is Refusal.NOT_READY:
        raise UploadNotReady
    if refusal is Refusal.WRONG_KIND:
        raise WrongUse


def attach_picture(
    ctx: Ctx, kind: Referrer, target_id: UUID, upload_id: UUID | None
) -> Upload | None:
    """Make this the one picture of something, which the caller may change, or let go of it.

    Raises UploadNotFound, UploadNotReady, and WrongPicture where it was announced for another use.
    """
    wanted = [] if upload_id is None else [Attachment(uploadId=upload_id)]
    # Nobody but its owner attaches an upload, so the purpose of a stranger's is not told.
    attach(ctx, kind, target_id, wanted)
    if upload_id is None:
        return None
    upload = ctx.db(media.UploadRepository).get(upload_id)
    if upload is None:
        raise UploadNotFound
    if upload.purpose is not kind:
        raise WrongPicture
    return upload


def attached(
    ctx: Ctx, kind: Referrer, target_ids: Sequence[UUID]
) -> Mapping[UUID, list[AttachmentRead]]:
    """The files beside several things, by their ids; nothing where no store is configured."""
    store = ctx.deps.store
    if store is None or not target_ids:
        return {}
    found = ctx.db(media.AttachmentRepository).find(kind, target_ids)
    return {
        target_id: [_shown(ctx, store, file) for file in files]
        for target_id, files in found.items()
    }


def _shown(ctx: Ctx, store: ObjectStore, file: Attached) -> AttachmentRead:
    opened = opening(ctx, store, file.key, file.content_type, file.name)
    return AttachmentRead.of(
        file,
        url=opened.url,
        thumb_url=thumbnail(ctx, store, file.thumb_key),
        expires_at=opened.expires_at,
    )


def opening(
    ctx: Ctx, store: ObjectStore, key: str, form: FileFormat, name: str
) -> PresignedDownload:
    """Where a file is read: shown where a browser can do so safely, else saved under its name."""
    return store.presign_get(
        key,
        now=ctx.now(),
        content_type=form,
        download_name=None if is_shown_inline(form) else name,
    )


def thumbnail(ctx: Ctx, store: ObjectStore, key: str | None) -> str | None:
    """Where a small picture is read, if there is one."""
    if key is None:
        return None
    return store.presign_get(key, now=ctx.now(), content_type=FileFormat.WEBP).url
