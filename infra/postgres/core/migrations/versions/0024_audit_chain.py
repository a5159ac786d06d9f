"""The audit log is chained, school by school; what stands in it already is chained first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file
from infra.postgres.core.row_security import secure

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COLUMNS = (
    sa.Column("seq", sa.BigInteger(), nullable=True),
    sa.Column("subject_id", sa.Uuid(), nullable=True),
    sa.Column("texts", postgresql.JSONB(), nullable=True),
    sa.Column("actor_salt", sa.LargeBinary(), nullable=True),
    sa.Column("actor_digest", sa.LargeBinary(), nullable=True),
    sa.Column("texts_salt", sa.LargeBinary(), nullable=True),
    sa.Column("texts_digest", sa.LargeBinary(), nullable=True),
    sa.Column("previous_link", sa.LargeBinary(), nullable=True),
    sa.Column("link", sa.LargeBinary(), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("verified_seq", sa.BigInteger(), nullable=True),
        sa.Column("verified_link", sa.LargeBinary(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("audit_heads_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("audit_heads_pkey")),
        schema="app",
    )
    op.execute(secure("audit_heads", grant="SELECT"))
    for column in _COLUMNS:
        op.add_column("audit_logs", column, schema="app")
    op.create_foreign_key(
        op.f("audit_logs_subject_id_fkey"),
        "audit_logs",
        "users",
        ["subject_id"],
        ["id"],
        source_schema="app",
        referent_schema="app",
    )
    run_file("0024_audit_chain.sql")
    _chain_what_is_there()
    op.execute(
        "CREATE TRIGGER audit_kept BEFORE UPDATE ON app.audit_logs"
        " FOR EACH ROW EXECUTE FUNCTION app.keep_audit()"
    )
    op.create_index(
        "audit_logs_seq_key", "audit_logs", ["tenant_id", "seq"], unique=True, schema="app"
    )
    op.create_index(
        op.f("audit_logs_tenant_id_subject_id_idx"),
        "audit_logs",
        ["tenant_id", "subject_id"],
        schema="app",
    )


def downgrade() -> None:
    run_file("0024_audit_chain_down.sql")
    op.drop_index("audit_logs_seq_key", table_name="audit_logs", schema="app")
    for column in reversed(_COLUMNS):
        op.drop_column("audit_logs", column.name, schema="app")
    op.drop_table("audit_heads", schema="app")


def _chain_what_is_there() -> None:
    """Put the rows of each school in again, in their order: the trigger chains what comes."""
    connection = op.get_bind()
    for (tenant_id,) in connection.execute(sa.text("SELECT id FROM app.tenants")).all():
        connection.execute(
            sa.text("SELECT set_config('app.tenant_id', :tenant_id, true)"),
            {"tenant_id": str(tenant_id)},
        )
        connection.execute(
            sa.text(
                "CREATE TEMP TABLE taken AS"
                " SELECT * FROM app.audit_logs WHERE tenant_id = :tenant_id"
            ),
            {"tenant_id": tenant_id},
        )
        connection.execute(
            sa.text("DELETE FROM app.audit_logs WHERE tenant_id = :tenant_id"),
            {"tenant_id": tenant_id},
        )
        connection.execute(
            sa.text("INSERT INTO app.audit_logs SELECT * FROM taken ORDER BY created_at, id")
        )
        connection.execute(sa.text("DROP TABLE taken"))
