"""People who are suggested no more, and the newest of a school by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion_dismissals",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["app.memberships.tenant_id", "app.memberships.user_id"],
                name=op.f(f"suggestion_dismissals_tenant_id_{column}_fkey"),
            )
            for column in ("user_id", "person_id")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "user_id", "person_id", name=op.f("suggestion_dismissals_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("suggestion_dismissals_tenant_id_person_id_idx"),
        "suggestion_dismissals",
        ["tenant_id", "person_id"],
        schema="app",
    )
    op.execute(secure("suggestion_dismissals", grant="SELECT, INSERT, DELETE"))
    op.create_index(
        "memberships_newest_idx",
        "memberships",
        ["tenant_id", sa.text("joined_at DESC")],
        schema="app",
    )


def downgrade() -> None:
    op.drop_index("memberships_newest_idx", "memberships", schema="app")
    op.drop_table("suggestion_dismissals", schema="app")
