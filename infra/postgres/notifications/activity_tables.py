"""The activity feed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Table, desc

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    identifier,
    is_member,
    metadata,
    same_tenant,
    stamped,
    tenant_id,
    words,
)

activities = Table(
    "activities",
    metadata,
    tenant_id(),
    identifier(),
    identifier("actor_id"),
    words("user_name"),
    words("entity_type"),
    identifier("entity_id"),
    words("action"),
    words("description"),
    *choice("visibility", "SCHOOL", "CLASS"),
    identifier("class_id", nullable=True),
    stamped("created_at"),
    CheckConstraint(
        "(visibility = 'CLASS') = (class_id IS NOT NULL)", name="class_goes_with_visibility"
    ),
    belongs_to_tenant(),
    is_member("actor_id"),
    same_tenant("class_id", "classes"),
    Index("activities_feed_idx", "tenant_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "entity_type", "entity_id"),
)
