"""The question bank, and points of attempts that teachers give by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TYPES = "'SINGLE', 'MULTIPLE', 'TRUE_FALSE', 'TEXT', 'NUMERIC', 'ORDERING', 'POLL'"


def upgrade() -> None:
    op.add_column(
        "quiz_attempts",
        sa.Column(
            "corrections",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        schema="app",
    )
    op.add_column(
        "quiz_attempts",
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.create_table(
        "quiz_corrections",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("points_before", sa.Numeric(9, 2), nullable=False),
        sa.Column("points_after", sa.Numeric(9, 2), nullable=False),
        sa.Column("points_by_hand", sa.Numeric(9, 2), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.Column(
            "corrected_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "attempt_id"],
            ["app.quiz_attempts.tenant_id", "app.quiz_attempts.id"],
            name=op.f("quiz_corrections_tenant_id_attempt_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrected_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("quiz_corrections_tenant_id_corrected_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("quiz_corrections_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "attempt_id",
            "version",
            "question_id",
            name=op.f("quiz_corrections_tenant_id_attempt_id_version_question_id_key"),
        ),
        schema="app",
    )
    op.create_table(
        "bank_questions",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("question", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_kh", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
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
        sa.CheckConstraint(f"type IN ({TYPES})", name=op.f("bank_questions_type_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("bank_questions_tenant_id_owner_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("bank_questions_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("bank_questions_pkey")),
        schema="app",
    )
    op.create_index(
        "bank_questions_owner_idx",
        "bank_questions",
        [
            "tenant_id",
            "owner_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_index(
        "bank_questions_shared_idx",
        "bank_questions",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("shared"),
    )
    op.create_index(
        "bank_questions_tags_idx",
        "bank_questions",
        ["tags"],
        unique=False,
        schema="app",
        postgresql_using="gin",
    )
    op.execute(secure("quiz_corrections", grant="SELECT, INSERT"))
    op.execute(secure("bank_questions", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_table("bank_questions", schema="app")
    op.drop_table("quiz_corrections", schema="app")
    op.drop_column("quiz_attempts", "version", schema="app")
    op.drop_column("quiz_attempts", "corrections", schema="app")
