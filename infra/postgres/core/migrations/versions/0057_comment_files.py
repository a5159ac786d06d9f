"""Comments say how many files stand beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    none = sa.text("0")
    column = sa.Column("attachments_count", sa.Integer(), server_default=none, nullable=False)
    op.add_column("comments", column, schema="app")


def downgrade() -> None:
    op.drop_column("comments", "attachments_count", schema="app")
