"""What a school announces, and who has said that they read it."""

from __future__ import annotations

from sqlalchemy import Index, desc, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    flag,
    identifier,
    instant,
    is_member,
    key,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, of_person
from shared.school.announcements.types import AnnouncementPriority

announcements = table(
    "announcements",
    # The school's own words: they stay when who wrote them goes.
    of_person("author_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("author_id"),
    identifier("class_id", nullable=True),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    words("body", Data.PERSONAL),
    words("body_kh", Data.PERSONAL, nullable=True),
    *choice("priority", AnnouncementPriority, default=AnnouncementPriority.NORMAL),
    flag("requires_ack"),
    instant("publish_at", nullable=False),
    instant("published_at"),
    instant("expires_at"),
    stamped("created_at"),
    belongs_to_tenant(),
    is_member("author_id"),
    same_tenant("class_id", "classes"),
    Index("announcements_list_idx", "tenant_id", desc("publish_at"), desc("id")),
    Index(
        "announcements_due_idx",
        "tenant_id",
        "publish_at",
        postgresql_where=text("published_at IS NULL"),
    ),
    Index(None, "tenant_id", "class_id"),
)

announcement_acks = table(
    "announcement_acks",
    of_person("user_id"),
    tenant_id(),
    key("announcement_id"),
    key("user_id"),
    stamped("acked_at"),
    same_tenant("announcement_id", "announcements"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
)
