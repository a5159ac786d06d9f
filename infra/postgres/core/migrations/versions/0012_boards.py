"""Q&A boards, questions, votes, tags and polls; roles given for a part of a school."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), server_default=sa.text("'#3B82F6'"), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("tags_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("tags_pkey")),
        schema="app",
    )
    op.create_index(
        "tags_name_key",
        "tags",
        ["tenant_id", sa.literal_column("lower(name)")],
        unique=True,
        schema="app",
    )
    op.create_table(
        "boards",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scope_type", sa.Text(), server_default=sa.text("'TENANT'"), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("join_code", sa.Text(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("presenting_question_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("questions_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("held_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(scope_type = 'TENANT') = (scope_id IS NULL)", name=op.f("boards_scope_is_named_check")
        ),
        sa.CheckConstraint(
            "scope_type IN ('TENANT', 'COURSE', 'CLASS', 'CLUB', 'EVENT')",
            name=op.f("boards_scope_type_check"),
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'CLOSED', 'ARCHIVED')", name=op.f("boards_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("boards_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("boards_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("boards_pkey")),
        sa.UniqueConstraint("join_code", name=op.f("boards_join_code_key")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("boards_tenant_id_slug_key")),
        schema="app",
    )
    op.create_index(
        op.f("boards_tenant_id_scope_id_idx"),
        "boards",
        ["tenant_id", "scope_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "board_polls",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("options", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("multiple", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('CHOICE', 'RATING', 'WORDCLOUD')", name=op.f("board_polls_kind_check")
        ),
        sa.CheckConstraint("status IN ('OPEN', 'CLOSED')", name=op.f("board_polls_status_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "board_id"],
            ["app.boards.tenant_id", "app.boards.id"],
            name=op.f("board_polls_tenant_id_board_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("board_polls_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("board_polls_tenant_id_board_id_opened_at_idx"),
        "board_polls",
        ["tenant_id", "board_id", "opened_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "questions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=True),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("upvotes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("response_text", sa.Text(), nullable=True),
        sa.Column("responded_by", sa.Uuid(), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pinned_by", sa.Uuid(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_frozen", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column(
            "moderation",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'ANSWERED', 'UNDER_REVIEW', 'REJECTED', 'MERGED')",
            name=op.f("questions_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("questions_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "board_id"],
            ["app.boards.tenant_id", "app.boards.id"],
            name=op.f("questions_tenant_id_board_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "frozen_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("questions_tenant_id_frozen_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merged_into"],
            ["app.questions.tenant_id", "app.questions.id"],
            name=op.f("questions_tenant_id_merged_into_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pinned_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("questions_tenant_id_pinned_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "responded_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("questions_tenant_id_responded_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reviewed_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("questions_tenant_id_reviewed_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("questions_pkey")),
        schema="app",
    )
    op.create_index(
        "questions_merged_idx",
        "questions",
        ["tenant_id", "merged_into"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        "questions_new_idx",
        "questions",
        ["tenant_id", "board_id", sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "questions_top_idx",
        "questions",
        [
            "tenant_id",
            "board_id",
            sa.literal_column("is_pinned DESC"),
            sa.literal_column("upvotes DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
        postgresql_where=sa.text("status IN ('OPEN', 'ANSWERED')"),
    )
    op.create_index(
        "questions_waiting_idx",
        "questions",
        ["tenant_id", "board_id", sa.literal_column("id DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("status = 'UNDER_REVIEW'"),
    )
    op.create_table(
        "board_poll_votes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("answer", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "poll_id"],
            ["app.board_polls.tenant_id", "app.board_polls.id"],
            name=op.f("board_poll_votes_tenant_id_poll_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "poll_id", "voter_key", name=op.f("board_poll_votes_pkey")
        ),
        schema="app",
    )
    op.create_table(
        "question_tags",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["app.questions.tenant_id", "app.questions.id"],
            name=op.f("question_tags_tenant_id_question_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tag_id"],
            ["app.tags.tenant_id", "app.tags.id"],
            name=op.f("question_tags_tenant_id_tag_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "question_id", "tag_id", name=op.f("question_tags_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("question_tags_tenant_id_tag_id_idx"),
        "question_tags",
        ["tenant_id", "tag_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "question_terms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["app.questions.tenant_id", "app.questions.id"],
            name=op.f("question_terms_tenant_id_question_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "board_id", "term", "question_id", name=op.f("question_terms_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("question_terms_tenant_id_question_id_idx"),
        "question_terms",
        ["tenant_id", "question_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "question_upvotes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["app.questions.tenant_id", "app.questions.id"],
            name=op.f("question_upvotes_tenant_id_question_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "question_id", "voter_key", name=op.f("question_upvotes_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("question_upvotes_tenant_id_board_id_voter_key_idx"),
        "question_upvotes",
        ["tenant_id", "board_id", "voter_key"],
        unique=False,
        schema="app",
    )
    run_file("0012_boards.sql")


def downgrade() -> None:
    run_file("0012_boards_down.sql")
    op.drop_index(
        op.f("question_upvotes_tenant_id_board_id_voter_key_idx"),
        table_name="question_upvotes",
        schema="app",
    )
    op.drop_table("question_upvotes", schema="app")
    op.drop_index(
        op.f("question_terms_tenant_id_question_id_idx"), table_name="question_terms", schema="app"
    )
    op.drop_table("question_terms", schema="app")
    op.drop_index(
        op.f("question_tags_tenant_id_tag_id_idx"), table_name="question_tags", schema="app"
    )
    op.drop_table("question_tags", schema="app")
    op.drop_table("board_poll_votes", schema="app")
    op.drop_index(
        "questions_waiting_idx",
        table_name="questions",
        schema="app",
        postgresql_where=sa.text("status = 'UNDER_REVIEW'"),
    )
    op.drop_index(
        "questions_top_idx",
        table_name="questions",
        schema="app",
        postgresql_where=sa.text("status IN ('OPEN', 'ANSWERED')"),
    )
    op.drop_index("questions_new_idx", table_name="questions", schema="app")
    op.drop_index(
        "questions_merged_idx",
        table_name="questions",
        schema="app",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.drop_table("questions", schema="app")
    op.drop_index(
        op.f("board_polls_tenant_id_board_id_opened_at_idx"), table_name="board_polls", schema="app"
    )
    op.drop_table("board_polls", schema="app")
    op.drop_index(op.f("boards_tenant_id_scope_id_idx"), table_name="boards", schema="app")
    op.drop_table("boards", schema="app")
    op.drop_index("tags_name_key", table_name="tags", schema="app")
    op.drop_table("tags", schema="app")
