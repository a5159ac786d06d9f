"""Links that are mailed, and people who have not confirmed their address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "purpose IN ('CONFIRM', 'RESET')", name=op.f("one_time_tokens_purpose_check")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("one_time_tokens_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("one_time_tokens_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("one_time_tokens_user_id_purpose_idx"),
        "one_time_tokens",
        ["user_id", "purpose"],
        schema="app",
    )
    op.create_index(
        op.f("one_time_tokens_expires_at_idx"), "one_time_tokens", ["expires_at"], schema="app"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON app.one_time_tokens TO stunity_app")
    # Whoever has signed in until now did so by an address that nobody asked them to confirm. They
    # keep what they have; from now on an address counts when its owner has confirmed it.
    op.execute(
        "UPDATE app.users SET email_verified_at = created_at"
        " WHERE email_verified_at IS NULL AND password_hash IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("one_time_tokens", schema="app")
