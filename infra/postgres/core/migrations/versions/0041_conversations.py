"""Conversations, who is in them, and what is said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("direct_key", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(type = 'DIRECT') = (direct_key IS NOT NULL)",
            name=op.f("conversations_direct_has_key_check"),
        ),
        sa.CheckConstraint(
            "(type = 'GROUP') = (name IS NOT NULL)", name=op.f("conversations_group_has_name_check")
        ),
        sa.CheckConstraint("type IN ('DIRECT', 'GROUP')", name=op.f("conversations_type_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("conversations_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("conversations_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("conversations_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "created_by",
            "client_id",
            name=op.f("conversations_tenant_id_created_by_client_id_key"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "direct_key", name=op.f("conversations_tenant_id_direct_key_key")
        ),
        schema="app",
    )
    op.create_table(
        "conversation_participants",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), server_default=sa.text("'MEMBER'"), nullable=False),
        sa.Column("from_number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("read_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unread_from", sa.Integer(), nullable=True),
        sa.Column("news_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('MEMBER', 'ADMIN')", name=op.f("conversation_participants_role_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["app.conversations.tenant_id", "app.conversations.id"],
            name=op.f("conversation_participants_tenant_id_conversation_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("conversation_participants_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "conversation_id", "user_id", name=op.f("conversation_participants_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "conversation_participants_list_idx",
        "conversation_participants",
        [
            "tenant_id",
            "user_id",
            sa.literal_column("latest_at DESC"),
            sa.literal_column("conversation_id DESC"),
        ],
        unique=False,
        schema="app",
        postgresql_where=sa.text("left_at IS NULL AND latest_at IS NOT NULL"),
    )
    op.create_index(
        "conversation_participants_unread_idx",
        "conversation_participants",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text(
            "left_at IS NULL AND (news_number > read_number OR unread_from IS NOT NULL)"
        ),
    )
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("attachments_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reply_to_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["app.conversations.tenant_id", "app.conversations.id"],
            name=op.f("messages_tenant_id_conversation_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reply_to_id"],
            ["app.messages.tenant_id", "app.messages.id"],
            name=op.f("messages_tenant_id_reply_to_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sender_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("messages_tenant_id_sender_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("messages_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "conversation_id",
            "number",
            name=op.f("messages_tenant_id_conversation_id_number_key"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "sender_id",
            "client_id",
            name=op.f("messages_tenant_id_sender_id_client_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        "messages_reply_idx",
        "messages",
        ["tenant_id", "reply_to_id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("reply_to_id IS NOT NULL"),
    )
    op.create_table(
        "message_reactions",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("emoji", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["app.messages.tenant_id", "app.messages.id"],
            name=op.f("message_reactions_tenant_id_message_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("message_reactions_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "message_id", "user_id", "emoji", name=op.f("message_reactions_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("message_reactions_tenant_id_user_id_idx"),
        "message_reactions",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "message_reminders",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["app.messages.tenant_id", "app.messages.id"],
            name=op.f("message_reminders_tenant_id_message_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("message_reminders_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "message_id", "user_id", name=op.f("message_reminders_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("message_reminders_tenant_id_remind_at_idx"),
        "message_reminders",
        ["tenant_id", "remind_at"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("message_reminders_tenant_id_user_id_idx"),
        "message_reminders",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.execute(secure("conversations", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("conversation_participants", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("messages", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("message_reactions", grant="SELECT, INSERT, DELETE"))
    op.execute(secure("message_reminders", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_table("message_reminders", schema="app")
    op.drop_table("message_reactions", schema="app")
    op.drop_table("messages", schema="app")
    op.drop_table("conversation_participants", schema="app")
    op.drop_table("conversations", schema="app")
