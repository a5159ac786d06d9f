"""What a person is told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint, desc, text

from infra.postgres.core.columns import (
    choice,
    identifier,
    instant,
    is_member,
    metadata,
    stamped,
    tenant_id,
    words,
)

notifications = Table(
    "notifications",
    metadata,
    tenant_id(),
    identifier(),
    identifier("user_id"),
    words("type"),
    *choice("priority", "LOW", "NORMAL", "HIGH", "URGENT", default="NORMAL"),
    words("title"),
    words("message"),
    words("link", nullable=True),
    words("group_key", nullable=True),
    Column("group_count", Integer(), nullable=False, server_default=text("1")),
    identifier("actor_id", nullable=True),
    words("entity_type", nullable=True),
    identifier("entity_id", nullable=True),
    Column("read", Boolean(), nullable=False, server_default=text("false")),
    instant("read_at"),
    words("dedupe_key", nullable=True),
    stamped("created_at"),
    # The latest event of the group: lists are ordered by it.
    stamped("updated_at"),
    UniqueConstraint("tenant_id", "user_id", "dedupe_key"),
    is_member("user_id"),
    is_member("actor_id"),
    Index("notifications_user_idx", "tenant_id", "user_id", desc("updated_at"), desc("id")),
    Index(
        "notifications_unread_idx",
        "tenant_id",
        "user_id",
        desc("updated_at"),
        desc("id"),
        postgresql_where=text("NOT read"),
    ),
    Index(
        "notifications_group_idx",
        "tenant_id",
        "user_id",
        "group_key",
        desc("created_at"),
        postgresql_where=text("group_key IS NOT NULL"),
    ),
)
