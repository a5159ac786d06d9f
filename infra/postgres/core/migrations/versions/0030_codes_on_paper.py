"""Codes on paper, with which pupils choose another password."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_BEFORE = "'CONFIRM', 'RESET'"


def _purposes(listed: str) -> None:
    """Replace the rule; checking what is there takes no lock that writers wait for."""
    op.execute("ALTER TABLE app.one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check")
    op.execute(
        "ALTER TABLE app.one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check"
        f" CHECK (purpose IN ({listed})) NOT VALID"
    )
    op.execute("ALTER TABLE app.one_time_tokens VALIDATE CONSTRAINT one_time_tokens_purpose_check")


def upgrade() -> None:
    _purposes(f"{_BEFORE}, 'PAPER'")


def downgrade() -> None:
    op.execute("DELETE FROM app.one_time_tokens WHERE purpose = 'PAPER'")
    _purposes(_BEFORE)
