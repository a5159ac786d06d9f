"""What may be wrong with an upload that something is to refer to."""

from __future__ import annotations

from shared.http.problem import Conflict, DependencyUnavailable, NotFound, ValidationFailed


class UploadNotFound(NotFound):
    """There is no such upload, or the caller may not see it."""

    title = "Upload not found"


class UploadNotReady(Conflict):
    """The file has not arrived, is being worked on, or was refused."""

    code = "upload_not_ready"
    title = "This upload is not ready"
    cure = "Read the upload until its `status` is READY; where it was refused, upload another file."


class WrongUse(ValidationFailed):
    """A file of this format cannot be used for this: a person's portrait is a picture."""

    code = "wrong_use"
    title = "A file of this type cannot be used here"
    cure = "Send a file of a format that fits: a portrait is a picture."


class WrongPicture(ValidationFailed):
    """The upload was not announced as what it is to be: portraits are cut to a square."""

    code = "wrong_picture"
    title = "This upload is not for this picture"
    cure = "Announce the picture for what it is to be, cut as that asks, and send it anew."


class StorageAway(DependencyUnavailable):
    """The store of files does not answer, or there is none."""

    code = "storage_unavailable"
    title = "Files cannot be stored or shown at the moment"
    cure = "Nothing was stored: wait for `Retry-After` and send the same request again."
