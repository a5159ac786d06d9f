"""People without an account, in one game or on one board, and the codes that let them in."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    identifier,
    instant,
    metadata,
    stamped,
    tenant_id,
    words,
)

guest_passes = Table(
    "guest_passes",
    metadata,
    tenant_id(),
    identifier(),
    # The one channel that the pass opens, such as live:123456 or board:0199….
    words("scope"),
    words("nickname"),
    stamped("created_at"),
    instant("expires_at", nullable=False),
    instant("revoked_at"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "scope"),
    Index(None, "tenant_id", "expires_at"),
)

join_codes = Table(
    "join_codes",
    metadata,
    # live or board.
    Column("kind", Text(), primary_key=True),
    Column("code", Text(), primary_key=True),
    identifier("tenant_id"),
    identifier("object_id"),
    stamped("created_at"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "object_id"),
)
