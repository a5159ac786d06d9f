"""Files that nobody needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import media
from shared.media.policy import PENDING_FOR, UNREFERENCED_FOR

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.storage.s3 import ObjectStore

BATCH = 500


@job("0 4 * * *")
def job_uploads_gc(deps: Dependencies) -> Mapping[str, Any]:
    """Remove uploads that never arrived, were deleted, or to which nothing has referred for long.

    And objects of which there is no upload any more, such as those of people who were erased.
    """
    store = deps.store
    if store is None:
        return {"uploads": 0, "objects": 0}

    def clean(school_id: UUID) -> Counter[str]:
        removed = Counter(uploads=_forget(deps, school_id))
        removed["objects"] = _sweep(deps, store, school_id)
        return removed

    found = for_each_school(deps, clean, resume=job_uploads_gc.__name__)
    return {"uploads": 0, "objects": 0} | sum(found, Counter())


def _forget(deps: Dependencies, school_id: UUID) -> int:
    """Remove rows; their objects are without an upload then."""
    now, total = deps.clock(), 0
    with in_school(deps, school_id) as unit:
        attachments = unit(media.AttachmentRepository)
        attachments.let_go_of_replaced()
        attachments.let_go_of_lost_logo()
    while True:
        with in_school(deps, school_id) as unit:
            uploads = unit(media.UploadRepository)
            expired = uploads.find_expired(
                announced_before=now - PENDING_FOR, touched_before=now - UNREFERENCED_FOR
            )
            if not expired:
                return total
            uploads.forget([upload.id for upload in expired])
        total += len(expired)


def _sweep(deps: Dependencies, store: ObjectStore, school_id: UUID) -> int:
    """Remove objects that no upload names, but for young ones: theirs may be on its way.

    Those of people who were erased, of uploads that were deleted while the store was away, and
    originals that a worker did not come to remove.
    """
    removed = 0
    keys = store.keys(f"t/{school_id}/", before=deps.clock() - PENDING_FOR)
    for batch in _batches(keys):
        with in_school(deps, school_id) as unit:
            kept = unit(media.UploadRepository).find_kept(list(batch))
        for upload_id, names in batch.items():
            upload = kept.get(upload_id)
            named = {upload.key, upload.thumb_key} if upload else set()
            for key in (name for name in names if name not in named):
                store.delete(key)
                removed += 1
    return removed


def _batches(keys: Iterator[str]) -> Iterator[dict[UUID, list[str]]]:
    """Keys by the upload in them, so many uploads at a time; a store lists keys in their order."""
    batch: dict[UUID, list[str]] = {}
    for upload_id, group in groupby(keys, key=lambda key: key.split("/")[2]):
        batch[UUID(upload_id)] = list(group)
        if len(batch) == BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch
