"""Programs that wait for somebody to let them in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "decision IN ('APPROVED', 'DENIED')", name=op.f("device_sign_ins_decision_check")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("device_sign_ins_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("device_sign_ins_pkey")),
        sa.UniqueConstraint("device_hash", name=op.f("device_sign_ins_device_hash_key")),
        sa.UniqueConstraint("code_mark", name=op.f("device_sign_ins_code_mark_key")),
        schema="app",
    )
    for column in ("user_id", "expires_at"):
        op.create_index(
            op.f(f"device_sign_ins_{column}_idx"), "device_sign_ins", [column], schema="app"
        )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON app.device_sign_ins TO stunity_app")


def downgrade() -> None:
    op.drop_table("device_sign_ins", schema="app")
