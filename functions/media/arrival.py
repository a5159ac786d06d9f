"""Looking at what has arrived in the store. Apart, because only completing an upload needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from infra.storage.s3 import StorageUnavailable
from shared.media.formats import HEAD_BYTES, FileFormat, format_of
from shared.media.problems import StorageAway
from shared.media.types import Rejection

if TYPE_CHECKING:
    from infra.postgres.media import Upload
    from infra.storage.s3 import ObjectStore


@dataclass(frozen=True, slots=True)
class Arrived:
    """A verified file: where it lies, and what its bytes say that it is."""

    key: str
    form: FileFormat


def arrive(
    store: ObjectStore, incoming: str, final: str, upload: Upload
) -> Arrived | Rejection | None:
    """Verify what the browser has sent, or None where nothing is there.

    It is copied first: until its address expires, the browser could replace what was looked at.
    """
    with answering():
        if not store.copy(incoming, final):
            return None
        verdict = _verdict(store, final, upload)
        store.delete(incoming)
        if isinstance(verdict, Rejection):
            store.delete(final)
            return verdict
        return Arrived(final, verdict)


def remove(store: ObjectStore, folder: str, *, before: datetime) -> None:
    """Remove the objects of an upload that were written before a moment."""
    for key in list(store.keys(f"{folder}/", before=before)):
        store.delete(key)


def _verdict(store: ObjectStore, key: str, upload: Upload) -> FileFormat | Rejection:
    head, size, digest = bytearray(), 0, hashlib.sha256()
    for chunk in store.chunks(key):
        head += chunk[: HEAD_BYTES - len(head)]
        size += len(chunk)
        digest.update(chunk)
        if size > upload.size_bytes:
            return Rejection.SIZE
    if size != upload.size_bytes:
        return Rejection.SIZE
    if digest.hexdigest() != upload.sha256:
        return Rejection.CHECKSUM
    form = format_of(bytes(head))
    if form is None or form.kind is not upload.content_type.kind or size > form.max_bytes:
        return Rejection.TYPE
    return form


@contextmanager
def answering() -> Iterator[None]:
    """Say a failure of the store as a problem."""
    try:
        yield
    except StorageUnavailable as error:
        raise StorageAway from error
