"""How far an event has come on its way to an author's connections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spreads",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSON(), nullable=False),
        sa.Column("told_to", sa.Uuid(), nullable=True),
        sa.Column("told", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("spreads_tenant_id_author_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "author_id", "event_id", name=op.f("spreads_pkey")),
        schema="app",
    )
    op.execute(secure("spreads", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_table("spreads", schema="app")
