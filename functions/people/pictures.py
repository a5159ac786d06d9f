"""The caller's portrait and cover: uploads of their own, shown wherever their name is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.attachments import attach
from functions.runtime.context import Ctx
from infra.postgres import media, people
from shared.http.problem import ValidationFailed
from shared.media.problems import UploadNotFound
from shared.media.schemas import Attachment
from shared.media.types import Referrer

if TYPE_CHECKING:
    from shared.identity.schemas import MeRead
    from shared.people.profile_schemas import MeUpdate


class WrongPicture(ValidationFailed):
    """The upload was not announced as what it is to be: portraits are cut to a square."""

    code = "wrong_picture"
    title = "This upload is not for this picture"


_FIELDS = (
    ("avatar_upload_id", "avatar", Referrer.AVATAR),
    ("cover_upload_id", "cover_photo", Referrer.COVER),
)


def change_pictures(ctx: Ctx, body: MeUpdate, before: MeRead) -> list[str]:
    """Take the pictures that were sent, and say which fields of the caller have changed.

    Raises UploadNotFound, UploadNotReady and WrongPicture.
    """
    changed = []
    for sent, field, kind in _FIELDS:
        if sent not in body.model_fields_set:
            continue
        key = _put(ctx, kind, getattr(body, sent))
        if key != getattr(before, field):
            ctx.db(people.ProfileRepository).set_picture(ctx.viewer.user_id, kind, key, ctx.now())
            changed.append(field)
    return changed


def _put(ctx: Ctx, kind: Referrer, upload_id: UUID | None) -> str | None:
    """Let the upload, and nothing else, be attached to the caller; the key of what is shown."""
    me = ctx.viewer.user_id
    wanted = [] if upload_id is None else [Attachment(uploadId=upload_id)]
    # Nobody but its owner attaches an upload, so the purpose of a stranger's is not told.
    attach(ctx, kind, me, wanted)
    if upload_id is None:
        return None
    upload = ctx.db(media.UploadRepository).get(upload_id)
    if upload is None:
        raise UploadNotFound
    if upload.purpose is not kind:
        raise WrongPicture
    return upload.thumb_key if kind is Referrer.AVATAR else upload.key
