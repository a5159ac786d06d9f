"""People and how they sign in. A person exists once, however many schools they belong to."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

from infra.postgres.core.columns import (
    binary,
    choice,
    column,
    counter,
    document,
    flag,
    identifier,
    instant,
    is_member,
    is_user,
    key,
    lines,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, media, of_person, of_school
from shared.identity.types import TokenPurpose
from shared.people.types import Audience, Theme

users = table(
    "users",
    of_person("id", Erasure.EMPTY, Retention.PERSON),
    identifier(),
    words("email", Data.PERSONAL),
    instant("email_verified_at"),
    words("password_hash", Data.SECRET, nullable=True),
    words("first_name", Data.PERSONAL),
    words("last_name", Data.PERSONAL),
    Column(
        "name",
        Text(),
        Computed("btrim(first_name || ' ' || last_name)", persisted=True),
        nullable=False,
        info={"data": Data.DERIVED},
    ),
    media(words("avatar", Data.PERSONAL, nullable=True)),
    media(words("cover_photo", Data.PERSONAL, nullable=True)),
    words("bio", Data.PERSONAL, nullable=True),
    flag("verified"),
    words("locale", Data.FACT, default="en"),
    counter("token_version"),
    instant("last_seen_at"),
    # The person has asked for it, and may take it back until then.
    instant("erase_after"),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    Index(None, "erase_after", postgresql_where=text("erase_after IS NOT NULL")),
    UniqueConstraint("email"),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    open_because="a person may belong to several schools, and is found before one is known",
)

profiles = table(
    "profiles",
    of_person("user_id", retention=Retention.PERSON),
    key("user_id"),
    words("pronouns", Data.PERSONAL, nullable=True),
    column("date_of_birth", Date(), Data.FACT, nullable=True),
    words("location", Data.PERSONAL, nullable=True),
    words("website", Data.PERSONAL, nullable=True),
    words("linkedin", Data.PERSONAL, nullable=True),
    words("github", Data.PERSONAL, nullable=True),
    words("twitter", Data.PERSONAL, nullable=True),
    lines("skills", Data.PERSONAL),
    lines("interests", Data.PERSONAL),
    document("education", Data.PERSONAL, nullable=True),
    document("experience", Data.PERSONAL, nullable=True),
    *choice("profile_visibility", Audience, default=Audience.PUBLIC),
    *choice("activity_visibility", Audience, default=Audience.PUBLIC),
    stamped("updated_at"),
    is_user("user_id"),
    open_because="belongs to a person, not to a school",
)

user_preferences = table(
    "user_preferences",
    of_person("user_id", retention=Retention.PERSON),
    key("user_id"),
    words("locale", Data.FACT, nullable=True),
    words("timezone", Data.FACT, nullable=True),
    flag("presence_visible", default=True),
    flag("sound", default=True),
    *choice("theme", Theme, default=Theme.SYSTEM),
    # Empty where the device decides.
    column("reduced_motion", Boolean(), Data.FACT, nullable=True),
    document("quiet_hours", Data.FACT, nullable=True),
    # Whether nothing is pushed during lessons of one's own; empty is no.
    column("quiet_in_lessons", Boolean(), Data.FACT, nullable=True),
    words("feed_mode", Data.FACT, nullable=True),
    words("dm_policy", Data.FACT, nullable=True),
    document("extra", Data.FACT, empty=True),
    stamped("updated_at"),
    is_user("user_id"),
    open_because="belongs to a person, not to a school",
)

auth_sessions = table(
    "auth_sessions",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    identifier("family_id"),
    binary("refresh_hash", Data.SECRET),
    # Rotation: the old row names its successor and keeps the successor's token, sealed, for the
    # ten seconds in which a client that lost the answer may ask again and must get the same one.
    identifier("replaced_by", nullable=True),
    instant("replaced_at"),
    binary("successor_sealed", Data.SECRET, nullable=True),
    words("ip", Data.PERSONAL, nullable=True),
    words("user_agent", Data.PERSONAL, nullable=True),
    instant("last_used_at"),
    instant("expires_at", nullable=False),
    instant("absolute_expires_at", nullable=False),
    instant("revoked_at"),
    words("revoked_reason", Data.FACT, nullable=True),
    stamped("created_at"),
    # Unique without the tenant: a refresh token is presented before the school is known, and the
    # hash of 256 random bits tells nobody anything.
    UniqueConstraint("refresh_hash"),
    is_member("user_id"),
    same_tenant("replaced_by", "auth_sessions"),
    Index(None, "tenant_id", "family_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
    own_rows=True,
)

jwt_revocations = table(
    "jwt_revocations",
    of_person("user_id", retention=Retention.EXPIRES),
    key("jti"),
    identifier("user_id"),
    instant("expires_at", nullable=False),
    Index(None, "expires_at"),
    open_because="random ids of tokens, asked for by id alone",
)

login_attempts = table(
    "login_attempts",
    of_school(Retention.EXPIRES),
    identifier(),
    binary("email_hash", Data.SECRET),
    words("ip", Data.PERSONAL),
    column("ok", Boolean(), Data.FACT),
    instant("at", nullable=False),
    Index(None, "email_hash", "at"),
    Index(None, "ip", "at"),
    open_because="counted before anybody is known",
)

one_time_tokens = table(
    "one_time_tokens",
    of_person("user_id", retention=Retention.EXPIRES),
    key("token_hash", LargeBinary(), Data.SECRET),
    identifier("user_id"),
    *choice("purpose", TokenPurpose),
    instant("expires_at", nullable=False),
    instant("used_at"),
    stamped("created_at"),
    is_user("user_id"),
    Index(None, "user_id", "purpose"),
    Index(None, "expires_at"),
    open_because="asked for by the hash of a random token, before anybody is known",
)
