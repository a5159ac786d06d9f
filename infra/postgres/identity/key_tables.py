"""Keys that people give to programs."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from infra.postgres.core.columns import (
    binary,
    identifier,
    instant,
    is_member,
    lines,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_person

api_keys = table(
    "api_keys",
    of_person("user_id", retention=Retention.EXPIRES),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    words("name", Data.PERSONAL),
    # How the key begins, so that its owner knows it again.
    words("prefix", Data.FACT),
    binary("key_hash", Data.SECRET),
    lines("permissions", Data.FACT),
    instant("expires_at", nullable=False),
    instant("last_used_at"),
    instant("revoked_at"),
    stamped("created_at"),
    # Unique without the tenant: a key is presented before the school is known.
    UniqueConstraint("key_hash"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
    own_rows=True,
)
