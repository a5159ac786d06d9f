"""Quizzes and attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_kh", sa.Text(), nullable=True),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.Column("total_points", sa.Integer(), nullable=False),
        sa.Column("time_limit", sa.Integer(), nullable=True),
        sa.Column("passing_score", sa.Integer(), nullable=True),
        sa.Column("max_attempts", sa.Integer(), nullable=True),
        sa.Column("shuffle", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "results_visibility", sa.Text(), server_default=sa.text("'IMMEDIATE'"), nullable=False
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "results_visibility IN ('IMMEDIATE', 'AFTER_CLOSE', 'SCORE_ONLY')",
            name=op.f("quizzes_results_visibility_check"),
        ),
        sa.CheckConstraint("status IN ('DRAFT', 'PUBLISHED')", name=op.f("quizzes_status_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("quizzes_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("quizzes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quizzes_pkey")),
        schema="app",
    )
    op.create_index(
        "quizzes_author_idx",
        "quizzes",
        [
            "tenant_id",
            "author_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_index(
        "quizzes_list_idx",
        "quizzes",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "quiz_attempts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quiz_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("points_earned", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (score IS NULL)"
            " AND (submitted_at IS NULL) = (points_earned IS NULL)",
            name=op.f("quiz_attempts_graded_when_submitted_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quiz_id"],
            ["app.quizzes.tenant_id", "app.quizzes.id"],
            name=op.f("quiz_attempts_tenant_id_quiz_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("quiz_attempts_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quiz_attempts_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "quiz_id",
            "user_id",
            "number",
            name=op.f("quiz_attempts_tenant_id_quiz_id_user_id_number_key"),
        ),
        schema="app",
    )
    op.create_index(
        "quiz_attempts_list_idx",
        "quiz_attempts",
        [
            "tenant_id",
            "quiz_id",
            sa.literal_column("started_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    run_file("0010_quizzes.sql")


def downgrade() -> None:
    op.drop_index("quiz_attempts_list_idx", table_name="quiz_attempts", schema="app")
    op.drop_table("quiz_attempts", schema="app")
    op.drop_index("quizzes_author_idx", table_name="quizzes", schema="app")
    op.drop_index(
        "quizzes_list_idx",
        table_name="quizzes",
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("quizzes", schema="app")
