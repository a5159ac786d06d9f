"""Where a person's pushes go, and the keys with which their messages are sealed."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text

from infra.postgres.core.columns import (
    binary,
    choice,
    document,
    identifier,
    instant,
    is_user,
    key,
    number,
    stamped,
    table,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_person
from shared.people.types import DevicePlatform

device_tokens = table(
    "device_tokens",
    of_person("user_id", retention=Retention.PERSON),
    identifier(),
    identifier("user_id"),
    # The sign-in on that device: the way to it goes with the sign-out.
    identifier("family_id"),
    *choice("platform", DevicePlatform),
    # Who has it can push to the device.
    words("token", Data.SECRET),
    binary("token_hash", Data.SECRET),
    words("p256dh", Data.SECRET, nullable=True),
    words("auth", Data.SECRET, nullable=True),
    stamped("created_at"),
    stamped("last_seen_at"),
    # Refusals since a push last arrived: a device that only refuses is forgotten.
    number("failures", nullable=True),
    # Until when its push service wants to be left alone, and the push that waits meanwhile.
    instant("wait_until"),
    document("waiting", Data.PERSONAL, nullable=True),
    UniqueConstraint("token_hash"),
    is_user("user_id"),
    Index(None, "user_id"),
    Index(None, "family_id"),
    Index(None, "wait_until", postgresql_where=text("wait_until IS NOT NULL")),
    open_because="belongs to a person, not to a school",
)

device_keys = table(
    "device_keys",
    of_person("user_id", retention=Retention.PERSON),
    key("user_id"),
    key("device_id"),
    # Public halves; the others never leave the device.
    binary("identity_key", Data.FACT),
    number("prekey_id"),
    binary("prekey", Data.FACT),
    binary("prekey_signature", Data.FACT),
    stamped("created_at"),
    # A key that changes may be somebody else's: those who write to the person are told since when.
    instant("identity_changed_at", nullable=False),
    stamped("updated_at"),
    is_user("user_id"),
    open_because="belongs to a person, not to a school",
)
