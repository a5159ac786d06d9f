"""Row security: which tables it guards, and the one line that guards a new one."""

from __future__ import annotations

from sqlalchemy import MetaData

_WALL = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def open_tables(metadata: MetaData) -> dict[str, str]:
    """Tables that row security does not guard, each with the reason. All others must have it."""
    said = {table.name: table.info["open_because"] for table in metadata.tables.values()}
    return {
        "alembic_version": "one row for the whole database",
        **{name: reason for name, reason in said.items() if reason is not None},
    }


def secure(table: str, *, grant: str) -> str:
    """The SQL that guards a new table and lets the functions use it, for ``op.execute``.

    ``grant`` lists what the functions may do, such as ``SELECT, INSERT``. The policy binds the
    owner too, as whom the functions of the schema run.
    """
    return (
        f"ALTER TABLE app.{table} ENABLE ROW LEVEL SECURITY;"
        f" ALTER TABLE app.{table} FORCE ROW LEVEL SECURITY;"
        f" CREATE POLICY tenant_isolation ON app.{table} USING ({_WALL}) WITH CHECK ({_WALL});"
        f" GRANT {grant} ON app.{table} TO stunity_app"
    )
