"""The caller's portrait and cover: uploads of their own, shown wherever their name is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attach_picture
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.media.types import Referrer

if TYPE_CHECKING:
    from shared.identity.schemas import MeRead
    from shared.people.profile_schemas import MeUpdate


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
    upload = attach_picture(ctx, kind, ctx.viewer.user_id, upload_id)
    if upload is None:
        return None
    return upload.thumb_key if kind is Referrer.AVATAR else upload.key
