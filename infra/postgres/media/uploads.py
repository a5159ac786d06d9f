"""Files that people upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.media.records import Upload, Usage
from infra.postgres.media.tables import attachments, uploads
from shared.media.types import Referrer, UploadStatus

_KEPT = (UploadStatus.PENDING, UploadStatus.PROCESSING, UploadStatus.READY)
BATCH = 200


class UploadRepository(Repository):
    """Queries on uploads."""

    def insert(self, **values: Any) -> Upload:
        """Announce a file."""
        adding = insert(uploads).values(tenant_id=self.tenant, **values)
        upload = self._record(Upload, adding.returning(*columns_of(Upload, uploads)))
        assert upload is not None
        return upload

    def get(self, upload_id: UUID) -> Upload | None:
        """An upload, unless it was deleted; who may see it is the caller's affair."""
        query = select(*columns_of(Upload, uploads)).where(*self._live(upload_id))
        return self._record(Upload, query)

    def lock(self, upload_id: UUID) -> Upload | None:
        """Like :meth:`get`; nobody else changes it meanwhile."""
        query = select(*columns_of(Upload, uploads)).where(*self._live(upload_id))
        return self._record(Upload, query.with_for_update())

    def find_announced(
        self, owner_id: UUID, *, sha256: str, size_bytes: int, purpose: Referrer
    ) -> Upload | None:
        """The same file, announced before and not here yet: whoever asks again lost the answer."""
        query = select(*columns_of(Upload, uploads)).where(
            uploads.c.tenant_id == self.tenant,
            uploads.c.owner_id == owner_id,
            uploads.c.status == UploadStatus.PENDING,
            uploads.c.sha256 == sha256,
            uploads.c.size_bytes == size_bytes,
            uploads.c.purpose == purpose,
        )
        return self._record(Upload, query.order_by(uploads.c.created_at.desc()).limit(1))

    def usage(self, owner_id: UUID) -> Usage:
        """What a person and the school keep. Others of the school's wait with theirs."""
        self._wait_for_turn("uploads")
        total = func.sum(uploads.c.size_bytes)
        own = total.filter(uploads.c.owner_id == owner_id)
        query = select(
            func.coalesce(own, 0).label("person"), func.coalesce(total, 0).label("school")
        ).where(uploads.c.tenant_id == self.tenant, uploads.c.status.in_(_KEPT))
        found = self._record(Usage, query)
        assert found is not None, "a sum is always there"
        return Usage(int(found.person), int(found.school))

    def change(self, upload_id: UUID, *, now: datetime, **values: Any) -> None:
        """Write what became of it."""
        change = update(uploads).where(*self._this(upload_id))
        self._unit.execute(change.values(**values, touched_at=now))

    def find_expired(
        self, *, announced_before: datetime, touched_before: datetime
    ) -> Sequence[Upload]:
        """A batch of what never arrived, what nothing refers to, and what is deleted or refused."""
        u = uploads.c
        referred = exists().where(
            attachments.c.tenant_id == self.tenant, attachments.c.upload_id == u.id
        )
        gone = u.status.in_([UploadStatus.DELETED, UploadStatus.REJECTED])
        lost = u.status.in_([UploadStatus.PENDING, UploadStatus.PROCESSING])
        query = select(*columns_of(Upload, uploads)).where(
            u.tenant_id == self.tenant,
            ~referred,
            or_(
                gone & (u.touched_at < announced_before),
                lost & (u.touched_at < announced_before),
                u.touched_at < touched_before,
            ),
        )
        return self._records(Upload, query.order_by(u.touched_at).limit(BATCH))

    def forget(self, upload_ids: Sequence[UUID]) -> None:
        """Remove the rows of uploads to which nothing refers."""
        gone = delete(uploads).where(uploads.c.tenant_id == self.tenant)
        self._unit.execute(gone.where(uploads.c.id.in_(upload_ids)))

    def find_kept(self, upload_ids: Sequence[UUID]) -> Mapping[UUID, Upload]:
        """Those of the uploads of which there is a row, deleted or not."""
        query = select(*columns_of(Upload, uploads)).where(uploads.c.tenant_id == self.tenant)
        found = self._records(Upload, query.where(uploads.c.id.in_(upload_ids)))
        return {upload.id: upload for upload in found}

    def _this(self, upload_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (uploads.c.tenant_id == self.tenant, uploads.c.id == upload_id)

    def _live(self, upload_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (*self._this(upload_id), uploads.c.status != UploadStatus.DELETED)
