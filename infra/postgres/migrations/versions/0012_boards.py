"""Q&A boards, questions, votes, tags and polls."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Seats for the rules of boards, which stream access asks; they arrive with the tables.
    op.execute(
        "CREATE FUNCTION app.board_is_readable(p_tenant uuid, p_user uuid, p_board uuid)"
        " RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'"
    )
    op.execute(
        "CREATE FUNCTION app.board_is_moderated_by(p_tenant uuid, p_user uuid, p_board uuid)"
        " RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'"
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION app.board_is_moderated_by(uuid, uuid, uuid)")
    op.execute("DROP FUNCTION app.board_is_readable(uuid, uuid, uuid)")
