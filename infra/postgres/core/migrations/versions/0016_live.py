"""Live games, their seats and answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("quiz_id", sa.Uuid(), nullable=True),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'LOBBY'"), nullable=False),
        sa.Column("revealed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("current_index", sa.SmallInteger(), nullable=True),
        sa.Column("question_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quiz_snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("question_count", sa.SmallInteger(), nullable=False),
        sa.Column("state_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("board_tag", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
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
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('LOBBY', 'ACTIVE', 'COMPLETED', 'ABANDONED')",
            name=op.f("live_sessions_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "host_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("live_sessions_tenant_id_host_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quiz_id"],
            ["app.quizzes.tenant_id", "app.quizzes.id"],
            name=op.f("live_sessions_tenant_id_quiz_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("live_sessions_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("live_sessions_pkey")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("live_sessions_tenant_id_code_key")),
        schema="app",
    )
    op.create_index(
        op.f("live_sessions_tenant_id_host_id_idx"),
        "live_sessions",
        ["tenant_id", "host_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("live_sessions_tenant_id_status_updated_at_idx"),
        "live_sessions",
        ["tenant_id", "status", "updated_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "live_participants",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("guest_id", sa.Uuid(), nullable=True),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("nickname_key", sa.Text(), nullable=False),
        sa.Column("join_seq", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("correct", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("streak", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("previous_rank", sa.Integer(), nullable=True),
        sa.Column(
            "joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(user_id, guest_id) = 1",
            name=op.f("live_participants_member_or_guest_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["app.live_sessions.tenant_id", "app.live_sessions.id"],
            name=op.f("live_participants_tenant_id_session_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("live_participants_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("live_participants_pkey")),
        sa.UniqueConstraint(
            "tenant_id", "session_id", "guest_id", name="live_participants_guest_key"
        ),
        sa.UniqueConstraint("tenant_id", "session_id", "id", name="live_participants_seat_key"),
        sa.UniqueConstraint(
            "tenant_id", "session_id", "nickname_key", name="live_participants_nickname_key"
        ),
        sa.UniqueConstraint(
            "tenant_id", "session_id", "user_id", name="live_participants_user_key"
        ),
        schema="app",
    )
    op.create_index(
        "live_participants_board_idx",
        "live_participants",
        ["tenant_id", "session_id", sa.literal_column("score DESC"), "join_seq"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "live_answers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("question_index", sa.SmallInteger(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("time_ms", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id", "participant_id"],
            [
                "app.live_participants.tenant_id",
                "app.live_participants.session_id",
                "app.live_participants.id",
            ],
            name="live_answers_seat_fkey",
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "session_id",
            "question_index",
            "participant_id",
            name=op.f("live_answers_pkey"),
        ),
        schema="app",
    )
    run_file("0016_live.sql")


def downgrade() -> None:
    run_file("0016_live_down.sql")
    op.drop_table("live_answers", schema="app")
    op.drop_index("live_participants_board_idx", table_name="live_participants", schema="app")
    op.drop_table("live_participants", schema="app")
    op.drop_index(
        op.f("live_sessions_tenant_id_status_updated_at_idx"),
        table_name="live_sessions",
        schema="app",
    )
    op.drop_index(
        op.f("live_sessions_tenant_id_host_id_idx"), table_name="live_sessions", schema="app"
    )
    op.drop_table("live_sessions", schema="app")
