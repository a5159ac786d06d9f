"""What administrators did, chained school by school: a trigger numbers and hashes what is added."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, desc

from infra.postgres.core.columns import (
    belongs_to_tenant,
    binary,
    document,
    identifier,
    instant,
    is_user,
    number,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, about, of_person, of_school

audit_logs = table(
    "audit_logs",
    of_person("actor_id", Erasure.EMPTY, Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("actor_id", nullable=True),
    words("action", Data.FACT),
    words("entity_type", Data.FACT),
    words("entity_id", Data.FACT, nullable=True),
    identifier("subject_id", nullable=True),
    # Of the columns that ``audited.py`` lists: facts here, what a person wrote in ``texts``.
    document("before", Data.FACT, nullable=True),
    document("after", Data.FACT, nullable=True),
    about("subject_id", document("texts", Data.PERSONAL, nullable=True)),
    about("subject_id", binary("texts_salt", Data.SECRET, nullable=True)),
    binary("texts_digest", Data.FACT, nullable=True),
    words("ip", Data.PERSONAL, nullable=True),
    words("user_agent", Data.PERSONAL, nullable=True),
    # Erased with what it salted: the digest that stays then tells nobody anything.
    binary("actor_salt", Data.SECRET, nullable=True),
    binary("actor_digest", Data.FACT, nullable=True),
    words("request_id", Data.FACT, nullable=True),
    stamped("created_at"),
    number("seq", BigInteger(), nullable=True),
    binary("previous_link", Data.FACT, nullable=True),
    binary("link", Data.FACT, nullable=True),
    belongs_to_tenant(),
    # A user, not a member: an operator of the platform acts in schools without belonging to them.
    is_user("actor_id"),
    is_user("subject_id"),
    Index("audit_logs_seq_key", "tenant_id", "seq", unique=True),
    Index("audit_logs_created_idx", "tenant_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "entity_type", "entity_id"),
    Index(None, "tenant_id", "actor_id"),
    Index(None, "tenant_id", "subject_id"),
)

audit_heads = table(
    "audit_heads",
    of_school(Retention.RECORD),
    tenant_id(),
    number("seq", BigInteger()),
    binary("link", Data.FACT, nullable=True),
    # How far the chain was found whole, and by which hash: what is cut off behind that is missed.
    number("verified_seq", BigInteger(), nullable=True),
    binary("verified_link", Data.FACT, nullable=True),
    instant("verified_at"),
    belongs_to_tenant(),
)
