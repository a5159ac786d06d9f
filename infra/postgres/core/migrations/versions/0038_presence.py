"""Who is there, for as long as Redis is away; and the channel on which a school hears of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.streams import close_channel, open_channel
from infra.postgres.core.row_security import secure

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_OF_THE_SCHOOL = "w.id = p_tenant"


def upgrade() -> None:
    op.create_table(
        "presences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("presences_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("presences_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("presences_tenant_id_until_idx"), "presences", ["tenant_id", "until"], schema="app"
    )
    op.execute(secure("presences", grant="SELECT, INSERT, UPDATE, DELETE"))
    open_channel("presence", _OF_THE_SCHOOL)


def downgrade() -> None:
    close_channel("presence", _OF_THE_SCHOOL)
    op.drop_table("presences", schema="app")
