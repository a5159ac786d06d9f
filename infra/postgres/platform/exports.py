"""Archives that people have asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.platform.export_tables import data_exports
from infra.postgres.platform.records import DataExport
from shared.people.types import ExportStatus

KEPT = 20


class ExportRepository(Repository):
    """Queries on archives, in the school in which they were asked for."""

    def insert(self, **values: Any) -> None:
        """Ask for an archive."""
        self._unit.execute(insert(data_exports).values(tenant_id=self.tenant, **values))

    def get(self, user_id: UUID, export_id: UUID) -> DataExport | None:
        """One of the person's archives."""
        e = data_exports.c
        query = select(*columns_of(DataExport, data_exports))
        mine = (e.tenant_id == self.tenant, e.user_id == user_id, e.id == export_id)
        return self._record(DataExport, query.where(*mine))

    def find(self, user_id: UUID) -> list[DataExport]:
        """The person's last archives, newest first."""
        e = data_exports.c
        query = select(*columns_of(DataExport, data_exports))
        mine = query.where(e.tenant_id == self.tenant, e.user_id == user_id)
        return self._records(DataExport, mine.order_by(e.created_at.desc(), e.id).limit(KEPT))

    def find_waiting(self, user_id: UUID) -> DataExport | None:
        """The archive that is being made for the person, if one is; who asks for another waits."""
        self._wait_for_turn("exports", user_id)
        return next((e for e in self.find(user_id) if e.status is ExportStatus.QUEUED), None)

    def lock_queued(self, export_id: UUID) -> DataExport | None:
        """An archive that is still to be made, locked."""
        e = data_exports.c
        query = select(*columns_of(DataExport, data_exports)).where(
            e.tenant_id == self.tenant, e.id == export_id, e.status == ExportStatus.QUEUED
        )
        return self._record(DataExport, query.with_for_update())

    def find_left(self, asked_before: datetime) -> list[UUID]:
        """Archives for which nobody has come."""
        e = data_exports.c
        left = (e.status == ExportStatus.QUEUED, e.created_at < asked_before)
        query = select(e.id).where(e.tenant_id == self.tenant, *left)
        return self._values(query.order_by(e.created_at))

    def conclude(self, export_id: UUID, *, size_bytes: int, at: datetime, until: datetime) -> None:
        """The archive lies in the store."""
        self._change(
            export_id,
            status=ExportStatus.READY,
            size_bytes=size_bytes,
            ready_at=at,
            expires_at=until,
        )

    def find_expired(self, now: datetime) -> list[UUID]:
        """Archives whose day is over."""
        e = data_exports.c
        over = (e.status == ExportStatus.READY, e.expires_at <= now)
        return self._values(select(e.id).where(e.tenant_id == self.tenant, *over))

    def expire(self, export_id: UUID) -> None:
        """The archive is gone from the store."""
        self._change(export_id, status=ExportStatus.EXPIRED)

    def _change(self, export_id: UUID, **values: Any) -> None:
        e = data_exports.c
        this = update(data_exports).where(e.tenant_id == self.tenant, e.id == export_id)
        self._unit.execute(this.values(**values))
