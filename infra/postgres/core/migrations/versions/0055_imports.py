"""Imports of class lists and rosters, with the plan of every row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.choice import allow
from infra.postgres.core.row_security import secure

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_BEFORE = "'POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON', 'SUBMISSION'"


def upgrade() -> None:
    _purposes(f"{_BEFORE}, 'IMPORT'")
    op.create_table(
        "imports",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("day_order", sa.Text(), nullable=True),
        sa.Column("creates_classes", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PLANNING'"), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column(
            "ignored_columns",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("plan_hash", sa.Text(), nullable=True),
        sa.Column("step", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('PUPILS', 'ONEROSTER')", name=op.f("imports_kind_check")),
        sa.CheckConstraint(
            "status IN ('PLANNING', 'PLANNED', 'APPLYING', 'DONE', 'FAILED', 'CANCELLED')",
            name=op.f("imports_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("imports_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("imports_tenant_id_year_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("imports_pkey")),
        schema="app",
    )
    op.create_index(
        "imports_list_idx",
        "imports",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "import_rows",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "fate IN ('CREATE', 'CHANGE', 'SAME', 'ERROR')", name=op.f("import_rows_fate_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["app.imports.tenant_id", "app.imports.id"],
            name=op.f("import_rows_tenant_id_import_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "import_id", "number", name=op.f("import_rows_pkey")),
        schema="app",
    )
    op.create_index(
        "import_rows_open_idx",
        "import_rows",
        ["tenant_id", "import_id", "number"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.execute(secure("imports", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("import_rows", grant="SELECT, INSERT, UPDATE"))


def downgrade() -> None:
    op.drop_table("import_rows", schema="app")
    op.drop_table("imports", schema="app")
    op.execute("DELETE FROM app.attachments WHERE kind = 'IMPORT'")
    op.execute("DELETE FROM app.uploads WHERE purpose = 'IMPORT'")
    _purposes(_BEFORE)


def _purposes(allowed: str) -> None:
    op.execute(allow("uploads", "purpose", allowed))
    op.execute(allow("attachments", "kind", allowed))
