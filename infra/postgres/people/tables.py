"""Who follows, blocks and mutes whom, and who is there."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text

from infra.postgres.core.columns import (
    choice,
    instant,
    is_member,
    is_user,
    key,
    stamped,
    table,
    tenant_id,
)
from infra.postgres.core.data_rules import Retention, of_person
from shared.people.types import FollowStatus

follows = table(
    "follows",
    of_person("follower_id", also=("following_id",)),
    tenant_id(),
    key("follower_id"),
    key("following_id"),
    *choice("status", FollowStatus, default=FollowStatus.ACCEPTED),
    stamped("created_at"),
    CheckConstraint("follower_id <> following_id", name="not_oneself"),
    is_member("follower_id"),
    is_member("following_id"),
    Index(None, "tenant_id", "following_id", "status"),
    # Whom many people follow is counted without a look at the rows of each of them.
    Index(
        "follows_accepted_idx",
        "tenant_id",
        "follower_id",
        "following_id",
        postgresql_where=text("status = 'ACCEPTED'"),
    ),
)

user_blocks = table(
    "user_blocks",
    of_person("blocker_id", also=("blocked_id",), retention=Retention.PERSON),
    key("blocker_id"),
    key("blocked_id"),
    stamped("created_at"),
    CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
    is_user("blocker_id"),
    is_user("blocked_id"),
    Index(None, "blocked_id"),
    open_because="a block between two persons holds in every school",
)

user_mutes = table(
    "user_mutes",
    of_person("muter_id", also=("muted_id",), retention=Retention.PERSON),
    key("muter_id"),
    key("muted_id"),
    instant("expires_at", nullable=True),
    stamped("created_at"),
    CheckConstraint("muter_id <> muted_id", name="not_oneself"),
    is_user("muter_id"),
    is_user("muted_id"),
    Index(None, "muted_id"),
    open_because="a mute of a person holds in every school",
)

suggestion_dismissals = table(
    "suggestion_dismissals",
    of_person("user_id", also=("person_id",)),
    tenant_id(),
    key("user_id"),
    key("person_id"),
    stamped("created_at"),
    is_member("user_id"),
    is_member("person_id"),
    Index(None, "tenant_id", "person_id"),
)

# For as long as Redis, which keeps this otherwise, is away.
presences = table(
    "presences",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    key("user_id"),
    instant("until", nullable=False),
    is_member("user_id"),
    Index(None, "tenant_id", "until"),
)
