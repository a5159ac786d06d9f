"""Stored forms of texts that are compared: those of shared/text, computed anew.

Expands: the release before goes on writing rows without ``name_key``, which are found by the index
over ``lower(name)`` as before. Rows are read by school, because row security binds the owner too.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.boards.policy import terms
from shared.social.policy import topic_tags
from shared.text.same import canonical

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_PAGE = 500


def upgrade() -> None:
    op.add_column("tags", sa.Column("name_key", sa.Text(), nullable=True), schema="app")
    connection = op.get_bind()
    for (tenant_id,) in connection.execute(sa.text("SELECT id FROM app.tenants")).all():
        connection.execute(
            sa.text("SELECT set_config('app.tenant_id', :tenant_id, true)"),
            {"tenant_id": str(tenant_id)},
        )
        _name_tags(connection, tenant_id)
        _name_topics(connection, tenant_id)
        _find_questions(connection, tenant_id)
    op.create_index(
        "tags_same_name_key", "tags", ["tenant_id", "name_key"], unique=True, schema="app"
    )


def downgrade() -> None:
    op.drop_index("tags_same_name_key", table_name="tags", schema="app")
    op.drop_column("tags", "name_key", schema="app")


def _name_tags(connection: sa.Connection, tenant_id: Any) -> None:
    """The oldest of several tags that turn out to be the same has the key, the others have none."""
    query = "SELECT id, name FROM app.tags WHERE tenant_id = :tenant_id ORDER BY created_at, id"
    given: set[str] = set()
    for tag_id, name in connection.execute(sa.text(query), {"tenant_id": tenant_id}).all():
        key = canonical(name)
        if key not in given:
            given.add(key)
            connection.execute(
                sa.text("UPDATE app.tags SET name_key = :key WHERE tenant_id = :t AND id = :id"),
                {"key": key, "t": tenant_id, "id": tag_id},
            )


def _name_topics(connection: sa.Connection, tenant_id: Any) -> None:
    query = (
        "SELECT id, hashtags, topic_tags FROM app.posts"
        " WHERE tenant_id = :tenant_id AND hashtags <> '{}'"
    )
    for row in connection.execute(sa.text(query), {"tenant_id": tenant_id}).all():
        found = topic_tags(row.hashtags)
        if found != row.topic_tags:
            connection.execute(
                sa.text("UPDATE app.posts SET topic_tags = :tags WHERE tenant_id = :t AND id = :id")
                .bindparams(sa.bindparam("tags", type_=sa.ARRAY(sa.Text()))),
                {"tags": found, "t": tenant_id, "id": row.id},
            )  # fmt: skip


def _find_questions(connection: sa.Connection, tenant_id: Any) -> None:
    page = sa.text(
        "SELECT id, board_id, body FROM app.questions"
        " WHERE tenant_id = :t AND (CAST(:after AS uuid) IS NULL OR id > :after)"
        " ORDER BY id LIMIT :page"
    )
    after = None
    while rows := connection.execute(page, {"t": tenant_id, "after": after, "page": _PAGE}).all():
        after = rows[-1].id
        connection.execute(
            sa.text(
                "DELETE FROM app.question_terms WHERE tenant_id = :t AND question_id = ANY(:ids)"
            ),
            {"t": tenant_id, "ids": [row.id for row in rows]},
        )
        found = [
            {"t": tenant_id, "board": row.board_id, "question": row.id, "term": term}
            for row in rows
            for term in sorted(set(terms(row.body)))
        ]
        if found:
            connection.execute(
                sa.text(
                    "INSERT INTO app.question_terms (tenant_id, board_id, question_id, term)"
                    " VALUES (:t, :board, :question, :term)"
                ),
                found,
            )
