"""What people report, and what moderators decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_cases",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'DECIDED')", name=op.f("moderation_cases_status_check")
        ),
        sa.CheckConstraint(
            "target_type IN ('POST', 'COMMENT', 'MESSAGE', 'USER')",
            name=op.f("moderation_cases_target_type_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("moderation_cases_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("moderation_cases_tenant_id_decided_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("moderation_cases_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("moderation_cases_pkey")),
        schema="app",
    )
    op.create_index(
        "moderation_cases_open_key",
        "moderation_cases",
        ["tenant_id", "target_type", "target_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.create_index(
        "moderation_cases_past_idx",
        "moderation_cases",
        ["tenant_id", "status", sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "moderation_cases_queue_idx",
        "moderation_cases",
        ["tenant_id", "status", sa.literal_column("score DESC"), "id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("moderation_cases_tenant_id_author_id_idx"),
        "moderation_cases",
        ["tenant_id", "author_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "reports",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "reason IN ('SPAM', 'HARASSMENT', 'INAPPROPRIATE', 'MISINFORMATION', 'VIOLENCE',"
            " 'SELF_HARM', 'OTHER')",
            name=op.f("reports_reason_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["app.moderation_cases.tenant_id", "app.moderation_cases.id"],
            name=op.f("reports_tenant_id_case_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reporter_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("reports_tenant_id_reporter_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("reports_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "reporter_id",
            name=op.f("reports_tenant_id_case_id_reporter_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("reports_tenant_id_reporter_id_idx"),
        "reports",
        ["tenant_id", "reporter_id"],
        unique=False,
        schema="app",
    )
    op.execute(secure("moderation_cases", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("reports", grant="SELECT, INSERT"))


def downgrade() -> None:
    op.drop_table("reports", schema="app")
    op.drop_table("moderation_cases", schema="app")
