"""The activity feed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, desc

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    identifier,
    is_member,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_person
from shared.notifications.activity.types import Action, EntityType, Reach

activities = table(
    "activities",
    of_person("actor_id"),
    tenant_id(),
    identifier(),
    identifier("actor_id"),
    words("user_name", Data.PERSONAL),
    # Without a rule on their values: a new kind of line is no migration.
    column("entity_type", Choice(EntityType), Data.FACT),
    identifier("entity_id"),
    column("action", Choice(Action), Data.FACT),
    words("description", Data.PERSONAL),
    *choice("visibility", Reach),
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
