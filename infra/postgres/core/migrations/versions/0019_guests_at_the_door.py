"""Guests who were sent away, and guests who lost the device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_COLUMNS = (
    ("guest_passes", "origin", sa.LargeBinary()),
    ("guest_passes", "sent_away_at", _INSTANT),
    ("live_participants", "origin", sa.LargeBinary()),
    ("live_participants", "return_hash", sa.LargeBinary()),
    ("live_participants", "return_until", _INSTANT),
)


def upgrade() -> None:
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True), schema="app")


def downgrade() -> None:
    for table, name, _ in reversed(_COLUMNS):
        op.drop_column(table, name, schema="app")
