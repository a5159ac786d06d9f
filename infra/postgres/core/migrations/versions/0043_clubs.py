"""Clubs, who is in them, and posts and boards that are theirs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.streams import (
    close_channel,
    open_channel,
    put_before,
    take_out,
)
from infra.postgres.core.row_security import secure

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_NOW: dict[str, Any] = {"server_default": sa.text("now()"), "nullable": False}
_BEFORE = "'PUBLIC', 'SCHOOL', 'CLASS', 'CONNECTIONS', 'PRIVATE'"
_KINDS = "'PUBLIC', 'SCHOOL', 'CLASS', 'CLUB', 'CONNECTIONS', 'PRIVATE'"
_STREAM_RULE = "w.id IN (SELECT app.clubs_open_to(p_tenant, p_user))"
_POSTS = "app.post_is_readable(uuid, uuid, uuid)"
_POST_RULE = (
    "WHEN 'CLUB' THEN p.club_id IN (SELECT app.clubs_open_to(p_tenant, p_user))\n           "
)
_BOARDS = "app.board_is_readable(uuid, uuid, uuid)"
_BOARD_RULE = (
    "OR (b.scope_type = 'CLUB'"
    " AND b.scope_id IN (SELECT app.clubs_of(p_tenant, p_user)))\n                "
)
_FUNCTIONS = """
-- Clubs that a person is in.
CREATE FUNCTION app.clubs_of(p_tenant uuid, p_user uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT c.id
    FROM app.club_members AS m
    JOIN app.clubs AS c ON c.tenant_id = m.tenant_id AND c.id = m.club_id AND c.deleted_at IS NULL
   WHERE m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
$$;
-- Clubs in which a member of the school reads what is written.
CREATE FUNCTION app.clubs_open_to(p_tenant uuid, p_user uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT app.clubs_of(p_tenant, p_user)
   UNION
  SELECT c.id FROM app.clubs AS c
   WHERE c.tenant_id = p_tenant AND c.mode = 'PUBLIC' AND c.deleted_at IS NULL
$$;
REVOKE ALL ON FUNCTION app.clubs_of(uuid, uuid), app.clubs_open_to(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.clubs_of(uuid, uuid), app.clubs_open_to(uuid, uuid) TO stunity_app;
"""


def _membership(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        ["app.memberships.tenant_id", "app.memberships.user_id"],
        name=op.f(f"{table}_tenant_id_{column}_fkey"),
    )


def upgrade() -> None:
    op.create_table(
        "clubs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), server_default=sa.text("'PUBLIC'"), nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("members_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), **_NOW),
        sa.Column("updated_at", sa.DateTime(timezone=True), **_NOW),
        sa.CheckConstraint(
            "mode IN ('PUBLIC', 'APPROVAL_REQUIRED', 'INVITE_ONLY')", name=op.f("clubs_mode_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("clubs_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("clubs_pkey")),
        schema="app",
    )
    op.create_index(
        "clubs_list_idx",
        "clubs",
        ["tenant_id", sa.text("created_at DESC"), sa.text("id DESC")],
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "club_members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("club_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), server_default=sa.text("'MEMBER'"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACTIVE'"), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), **_NOW),
        sa.CheckConstraint(
            "role IN ('OWNER', 'INSTRUCTOR', 'MEMBER', 'OBSERVER')",
            name=op.f("club_members_role_check"),
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'PENDING', 'INVITED', 'REMOVED')",
            name=op.f("club_members_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "club_id"],
            ["app.clubs.tenant_id", "app.clubs.id"],
            name=op.f("club_members_tenant_id_club_id_fkey"),
        ),
        _membership("user_id", "club_members"),
        sa.PrimaryKeyConstraint("tenant_id", "club_id", "user_id", name=op.f("club_members_pkey")),
        schema="app",
    )
    for columns in (
        ["tenant_id", "user_id", "status"],
        ["tenant_id", "club_id", "status", "updated_at", "user_id"],
    ):
        name = op.f(f"club_members_{'_'.join(columns)}_idx")
        op.create_index(name, "club_members", columns, schema="app")
    op.execute(secure("clubs", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("club_members", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.get_bind().exec_driver_sql(_FUNCTIONS)
    _posts()
    put_before(_BOARDS, "OR app.board_is_moderated_by", _BOARD_RULE)
    open_channel("club", _STREAM_RULE)


def _posts() -> None:
    op.add_column("posts", sa.Column("club_id", sa.Uuid(), nullable=True), schema="app")
    for name, rule in (
        ("posts_visibility_check", f"visibility IN ({_KINDS})"),
        ("posts_club_is_named_check", "visibility <> 'CLUB' OR club_id IS NOT NULL"),
    ):
        op.execute(f"ALTER TABLE app.posts DROP CONSTRAINT IF EXISTS {name}")
        op.execute(f"ALTER TABLE app.posts ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID")
        op.execute(f"ALTER TABLE app.posts VALIDATE CONSTRAINT {name}")
    op.execute(
        "ALTER TABLE app.posts ADD CONSTRAINT posts_tenant_id_club_id_fkey"
        " FOREIGN KEY (tenant_id, club_id) REFERENCES app.clubs (tenant_id, id) NOT VALID"
    )
    op.execute("ALTER TABLE app.posts VALIDATE CONSTRAINT posts_tenant_id_club_id_fkey")
    op.create_index(
        "posts_club_idx",
        "posts",
        ["tenant_id", "club_id", sa.text("created_at DESC"), sa.text("id DESC")],
        schema="app",
        postgresql_where=sa.text("club_id IS NOT NULL"),
    )
    put_before(_POSTS, "ELSE false", _POST_RULE)


def downgrade() -> None:
    close_channel("club", _STREAM_RULE)
    take_out(_BOARDS, _BOARD_RULE)
    take_out(_POSTS, _POST_RULE)
    op.execute("DELETE FROM app.posts WHERE visibility = 'CLUB'")
    op.execute("ALTER TABLE app.posts DROP CONSTRAINT posts_visibility_check")
    op.execute(
        "ALTER TABLE app.posts"
        f" ADD CONSTRAINT posts_visibility_check CHECK (visibility IN ({_BEFORE}))"
    )
    op.drop_column("posts", "club_id", schema="app")
    op.execute("DROP FUNCTION app.clubs_open_to(uuid, uuid), app.clubs_of(uuid, uuid)")
    op.drop_table("club_members", schema="app")
    op.drop_table("clubs", schema="app")
