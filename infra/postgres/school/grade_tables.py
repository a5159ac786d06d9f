"""Sheets of marks, their chain, what seals it, and the cards that were issued.

Legal records: nothing here is ever deleted but a cell that a teacher empties, and that is a link
in the chain of its sheet.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, Text, UniqueConstraint

from infra.postgres.core.columns import (
    belongs_to_tenant,
    binary,
    choice,
    column,
    counter,
    document,
    identifier,
    instant,
    is_member,
    key,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school
from shared.school.grades.types import CardScope, EntryState, GradeAction, SheetKind, SheetStatus
from shared.school.types import GradeBand

grading_scales = table(
    "grading_scales",
    of_school(Retention.RECORD),
    tenant_id(),
    key("band", Text(), Data.FACT),
    document("scheme", Data.FACT),
    counter("version"),
    stamped("updated_at"),
    CheckConstraint("band IN (" + ", ".join(f"'{band}'" for band in GradeBand) + ")", name="band"),
    belongs_to_tenant(),
)

grade_sheets = table(
    "grade_sheets",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    identifier("class_id"),
    identifier("subject_id"),
    identifier("term_id"),
    *choice("kind", SheetKind),
    # The month as 2026-11, or EXAM.
    words("period", Data.FACT),
    # As the offering said when the sheet was handed in; until then it follows the offering.
    number("max_score", Numeric(6, 2)),
    *choice("status", SheetStatus, default=SheetStatus.OPEN),
    instant("submitted_at"),
    identifier("submitted_by", nullable=True),
    instant("locked_at"),
    identifier("locked_by", nullable=True),
    # The head of the chain. Whoever changes the sheet holds this row.
    column("head_seq", BigInteger(), Data.FACT, default="0"),
    words("head_hash", Data.FACT, nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "class_id", "subject_id", "term_id", "period"),
    CheckConstraint("(head_seq = 0) = (head_hash IS NULL)", name="head"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    same_tenant("class_id", "classes"),
    same_tenant("subject_id", "subjects"),
    same_tenant("term_id", "terms"),
    is_member("submitted_by"),
    is_member("locked_by"),
    Index(None, "tenant_id", "academic_year_id"),
)

grade_entries = table(
    "grade_entries",
    of_school(Retention.RECORD),
    tenant_id(),
    key("sheet_id"),
    key("student_id"),
    # Again, so that a mark is there once: who moves brings theirs along.
    identifier("subject_id"),
    identifier("term_id"),
    words("period", Data.FACT),
    *choice("state", EntryState),
    number("score", Numeric(6, 2), nullable=True),
    words("remarks", Data.PERSONAL, nullable=True),
    number("version", default=1),
    identifier("entered_by"),
    stamped("updated_at"),
    UniqueConstraint(
        "tenant_id", "student_id", "subject_id", "term_id", "period", name="grade_entries_once_key"
    ),
    CheckConstraint("(state = 'SCORED') = (score IS NOT NULL)", name="score"),
    CheckConstraint("score >= 0", name="score_sign"),
    same_tenant("sheet_id", "grade_sheets"),
    same_tenant("student_id", "students"),
    is_member("entered_by"),
)

grade_history = table(
    "grade_history",
    of_school(Retention.RECORD),
    tenant_id(),
    key("sheet_id"),
    key("seq", BigInteger(), Data.FACT),
    *choice("action", GradeAction),
    identifier("student_id", nullable=True),
    words("old", Data.PERSONAL, nullable=True),
    words("new", Data.PERSONAL, nullable=True),
    words("reason", Data.PERSONAL, nullable=True),
    identifier("changed_by"),
    instant("changed_at", nullable=False),
    words("previous", Data.FACT, nullable=True),
    words("hash", Data.FACT),
    # One link follows each, and one is the first.
    UniqueConstraint("tenant_id", "sheet_id", "previous", postgresql_nulls_not_distinct=True),
    same_tenant("sheet_id", "grade_sheets"),
    same_tenant("student_id", "students"),
    is_member("changed_by"),
)

grade_seals = table(
    "grade_seals",
    of_school(Retention.RECORD),
    tenant_id(),
    key("number", BigInteger(), Data.FACT),
    instant("sealed_at", nullable=False),
    words("items", Data.FACT),
    words("previous", Data.FACT, nullable=True),
    words("hash", Data.FACT),
    words("key_id", Data.FACT),
    binary("signature", Data.FACT),
    belongs_to_tenant(),
)

grade_seal_items = table(
    "grade_seal_items",
    of_school(Retention.RECORD),
    tenant_id(),
    key("number", BigInteger(), Data.FACT),
    # A sheet with its head, or a card with its version.
    key("kind", Text(), Data.FACT),
    key("item_id"),
    column("seq", BigInteger(), Data.FACT),
    words("hash", Data.FACT),
    CheckConstraint("kind IN ('sheet', 'card')", name="kind"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "item_id"),
)

report_cards = table(
    "report_cards",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    identifier("class_id"),
    identifier("student_id"),
    *choice("scope", CardScope),
    identifier("term_id", nullable=True),
    words("period", Data.FACT),
    number("version"),
    # What is on paper, as it was issued.
    document("content", Data.PERSONAL),
    words("hash", Data.FACT),
    words("reason", Data.PERSONAL, nullable=True),
    words("code", Data.SECRET),
    identifier("issued_by"),
    stamped("issued_at"),
    UniqueConstraint(
        "tenant_id",
        "student_id",
        "academic_year_id",
        "scope",
        "term_id",
        "period",
        "version",
        name="report_cards_version_key",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint("version >= 1", name="version"),
    same_tenant("academic_year_id", "academic_years"),
    same_tenant("class_id", "classes"),
    same_tenant("student_id", "students"),
    same_tenant("term_id", "terms"),
    is_member("issued_by"),
    Index(None, "tenant_id", "class_id", "academic_year_id"),
    Index("report_cards_issued_idx", "tenant_id", "issued_at"),
)
