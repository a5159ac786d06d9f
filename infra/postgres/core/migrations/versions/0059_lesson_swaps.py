"""Two lessons may be swapped on their days: each change names the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

_TABLE = "timetable_changes"
_KIND = "timetable_changes_kind_check"
_OTHER = "timetable_changes_tenant_id_with_entry_id_fkey"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("with_entry_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column(_TABLE, sa.Column("with_date", sa.Date(), nullable=True), schema="app")
    op.create_foreign_key(
        op.f(_OTHER),
        _TABLE,
        "timetable_entries",
        ["tenant_id", "with_entry_id"],
        ["tenant_id", "id"],
        source_schema="app",
        referent_schema="app",
    )
    _kinds("'SUBSTITUTED', 'CANCELLED', 'SWAPPED'")


def downgrade() -> None:
    op.execute("DELETE FROM app.timetable_changes WHERE kind = 'SWAPPED'")
    _kinds("'SUBSTITUTED', 'CANCELLED'")
    op.drop_constraint(op.f(_OTHER), _TABLE, schema="app")
    op.drop_column(_TABLE, "with_date", schema="app")
    op.drop_column(_TABLE, "with_entry_id", schema="app")


def _kinds(listed: str) -> None:
    op.drop_constraint(op.f(_KIND), _TABLE, schema="app")
    op.create_check_constraint(op.f(_KIND), _TABLE, f"kind IN ({listed})", schema="app")
