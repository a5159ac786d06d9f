"""Clubs and who is in them."""

from __future__ import annotations

from sqlalchemy import Index, desc, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    counter,
    identifier,
    instant,
    is_member,
    key,
    lines,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_person, of_school
from shared.clubs.types import ClubMode, ClubRole, ClubStatus

clubs = table(
    "clubs",
    of_school(),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    words("description", Data.FACT, default=""),
    words("category", Data.FACT, nullable=True),
    *choice("mode", ClubMode, default=ClubMode.PUBLIC),
    lines("tags", Data.FACT),
    number("capacity", nullable=True),
    counter("members_count"),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    belongs_to_tenant(),
    Index(
        "clubs_list_idx",
        "tenant_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
)

club_members = table(
    "club_members",
    of_person("user_id"),
    tenant_id(),
    key("club_id"),
    key("user_id"),
    *choice("role", ClubRole, default=ClubRole.MEMBER),
    *choice("status", ClubStatus, default=ClubStatus.ACTIVE),
    instant("joined_at"),
    stamped("updated_at"),
    same_tenant("club_id", "clubs"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id", "status"),
    Index(None, "tenant_id", "club_id", "status", "updated_at", "user_id"),
)
