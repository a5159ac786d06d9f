"""Archives of their own data that people have asked for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, desc

from infra.postgres.core.columns import (
    choice,
    identifier,
    instant,
    is_member,
    number,
    stamped,
    table,
    tenant_id,
)
from infra.postgres.core.data_rules import Retention, of_person
from shared.people.types import ExportStatus

data_exports = table(
    "data_exports",
    # The archive itself lies in the store, under the school and this id.
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    *choice("status", ExportStatus, default=ExportStatus.QUEUED),
    number("size_bytes", BigInteger(), nullable=True),
    stamped("created_at"),
    instant("ready_at"),
    instant("expires_at"),
    is_member("user_id"),
    Index("data_exports_user_idx", "tenant_id", "user_id", desc("created_at")),
    Index(None, "tenant_id", "status"),
)
