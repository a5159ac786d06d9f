"""Making archives of people's own data, for the worker and for the job behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from infra.postgres import platform
from shared.people.events import ExportReady

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.platform import DataExport

KEPT_FOR = timedelta(hours=24)
MEDIA_TYPE = "application/zip"


def export_key(tenant_id: UUID, export_id: UUID) -> str:
    """Where an archive lies in the store."""
    from infra.storage.s3 import object_key

    return object_key(tenant_id, f"{export_id}/archive.zip")


def make_export(
    deps: Dependencies, unit: UnitOfWork, export_id: UUID
) -> tuple[DataExport, ExportReady] | None:
    """Put an archive into the store and note it; None where it was made already.

    It is stored before the commit: a crash in between stores it twice.
    """
    from infra.postgres.platform.person_export import archive

    store, exports, now = deps.store, unit(platform.ExportRepository), deps.clock()
    if store is None:
        raise RuntimeError("an archive was asked for, and there is no store")
    wanted = exports.lock_queued(export_id)
    if wanted is None:
        return None
    body = archive(unit, wanted.user_id, now)
    store.put(export_key(unit.tenant, export_id), body, MEDIA_TYPE)
    until = now + KEPT_FOR
    exports.conclude(export_id, size_bytes=len(body), at=now, until=until)
    return wanted, ExportReady(export_id=export_id, expires_at=until)
