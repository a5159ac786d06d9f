"""Who follows, blocks and mutes whom."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Table, Uuid

from infra.postgres.core.columns import (
    choice,
    instant,
    is_member,
    is_user,
    metadata,
    stamped,
    tenant_id,
)

follows = Table(
    "follows",
    metadata,
    tenant_id(),
    Column("follower_id", Uuid(), primary_key=True),
    Column("following_id", Uuid(), primary_key=True),
    *choice("status", "ACCEPTED", "PENDING", default="ACCEPTED"),
    stamped("created_at"),
    CheckConstraint("follower_id <> following_id", name="not_oneself"),
    is_member("follower_id"),
    is_member("following_id"),
    Index(None, "tenant_id", "following_id", "status"),
)

user_blocks = Table(
    "user_blocks",
    metadata,
    Column("blocker_id", Uuid(), primary_key=True),
    Column("blocked_id", Uuid(), primary_key=True),
    stamped("created_at"),
    CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
    is_user("blocker_id"),
    is_user("blocked_id"),
    Index(None, "blocked_id"),
)

user_mutes = Table(
    "user_mutes",
    metadata,
    Column("muter_id", Uuid(), primary_key=True),
    Column("muted_id", Uuid(), primary_key=True),
    instant("expires_at", nullable=True),
    stamped("created_at"),
    CheckConstraint("muter_id <> muted_id", name="not_oneself"),
    is_user("muter_id"),
    is_user("muted_id"),
    Index(None, "muted_id"),
)
