"""Where pushes to people go, and the public keys of their devices."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_NOW: dict[str, Any] = {"server_default": sa.text("now()"), "nullable": False}


def upgrade() -> None:
    op.create_table(
        "device_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=True),
        sa.Column("auth", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), **_NOW),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), **_NOW),
        sa.CheckConstraint(
            "platform IN ('IOS', 'ANDROID', 'WEB')", name=op.f("device_tokens_platform_check")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("device_tokens_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("device_tokens_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("device_tokens_token_hash_key")),
        schema="app",
    )
    for column in ("user_id", "family_id"):
        op.create_index(
            op.f(f"device_tokens_{column}_idx"), "device_tokens", [column], schema="app"
        )
    op.create_table(
        "device_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("identity_key", sa.LargeBinary(), nullable=False),
        sa.Column("prekey_id", sa.Integer(), nullable=False),
        sa.Column("prekey", sa.LargeBinary(), nullable=False),
        sa.Column("prekey_signature", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), **_NOW),
        sa.Column("identity_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), **_NOW),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("device_keys_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("user_id", "device_id", name=op.f("device_keys_pkey")),
        schema="app",
    )
    for table in ("device_tokens", "device_keys"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON app.{table} TO stunity_app")


def downgrade() -> None:
    op.drop_table("device_keys", schema="app")
    op.drop_table("device_tokens", schema="app")
