"""Clubs have covers, and schools have logos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.choice import allow

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_BEFORE = (
    "'POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON', 'SUBMISSION', 'IMPORT',"
    " 'BANK_QUESTION', 'LIVE_GAME'"
)
_NEW = "'CLUB_COVER', 'SCHOOL_LOGO'"


def upgrade() -> None:
    _purposes(f"{_BEFORE}, {_NEW}")
    op.add_column("tenants", sa.Column("logo", sa.Text(), nullable=True), schema="app")


def downgrade() -> None:
    op.drop_column("tenants", "logo", schema="app")
    op.execute(
        "DELETE FROM app.attachments AS a USING app.uploads AS u"
        " WHERE u.tenant_id = a.tenant_id AND u.id = a.upload_id"
        " AND u.purpose IN ('CLUB_COVER', 'SCHOOL_LOGO')"
    )
    op.execute("DELETE FROM app.uploads WHERE purpose IN ('CLUB_COVER', 'SCHOOL_LOGO')")
    _purposes(_BEFORE)


def _purposes(allowed: str) -> None:
    op.execute(allow("uploads", "purpose", allowed))
    op.execute(allow("attachments", "kind", allowed))
