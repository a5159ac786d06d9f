"""Of which things the audit log keeps values, and of which columns: nothing else is ever copied."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Table

from infra.postgres.core.data_rules import Data, data_of


@dataclass(frozen=True, slots=True)
class Audited:
    """A kind of thing: its table, the column that names one, and the columns that are kept.

    ``module`` is below ``infra.postgres``; ``person`` is the column with whom the thing is about.
    What a person wrote among the columns is kept beside the chain, and erased with that person; it
    needs a ``person`` therefore.
    """

    module: str
    table: str
    columns: tuple[str, ...]
    key: str = "id"
    person: str | None = None


AUDITED: Mapping[str, Audited] = MappingProxyType(
    {
        "member": Audited(
            "tenants.tables", "memberships", ("role", "status"), key="user_id", person="user_id"
        ),
        "role_assignment": Audited(
            "tenants.tables",
            "role_assignments",
            ("role", "scope_type", "scope_id"),
            person="user_id",
        ),
        "invitation": Audited(
            "tenants.tables", "invitations", ("role", "expires_at", "revoked_at")
        ),
        "moderation_case": Audited(
            "moderation.tables",
            "moderation_cases",
            ("target_type", "target_id", "decision", "removed", "appealed_at", "appeal_verdict"),
        ),
        "moderation_rules": Audited(
            "moderation.tables", "moderation_rules", ("rules",), key="tenant_id"
        ),
        "claim_code": Audited(
            "tenants.tables",
            "claim_codes",
            ("type", "batch_id", "student_id", "expires_at", "revoked_at"),
        ),
        "flag": Audited("platform.flag_tables", "flag_overrides", ("enabled",), key="key"),
        "grading_scale": Audited("school.grade_tables", "grading_scales", ("version",), key="band"),
        # Whose marks were locked or corrected: what changed in them is in the chains of its sheets.
        "grade_class": Audited("school.tables", "classes", ("name",)),
        # Neither where to nor with what secret: both are secrets.
        "webhook": Audited("platform.webhook_tables", "webhooks", ("name", "events", "enabled")),
        "webhook_delivery": Audited(
            "platform.webhook_tables", "webhook_deliveries", ("webhook_id", "type")
        ),
        "pulse": Audited("school.pulse_tables", "pulse_questions", ("scale", "closes_at")),
        "announcement": Audited(
            "school.announcement_tables",
            "announcements",
            ("class_id", "priority", "requires_ack", "publish_at", "expires_at"),
        ),
        "import": Audited("school.import_tables", "imports", ("started_on", "status")),
        "academic_year": Audited(
            "school.tables",
            "academic_years",
            ("name", "start_date", "end_date", "is_current", "status"),
        ),
        "class": Audited(
            "school.tables",
            "classes",
            (
                "name",
                "academic_year_id",
                "grade_id",
                "track_id",
                "shift_id",
                "room_id",
                "homeroom_teacher_id",
                "capacity",
                "archived_at",
            ),
        ),
        "student": Audited("school.tables", "students", ("status", "date_of_birth", "version")),
        "guardian": Audited("school.tables", "guardians", ("user_id", "version")),
        "enrolment": Audited(
            "school.tables",
            "class_enrollments",
            ("class_id", "student_id", "entry_reason", "started_on", "exit_reason", "ended_on"),
        ),
        "lesson": Audited(
            "school.timetable_tables",
            "timetable_entries",
            ("class_id", "subject_id", "teacher_id", "room_id", "weekday"),
        ),
        "subject": Audited(
            "school.tables", "subjects", ("code", "coefficient", "max_score", "is_active")
        ),
        "quiz_attempt": Audited(
            "learning.tables",
            "quiz_attempts",
            ("quiz_id", "points_earned", "score", "passed", "version"),
            person="user_id",
        ),
        "tenant": Audited(
            "tenants.tables",
            "tenants",
            ("name", "status", "timezone", "locale", "plan", "settings"),
        ),
    }
)
"""Every kind; an area adds its own."""


@dataclass(frozen=True, slots=True)
class State:
    """The kept values of a thing at a moment: facts, what a person wrote, and who it is about."""

    facts: Mapping[str, Any]
    texts: Mapping[str, Any] = field(default_factory=dict)
    subject_id: Any = None


def table_of(audited: Audited) -> Table:
    """The table of a kind, looked up late: an administrative function loads no other area's."""
    module = importlib.import_module(f"infra.postgres.{audited.module}")
    found: Table = getattr(module, audited.table)
    return found


def kept_columns(audited: Audited) -> tuple[list[Column[Any]], list[Column[Any]]]:
    """The columns with facts, and those with what a person wrote.

    Raises TypeError for a column that no log may hold.
    """
    table = table_of(audited)
    columns = [table.c[name] for name in audited.columns]
    facts = [c for c in columns if data_of(c) in {Data.KEY, Data.FACT}]
    texts = [c for c in columns if data_of(c) is Data.PERSONAL]
    if len(facts) + len(texts) != len(columns) or (texts and audited.person is None):
        raise TypeError(f"the audit log may not hold all of {audited.columns} of {table.name}")
    return facts, texts
