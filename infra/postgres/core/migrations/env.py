"""How Alembic reaches the database: called by ``infra.postgres.core.migrate`` only."""

from __future__ import annotations

import re

from alembic import context
from sqlalchemy.schema import SchemaItem

from infra.postgres.core.schema import metadata

# A migration that cannot get its lock gives up and is tried again, instead of standing first in
# the queue with every request behind it.
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"

_PARTITION = re.compile(r"(event|post_views_ts|engagement_ts)_\d{8}")


def _is_ours(
    _item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: SchemaItem | None
) -> bool:
    # Partitions come and go with the days; only their parent is part of the schema.
    return not (kind == "table" and name is not None and _PARTITION.fullmatch(name))


def run() -> None:
    connection = context.config.attributes["connection"]
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS app")
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema="app",
        include_schemas=True,
        include_name=lambda name, kind, _parents: kind != "schema" or name == "app",
        include_object=_is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
