"""Pulse surveys and their urns. No column holds, or leads to, who answered what."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    desc,
)
from sqlalchemy import text as sql

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    identifier,
    instant,
    is_member,
    metadata,
    same_tenant,
    stamped,
    tenant_id,
    words,
)

pulse_questions = Table(
    "pulse_questions",
    metadata,
    tenant_id(),
    identifier(),
    identifier("author_id"),
    words("text"),
    words("text_kh", nullable=True),
    *choice("scale", "LIKERT_1_5", "NPS_0_10"),
    instant("closes_at", nullable=False),
    stamped("created_at"),
    belongs_to_tenant(),
    is_member("author_id"),
    Index("pulse_questions_list_idx", "tenant_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "closes_at"),
)

# Ballots and answers share one row on purpose. Two tables would be filled in one transaction, and
# the transaction's number in both rows, or their order on disk, would tie a ballot to an answer.
# Here each answer rewrites the row, and the row holds two sets without an order.
pulse_urns = Table(
    "pulse_urns",
    metadata,
    tenant_id(),
    Column("pulse_id", pulse_questions.c.id.type, primary_key=True),
    # Hash of person and salt, in ascending order. Both are erased when the pulse has closed.
    Column("salt", LargeBinary()),
    Column("ballots", ARRAY(LargeBinary()), nullable=False, server_default=sql("'{}'")),
    Column("responses", Integer(), nullable=False, server_default=sql("0")),
    Column("counts", ARRAY(Integer()), nullable=False),
    Column("comments", ARRAY(Text()), nullable=False, server_default=sql("'{}'")),
    Column("waiting_counts", ARRAY(Integer()), nullable=False),
    Column("waiting_comments", ARRAY(Text()), nullable=False, server_default=sql("'{}'")),
    CheckConstraint("salt IS NOT NULL OR ballots = '{}'", name="ballots_go_with_salt"),
    same_tenant("pulse_id", "pulse_questions"),
)
