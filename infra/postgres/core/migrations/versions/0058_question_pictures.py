"""Questions of the bank and live games refer to uploads too."""

from __future__ import annotations

from alembic import op

from infra.postgres.core.choice import allow

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_BEFORE = (
    "'POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON', 'SUBMISSION', 'IMPORT'"
)


def upgrade() -> None:
    _purposes(f"{_BEFORE}, 'BANK_QUESTION', 'LIVE_GAME'")


def downgrade() -> None:
    op.execute("DELETE FROM app.attachments WHERE kind IN ('BANK_QUESTION', 'LIVE_GAME')")
    op.execute("UPDATE app.uploads SET purpose = 'QUIZ' WHERE purpose = 'BANK_QUESTION'")
    op.execute("UPDATE app.uploads SET purpose = 'QUIZ' WHERE purpose = 'LIVE_GAME'")
    _purposes(_BEFORE)


def _purposes(allowed: str) -> None:
    op.execute(allow("uploads", "purpose", allowed))
    op.execute(allow("attachments", "kind", allowed))
