"""Providers by whom people sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_providers",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "trusted_domains", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["app.tenants.id"], name=op.f("sign_in_providers_school_id_fkey")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("sign_in_providers_pkey")),
        schema="app",
    )
    op.create_table(
        "provider_identities",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("provider_identities_user_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["provider"],
            ["app.sign_in_providers.slug"],
            name=op.f("provider_identities_provider_fkey"),
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("provider_identities_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("provider_identities_user_id_idx"), "provider_identities", ["user_id"], schema="app"
    )
    # Which providers there are is for operators to say.
    op.execute("GRANT SELECT ON app.sign_in_providers TO stunity_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON app.provider_identities TO stunity_app")


def downgrade() -> None:
    op.drop_table("provider_identities", schema="app")
    op.drop_table("sign_in_providers", schema="app")
