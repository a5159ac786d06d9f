"""What people report, and what moderators decide."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, and_, desc, text

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    document,
    flag,
    identifier,
    instant,
    is_member,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import (
    Data,
    Erasure,
    Retention,
    Told,
    of_person,
    of_school,
)
from shared.moderation.types import (
    AppealVerdict,
    CaseStatus,
    ReportReason,
    TargetType,
    Verdict,
)

moderation_cases = table(
    "moderation_cases",
    # Who was reported for nothing does not learn of it, and nobody who decided or how many said so.
    of_person(
        "author_id",
        Erasure.EMPTY,
        Retention.RECORD,
        told=Told(
            known=lambda cases, _now: and_(
                cases.c.status == CaseStatus.DECIDED, cases.c.decision != Verdict.APPROVE
            ),
            never=("score", "created_at", "decided_by", "appeal_decided_by"),
        ),
    ),
    tenant_id(),
    identifier(),
    *choice("target_type", TargetType),
    identifier("target_id"),
    # Whose it is.
    identifier("author_id"),
    # What it said when it was first reported: edits and deletions take nothing away from here.
    words("evidence", Data.PERSONAL),
    # Reasons weigh differently; several reports add up.
    number("score", default=0),
    *choice("status", CaseStatus, default=CaseStatus.OPEN),
    column("decision", Choice(Verdict), Data.FACT, nullable=True),
    flag("removed"),
    words("reason", Data.PERSONAL, nullable=True),
    identifier("decided_by", nullable=True),
    instant("decided_at"),
    # Whose it is may ask for one second look, until then.
    instant("appeal_until"),
    words("appeal_text", Data.PERSONAL, nullable=True),
    instant("appealed_at"),
    column("appeal_verdict", Choice(AppealVerdict), Data.FACT, nullable=True),
    words("appeal_reason", Data.PERSONAL, nullable=True),
    identifier("appeal_decided_by", nullable=True),
    instant("appeal_decided_at"),
    stamped("created_at"),
    belongs_to_tenant(),
    is_member("author_id"),
    is_member("decided_by"),
    is_member("appeal_decided_by"),
    # One open case for each thing: further reports join it.
    Index(
        "moderation_cases_open_key",
        "tenant_id",
        "target_type",
        "target_id",
        unique=True,
        postgresql_where=text("status = 'OPEN'"),
    ),
    Index("moderation_cases_queue_idx", "tenant_id", "status", desc("score"), "id"),
    Index("moderation_cases_past_idx", "tenant_id", "status", desc("id")),
    Index(
        "moderation_cases_appeals_idx",
        "tenant_id",
        "id",
        postgresql_where=text("appealed_at IS NOT NULL AND appeal_verdict IS NULL"),
    ),
    Index(None, "tenant_id", "author_id"),
)

reports = table(
    "reports",
    of_person("reporter_id", Erasure.EMPTY, Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("case_id"),
    identifier("reporter_id"),
    *choice("reason", ReportReason),
    words("details", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "case_id", "reporter_id"),
    same_tenant("case_id", "moderation_cases"),
    is_member("reporter_id"),
    Index(None, "tenant_id", "reporter_id"),
)

moderation_rules = table(
    "moderation_rules",
    of_school(),
    tenant_id(),
    document("rules", Data.FACT),
    identifier("updated_by"),
    stamped("updated_at"),
    belongs_to_tenant(),
    is_member("updated_by"),
)
