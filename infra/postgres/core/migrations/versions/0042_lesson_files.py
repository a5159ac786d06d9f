"""A file beside a lesson has no address of its own: it is attached."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TABLE, _SCHEMA = "lesson_resources", "app"
_OLD = "lesson_resources_the_others_have_an_address_check"
_NEW = "lesson_resources_links_lead_somewhere_check"


def upgrade() -> None:
    op.drop_constraint(op.f(_OLD), _TABLE, schema=_SCHEMA)
    op.create_check_constraint(
        op.f(_NEW), _TABLE, "(kind IN ('LINK', 'VIDEO')) = (url IS NOT NULL)", schema=_SCHEMA
    )


def downgrade() -> None:
    op.drop_constraint(op.f(_NEW), _TABLE, schema=_SCHEMA)
    op.create_check_constraint(
        op.f(_OLD), _TABLE, "(kind = 'QUIZ') = (url IS NULL)", schema=_SCHEMA
    )
