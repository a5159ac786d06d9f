"""Pulse surveys and their urns. No column holds, or leads to, who answered what."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Index, Integer, LargeBinary, desc

from infra.postgres.core.columns import (
    belongs_to_tenant,
    binary,
    choice,
    column,
    counter,
    identifier,
    instant,
    is_member,
    key,
    lines,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_school
from shared.school.pulses.types import Scale

pulse_questions = table(
    "pulse_questions",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("author_id"),
    words("text", Data.PERSONAL),
    words("text_kh", Data.PERSONAL, nullable=True),
    *choice("scale", Scale),
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
pulse_urns = table(
    "pulse_urns",
    of_school(),
    tenant_id(),
    key("pulse_id"),
    # Hash of person and salt, in ascending order. Both are erased when the pulse has closed.
    binary("salt", Data.HIDDEN, nullable=True),
    column("ballots", ARRAY(LargeBinary()), Data.HIDDEN, default="'{}'"),
    counter("responses"),
    column("counts", ARRAY(Integer()), Data.FACT),
    lines("comments", Data.PERSONAL),
    column("waiting_counts", ARRAY(Integer()), Data.HIDDEN),
    lines("waiting_comments", Data.HIDDEN),
    CheckConstraint("salt IS NOT NULL OR ballots = '{}'", name="ballots_go_with_salt"),
    same_tenant("pulse_id", "pulse_questions"),
)
