"""Posts and comments are created once under the id that a device gave them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("posts", "comments"):
        op.add_column(table, sa.Column("client_id", sa.Uuid(), nullable=True), schema="app")
        op.create_unique_constraint(
            f"{table}_tenant_id_author_id_client_id_key",
            table,
            ["tenant_id", "author_id", "client_id"],
            schema="app",
        )


def downgrade() -> None:
    for table in ("posts", "comments"):
        op.drop_column(table, "client_id", schema="app")
