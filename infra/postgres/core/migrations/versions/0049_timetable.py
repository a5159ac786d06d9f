"""The timetable: no class, teacher or room is in two places at once, whoever writes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


_TABLES = {
    "lesson_periods": "SELECT, INSERT, UPDATE, DELETE",
    "timetable_entries": "SELECT, INSERT, UPDATE, DELETE",
    "timetable_changes": "SELECT, INSERT, UPDATE, DELETE",
    "timetable_publications": "SELECT, INSERT",
}
# Equality and overlap in one index, without an extension: an id is a range of itself alone.
_EXCLUSION = """
    ALTER TABLE app.timetable_entries
    ADD CONSTRAINT timetable_entries_{who}_once EXCLUDE USING gist (
      app.uuid_range(tenant_id, tenant_id, '[]') WITH &&,
      app.uuid_range({who}_id, {who}_id, '[]') WITH &&,
      int4range(week_start, week_end) WITH &&,
      daterange(effective_from, effective_to, '[]') WITH &&
    ) WHERE ({who}_id IS NOT NULL)
"""


def upgrade() -> None:
    op.create_table(
        "lesson_periods",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("lesson_periods_order_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("lesson_periods_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("lesson_periods_pkey")),
        schema="app",
    )
    op.create_table(
        "timetable_publications",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "snapshot", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("timetable_publications_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "published_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("timetable_publications_tenant_id_published_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("timetable_publications_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("timetable_publications_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "academic_year_id",
            "version",
            name=op.f("timetable_publications_tenant_id_academic_year_id_version_key"),
        ),
        schema="app",
    )
    op.create_table(
        "timetable_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("week_start", sa.Integer(), nullable=False),
        sa.Column("week_end", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "effective_from <= effective_to", name=op.f("timetable_entries_days_check")
        ),
        sa.CheckConstraint("week_start < week_end", name=op.f("timetable_entries_minutes_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("timetable_entries_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("timetable_entries_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "period_id"],
            ["app.lesson_periods.tenant_id", "app.lesson_periods.id"],
            name=op.f("timetable_entries_tenant_id_period_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "room_id"],
            ["app.rooms.tenant_id", "app.rooms.id"],
            name=op.f("timetable_entries_tenant_id_room_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["app.subjects.tenant_id", "app.subjects.id"],
            name=op.f("timetable_entries_tenant_id_subject_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "teacher_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("timetable_entries_tenant_id_teacher_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("timetable_entries_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("timetable_entries_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("timetable_entries_tenant_id_class_id_effective_to_idx"),
        "timetable_entries",
        ["tenant_id", "class_id", "effective_to"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("timetable_entries_tenant_id_teacher_id_idx"),
        "timetable_entries",
        ["tenant_id", "teacher_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "timetable_changes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('SUBSTITUTED', 'CANCELLED')", name=op.f("timetable_changes_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["app.timetable_entries.tenant_id", "app.timetable_entries.id"],
            name=op.f("timetable_changes_tenant_id_entry_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("timetable_changes_tenant_id_made_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "teacher_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("timetable_changes_tenant_id_teacher_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("timetable_changes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("timetable_changes_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "entry_id",
            "date",
            name=op.f("timetable_changes_tenant_id_entry_id_date_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("timetable_changes_tenant_id_date_idx"),
        "timetable_changes",
        ["tenant_id", "date"],
        unique=False,
        schema="app",
    )

    op.execute("CREATE TYPE app.uuid_range AS RANGE (subtype = uuid)")
    for who in ("class", "teacher", "room"):
        op.execute(_EXCLUSION.format(who=who))
    for table, grant in _TABLES.items():
        op.execute(secure(table, grant=grant))


def downgrade() -> None:
    op.drop_index(
        op.f("timetable_changes_tenant_id_date_idx"), table_name="timetable_changes", schema="app"
    )
    op.drop_table("timetable_changes", schema="app")
    op.drop_index(
        op.f("timetable_entries_tenant_id_teacher_id_idx"),
        table_name="timetable_entries",
        schema="app",
    )
    op.drop_index(
        op.f("timetable_entries_tenant_id_class_id_effective_to_idx"),
        table_name="timetable_entries",
        schema="app",
    )
    op.drop_table("timetable_entries", schema="app")
    op.drop_table("timetable_publications", schema="app")
    op.drop_table("lesson_periods", schema="app")
    op.execute("DROP TYPE app.uuid_range")
