"""Pictures that others may see, from what people have sent."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import media
from shared.media.events import MediaProcessed, MediaUploaded
from shared.media.formats import MAX_BYTES
from shared.media.types import MediaKind, Referrer, Rejection, UploadStatus

if TYPE_CHECKING:
    from infra.pictures.pillow import Prepared
    from infra.postgres.media import Upload
    from infra.storage.s3 import ObjectStore


def _uploaded(ctx: Ctx, event: MediaUploaded, received: Received) -> None:
    """Make a picture upright and small, and remove the original with all that it tells.

    What is written to the store before the commit is written again, should it come to that.
    """
    uploads, store = ctx.db(media.UploadRepository), ctx.deps.store
    upload = uploads.lock(event.upload_id)
    if upload is None or upload.status is not UploadStatus.PROCESSING:
        return
    if store is None:
        raise RuntimeError("a file has arrived in no store")
    assert upload.key is not None, "it has arrived"
    original, made = upload.key, _prepare(store, upload, upload.key)
    # The last thing, or else a second delivery would find nothing to begin with.
    ctx.after_commit.append(lambda: store.delete(original))
    if isinstance(made, Rejection):
        _conclude(ctx, upload, UploadStatus.REJECTED, reason=made, key=None)
        return
    folder = original.rpartition("/")[0]
    full, thumb = f"{folder}/full", f"{folder}/thumb"
    store.put(full, made.full.body, made.full.form)
    store.put(thumb, made.thumb.body, made.thumb.form)
    _conclude(
        ctx,
        upload,
        UploadStatus.READY,
        key=full,
        thumb_key=thumb,
        content_type=made.full.form,
        size_bytes=len(made.full.body) + len(made.thumb.body),
        width=made.full.width,
        height=made.full.height,
    )


@worker(on(MediaUploaded, _uploaded), emits=(MediaProcessed,))
def worker_media() -> None:
    """Make the pictures of an upload: upright, of a bounded size, without place and camera."""


def _prepare(store: ObjectStore, upload: Upload, key: str) -> Prepared | Rejection:
    from infra.pictures.pillow import NotAPicture, TooManyPixels, prepare

    body = store.read(key, MAX_BYTES[MediaKind.IMAGE])
    if body is None:
        return Rejection.UNREADABLE
    try:
        face = upload.purpose is Referrer.AVATAR
        return prepare(io.BytesIO(body), upload.content_type, face=face)
    except TooManyPixels:
        return Rejection.TOO_MANY_PIXELS
    except NotAPicture:
        return Rejection.UNREADABLE


def _conclude(
    ctx: Ctx,
    upload: Upload,
    status: UploadStatus,
    *,
    reason: Rejection | None = None,
    **values: object,
) -> None:
    uploads = ctx.db(media.UploadRepository)
    uploads.change(upload.id, now=ctx.now(), status=status, reason=reason, **values)
    event = MediaProcessed(upload_id=upload.id, status=status, reason=reason)
    ctx.emit(event, owner_id=upload.owner_id)
