"""Questions of the bank and live games refer to uploads too."""

from __future__ import annotations

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_BEFORE = (
    "'POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON', 'SUBMISSION', 'IMPORT'"
)
_PURPOSES = (("uploads", "purpose"), ("attachments", "kind"))


def upgrade() -> None:
    _purposes(f"{_BEFORE}, 'BANK_QUESTION', 'LIVE_GAME'")


def downgrade() -> None:
    op.execute("DELETE FROM app.attachments WHERE kind IN ('BANK_QUESTION', 'LIVE_GAME')")
    op.execute("UPDATE app.uploads SET purpose = 'QUIZ' WHERE purpose = 'BANK_QUESTION'")
    op.execute("UPDATE app.uploads SET purpose = 'QUIZ' WHERE purpose = 'LIVE_GAME'")
    _purposes(_BEFORE)


def _purposes(allowed: str) -> None:
    """Replace the rule; checking what is there takes no lock that writers wait for."""
    for table, column in _PURPOSES:
        name = f"{table}_{column}_check"
        op.execute(f"ALTER TABLE app.{table} DROP CONSTRAINT {name}")
        op.execute(
            f"ALTER TABLE app.{table} ADD CONSTRAINT {name}"
            f" CHECK ({column} IN ({allowed})) NOT VALID"
        )
        op.execute(f"ALTER TABLE app.{table} VALIDATE CONSTRAINT {name}")
