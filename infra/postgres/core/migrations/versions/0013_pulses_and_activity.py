"""Pulse surveys, without persons, and the activity feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.sql import run_file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(visibility = 'CLASS') = (class_id IS NOT NULL)",
            name=op.f("activities_class_goes_with_visibility_check"),
        ),
        sa.CheckConstraint(
            "visibility IN ('SCHOOL', 'CLASS')", name=op.f("activities_visibility_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "actor_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("activities_tenant_id_actor_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("activities_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("activities_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("activities_pkey")),
        schema="app",
    )
    op.create_index(
        "activities_feed_idx",
        "activities",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("activities_tenant_id_entity_type_entity_id_idx"),
        "activities",
        ["tenant_id", "entity_type", "entity_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "pulse_questions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_kh", sa.Text(), nullable=True),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "scale IN ('LIKERT_1_5', 'NPS_0_10')", name=op.f("pulse_questions_scale_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("pulse_questions_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("pulse_questions_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pulse_questions_pkey")),
        schema="app",
    )
    op.create_index(
        "pulse_questions_list_idx",
        "pulse_questions",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("pulse_questions_tenant_id_closes_at_idx"),
        "pulse_questions",
        ["tenant_id", "closes_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "pulse_urns",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column(
            "ballots", sa.ARRAY(sa.LargeBinary()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("responses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("counts", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("comments", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("waiting_counts", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "waiting_comments", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.CheckConstraint(
            "salt IS NOT NULL OR ballots = '{}'", name=op.f("pulse_urns_ballots_go_with_salt_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pulse_id"],
            ["app.pulse_questions.tenant_id", "app.pulse_questions.id"],
            name=op.f("pulse_urns_tenant_id_pulse_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "pulse_id", name=op.f("pulse_urns_pkey")),
        schema="app",
    )
    run_file("0013_pulses_and_activity.sql")


def downgrade() -> None:
    op.drop_table("pulse_urns", schema="app")
    op.drop_index("pulse_questions_list_idx", table_name="pulse_questions", schema="app")
    op.drop_index(
        op.f("pulse_questions_tenant_id_closes_at_idx"), table_name="pulse_questions", schema="app"
    )
    op.drop_table("pulse_questions", schema="app")
    op.drop_index("activities_feed_idx", table_name="activities", schema="app")
    op.drop_index(
        op.f("activities_tenant_id_entity_type_entity_id_idx"),
        table_name="activities",
        schema="app",
    )
    op.drop_table("activities", schema="app")
