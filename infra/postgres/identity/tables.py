"""People and how they sign in. A person exists once, however many schools they belong to."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.columns import (
    OWN_ROWS,
    choice,
    identifier,
    instant,
    is_member,
    is_user,
    metadata,
    same_tenant,
    stamped,
    tenant_id,
    words,
)

users = Table(
    "users",
    metadata,
    identifier(),
    words("email"),
    instant("email_verified_at"),
    words("password_hash", nullable=True),
    words("first_name"),
    words("last_name"),
    Column(
        "name",
        Text(),
        Computed("btrim(first_name || ' ' || last_name)", persisted=True),
        nullable=False,
    ),
    words("avatar", nullable=True),
    words("cover_photo", nullable=True),
    words("bio", nullable=True),
    Column("verified", Boolean(), nullable=False, server_default=text("false")),
    words("locale", default="en"),
    Column("token_version", Integer(), nullable=False, server_default=text("0")),
    instant("last_seen_at"),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    UniqueConstraint("email"),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("user_id", Uuid(), primary_key=True),
    words("pronouns", nullable=True),
    Column("date_of_birth", Date()),
    words("location", nullable=True),
    words("website", nullable=True),
    words("linkedin", nullable=True),
    words("github", nullable=True),
    words("twitter", nullable=True),
    Column("skills", ARRAY(Text()), nullable=False, server_default=text("'{}'")),
    Column("interests", ARRAY(Text()), nullable=False, server_default=text("'{}'")),
    Column("education", JSONB()),
    Column("experience", JSONB()),
    *choice("profile_visibility", "PUBLIC", "CONNECTIONS", "PRIVATE", default="PUBLIC"),
    *choice("activity_visibility", "PUBLIC", "CONNECTIONS", "PRIVATE", default="PUBLIC"),
    stamped("updated_at"),
    is_user("user_id"),
)

user_preferences = Table(
    "user_preferences",
    metadata,
    Column("user_id", Uuid(), primary_key=True),
    words("locale", nullable=True),
    words("timezone", nullable=True),
    Column("presence_visible", Boolean(), nullable=False, server_default=text("true")),
    Column("sound", Boolean(), nullable=False, server_default=text("true")),
    Column("quiet_hours", JSONB()),
    words("feed_mode", nullable=True),
    words("dm_policy", nullable=True),
    Column("extra", JSONB(), nullable=False, server_default=text("'{}'")),
    stamped("updated_at"),
    is_user("user_id"),
)

auth_sessions = Table(
    "auth_sessions",
    metadata,
    tenant_id(),
    identifier(),
    identifier("user_id"),
    identifier("family_id"),
    Column("refresh_hash", LargeBinary(), nullable=False),
    # Rotation: the old row names its successor and keeps the successor's token, sealed, for the
    # ten seconds in which a client that lost the answer may ask again and must get the same one.
    identifier("replaced_by", nullable=True),
    instant("replaced_at"),
    Column("successor_sealed", LargeBinary()),
    words("ip", nullable=True),
    words("user_agent", nullable=True),
    instant("last_used_at"),
    instant("expires_at", nullable=False),
    instant("absolute_expires_at", nullable=False),
    instant("revoked_at"),
    words("revoked_reason", nullable=True),
    stamped("created_at"),
    # Unique without the tenant: a refresh token is presented before the school is known, and the
    # hash of 256 random bits tells nobody anything.
    UniqueConstraint("refresh_hash"),
    is_member("user_id"),
    same_tenant("replaced_by", "auth_sessions"),
    Index(None, "tenant_id", "family_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
    info=OWN_ROWS,
)

jwt_revocations = Table(
    "jwt_revocations",
    metadata,
    Column("jti", Uuid(), primary_key=True),
    identifier("user_id"),
    instant("expires_at", nullable=False),
    Index(None, "expires_at"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    identifier(),
    Column("email_hash", LargeBinary(), nullable=False),
    words("ip"),
    Column("ok", Boolean(), nullable=False),
    instant("at", nullable=False),
    Index(None, "email_hash", "at"),
    Index(None, "ip", "at"),
)
