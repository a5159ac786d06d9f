"""Requests and responses about the own data: taking it along, and going."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.http.schema import RequestModel, ResponseModel
from shared.people.types import ExportStatus


class ExportPath(RequestModel):
    """The archive in the path."""

    id: UUID


class ExportRead(ResponseModel):
    """An archive of the caller's data.

    Once it is READY, ``url`` opens it for some minutes; asked for again until ``expiresAt``, the
    archive has a new one. A list shows none.
    """

    id: UUID
    status: ExportStatus
    size_bytes: int | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    url: str | None


class ExportList(ResponseModel):
    """The archives that the caller has asked for in this school, newest first."""

    data: list[ExportRead]


class ErasureRead(ResponseModel):
    """When the account is erased; null where it is not."""

    erases_at: datetime | None
