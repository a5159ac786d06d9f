"""Who has left a class or club hears no more of what is said below their posts there."""

from __future__ import annotations

from infra.postgres.core.migrations.streams import put_before, take_out

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_POSTS = "app.post_is_readable(uuid, uuid, uuid)"
_REST = " OR (\n         NOT EXISTS (SELECT FROM app.user_blocks"
_RULE = " AND p.visibility NOT IN ('CLASS', 'CLUB')"


def upgrade() -> None:
    put_before(_POSTS, _REST, _RULE)


def downgrade() -> None:
    take_out(_POSTS, _RULE)
