"""Imports may end the time in a class of whoever is missing from the file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.choice import allow

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_BEFORE = "'CREATE', 'CHANGE', 'SAME', 'ERROR'"


def upgrade() -> None:
    op.add_column(
        "imports",
        sa.Column("ends_absent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="app",
    )
    op.execute(allow("import_rows", "fate", f"{_BEFORE}, 'END'"))


def downgrade() -> None:
    op.execute("DELETE FROM app.import_rows WHERE fate = 'END'")
    op.execute(allow("import_rows", "fate", _BEFORE))
    op.drop_column("imports", "ends_absent", schema="app")
