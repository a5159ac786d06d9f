"""What is on its way to the connections of an author."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import JSON

from infra.postgres.core.columns import (
    column,
    counter,
    identifier,
    is_member,
    key,
    stamped,
    table,
    tenant_id,
)
from infra.postgres.core.data_rules import Data, Retention, of_person

spreads = table(
    "spreads",
    of_person("author_id", retention=Retention.EXPIRES),
    tenant_id(),
    key("author_id"),
    key("event_id"),
    # json, not jsonb: copies repeat the event as it was written.
    column("body", JSON(), Data.DERIVED),
    # The last connection that has it; connections are told in order of their ids.
    identifier("told_to", Data.DERIVED, nullable=True),
    counter("told"),
    stamped("created_at"),
    is_member("author_id"),
)
