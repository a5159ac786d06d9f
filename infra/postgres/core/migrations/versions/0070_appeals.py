"""Second looks at decisions, and what a school tells the filter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("appeal_until", sa.DateTime(timezone=True)),
    ("appeal_text", sa.Text()),
    ("appealed_at", sa.DateTime(timezone=True)),
    ("appeal_verdict", sa.Text()),
    ("appeal_reason", sa.Text()),
    ("appeal_decided_by", sa.Uuid()),
    ("appeal_decided_at", sa.DateTime(timezone=True)),
)
_BY = "moderation_cases_tenant_id_appeal_decided_by_fkey"
_MEMBER = ["tenant_id", "user_id"]


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("moderation_cases", sa.Column(name, kind, nullable=True), schema="app")
    op.create_foreign_key(
        op.f(_BY),
        "moderation_cases",
        "memberships",
        ["tenant_id", "appeal_decided_by"],
        _MEMBER,
        source_schema="app",
        referent_schema="app",
    )
    op.create_index(
        "moderation_cases_appeals_idx",
        "moderation_cases",
        ["tenant_id", "id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("appealed_at IS NOT NULL AND appeal_verdict IS NULL"),
    )
    op.create_table(
        "moderation_rules",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("rules", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "updated_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("moderation_rules_tenant_id_updated_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("moderation_rules_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("moderation_rules_pkey")),
        schema="app",
    )
    op.execute(secure("moderation_rules", grant="SELECT, INSERT, UPDATE"))


def downgrade() -> None:
    op.drop_table("moderation_rules", schema="app")
    op.drop_index("moderation_cases_appeals_idx", table_name="moderation_cases", schema="app")
    op.drop_constraint(op.f(_BY), "moderation_cases", type_="foreignkey", schema="app")
    for name, _ in reversed(_COLUMNS):
        op.drop_column("moderation_cases", name, schema="app")
