"""Imports with their rows: planned first, then applied in steps."""

from __future__ import annotations

from sqlalchemy import Date, Index, Integer, desc, text

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    choice,
    column,
    counter,
    document,
    flag,
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
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school
from shared.school.imports.types import (
    DayOrder,
    Fate,
    FileProblem,
    ImportKind,
    ImportStatus,
    RowOutcome,
)

imports = table(
    "imports",
    # What the school did with its records: it stays when who did it goes.
    of_person("created_by", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("created_by"),
    identifier("upload_id"),
    *choice("kind", ImportKind),
    words("name", Data.PERSONAL),
    identifier("year_id"),
    column("started_on", Date(), Data.FACT),
    column("day_order", Choice(DayOrder), Data.FACT, nullable=True),
    flag("creates_classes"),
    # Whether the time in a class of whoever is missing from the file is ended.
    flag("ends_absent"),
    *choice("status", ImportStatus, default=ImportStatus.PLANNING),
    column("problem", Choice(FileProblem), Data.FACT, nullable=True),
    lines("ignored_columns", Data.FACT),
    # Of the plans of the rows, which are exported themselves.
    words("plan_hash", Data.DERIVED, nullable=True),
    # How many steps were begun: a step that is delivered twice is done once.
    counter("step"),
    stamped("created_at"),
    instant("finished_at"),
    is_member("created_by"),
    same_tenant("year_id", "academic_years"),
    Index("imports_list_idx", "tenant_id", desc("created_at"), desc("id")),
)

import_rows = table(
    "import_rows",
    # They repeat what is in the records by then.
    of_school(Retention.EXPIRES),
    tenant_id(),
    key("import_id"),
    # The number of the row in the file.
    key("number", Integer(), Data.FACT),
    # What the file says, of whom the records speak once it is applied.
    document("said", Data.PERSONAL),
    *choice("fate", Fate),
    identifier("student_id", nullable=True),
    document("plan", Data.PERSONAL),
    column("outcome", Choice(RowOutcome), Data.FACT, nullable=True),
    stamped("created_at"),
    same_tenant("import_id", "imports"),
    Index(
        "import_rows_open_idx",
        "tenant_id",
        "import_id",
        "number",
        postgresql_where=text("outcome IS NULL"),
    ),
)
