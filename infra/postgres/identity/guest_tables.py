"""People without an account, in one game or on one board, and the codes that let them in."""

from __future__ import annotations

from sqlalchemy import Index, Text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    binary,
    identifier,
    instant,
    key,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school

guest_passes = table(
    "guest_passes",
    of_school(Retention.EXPIRES),
    tenant_id(),
    identifier(),
    # The one channel that the pass opens, such as live:123456 or board:0199….
    words("scope", Data.FACT),
    words("nickname", Data.PERSONAL),
    stamped("created_at"),
    instant("expires_at", nullable=False),
    instant("revoked_at"),
    # Marks the address, so that one who was sent away does not come back as somebody new.
    binary("origin", Data.HIDDEN, nullable=True),
    instant("sent_away_at"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "scope"),
    Index(None, "tenant_id", "expires_at"),
)

join_codes = table(
    "join_codes",
    of_school(),
    # A CodeKind.
    key("kind", Text(), Data.FACT),
    key("code", Text(), Data.SECRET),
    identifier("tenant_id"),
    identifier("object_id"),
    stamped("created_at"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "object_id"),
    open_because="a code is looked up before its school is known; it holds nothing else",
)
