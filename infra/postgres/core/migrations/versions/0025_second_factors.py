"""Authenticator apps, recovery codes and passkeys."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLES = ("authenticators", "recovery_codes", "passkeys", "spent_tickets", "session_proofs")


def _stamped(name: str) -> sa.Column[datetime]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["app.users.id"], name=op.f(f"{table}_user_id_fkey")
    )


def upgrade() -> None:
    op.create_table(
        "authenticators",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        _stamped("created_at"),
        _of_user("authenticators"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("authenticators_pkey")),
        schema="app",
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _stamped("created_at"),
        _of_user("recovery_codes"),
        sa.PrimaryKeyConstraint("user_id", "code_mark", name=op.f("recovery_codes_pkey")),
        schema="app",
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "transports", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("backed_up", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        _stamped("created_at"),
        _of_user("passkeys"),
        sa.PrimaryKeyConstraint("id", name=op.f("passkeys_pkey")),
        sa.UniqueConstraint("credential_id", name=op.f("passkeys_credential_id_key")),
        schema="app",
    )
    op.create_index(op.f("passkeys_user_id_idx"), "passkeys", ["user_id"], schema="app")
    op.create_table(
        "spent_tickets",
        sa.Column("ticket_id", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("spent_tickets_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("spent_tickets_expires_at_idx"), "spent_tickets", ["expires_at"], schema="app"
    )
    op.create_table(
        "session_proofs",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        _of_user("session_proofs"),
        sa.PrimaryKeyConstraint("family_id", name=op.f("session_proofs_pkey")),
        schema="app",
    )
    for column in ("proven_at", "user_id"):
        op.create_index(
            op.f(f"session_proofs_{column}_idx"), "session_proofs", [column], schema="app"
        )
    for table in _TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON app.{table} TO stunity_app")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table, schema="app")
