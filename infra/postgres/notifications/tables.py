"""What a person is told."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, Date, Index, UniqueConstraint, Uuid, desc, text

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    choice,
    column,
    flag,
    identifier,
    instant,
    is_member,
    key,
    number,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_person
from shared.notifications.types import EmailFrequency, NotificationType, Priority

notifications = table(
    "notifications",
    # What it says names who did it.
    of_person("user_id", also=("actor_id",)),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    # Without a rule on its values: a new type is no migration.
    column("type", Choice(NotificationType), Data.FACT),
    *choice("priority", Priority, default=Priority.NORMAL),
    words("title", Data.PERSONAL),
    words("message", Data.PERSONAL),
    words("link", Data.FACT, nullable=True),
    words("group_key", Data.FACT, nullable=True),
    number("group_count", default=1),
    identifier("actor_id", nullable=True),
    # Everybody of the group, where people and not events are counted.
    column("actor_ids", ARRAY(Uuid()), Data.KEY, nullable=True),
    words("entity_type", Data.FACT, nullable=True),
    identifier("entity_id", nullable=True),
    flag("read"),
    instant("read_at"),
    words("dedupe_key", Data.FACT, nullable=True),
    # Whether it stands in the list; null does. What comes by mail alone does not.
    column("in_app", Boolean(), Data.FACT, nullable=True),
    instant("pushed_at"),
    # Till when a push waits because its reader is not to be disturbed.
    instant("held_until"),
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
    Index(
        "notifications_held_idx",
        "tenant_id",
        "held_until",
        postgresql_where=text("held_until IS NOT NULL"),
    ),
)

notification_preferences = table(
    "notification_preferences",
    of_person("user_id"),
    tenant_id(),
    key("user_id"),
    column("type", Choice(NotificationType), Data.FACT, primary_key=True),
    flag("in_app", default=True),
    flag("push", default=True),
    *choice("email", EmailFrequency, default=EmailFrequency.OFF),
    stamped("updated_at"),
    is_member("user_id"),
    Index(
        "notification_preferences_digest_idx",
        "tenant_id",
        "email",
        "user_id",
        postgresql_where=text("email IN ('DAILY', 'WEEKLY')"),
    ),
)

notification_digests = table(
    "notification_digests",
    of_person("user_id"),
    tenant_id(),
    key("user_id"),
    column("frequency", Choice(EmailFrequency), Data.FACT, primary_key=True),
    # The day on which the last one was sent, where its reader lives.
    column("sent_on", Date(), Data.FACT),
    stamped("sent_at"),
    is_member("user_id"),
)
