"""Bring a database to the schema of this checkout, and start a new migration.

``python -m infra.postgres.core.migrate upgrade|downgrade|current|new`` with ``DATABASE_OWNER_URL``
set to a connection string of the role that owns the schema, never of the application's role.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from infra.postgres.core.engine import create_patient_engine

_SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(dsn: str, revision: str = "head") -> None:
    """Apply the migrations up to a revision, the newest unless told."""
    with _connect(dsn) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(dsn: str, revision: str) -> None:
    """Take migrations back down to a revision; ``base`` is the empty database."""
    with _connect(dsn) as connection:
        command.downgrade(_config(connection), revision)


def current(dsn: str) -> str | None:
    """The revision the database is at."""
    with _connect(dsn) as connection:
        context = MigrationContext.configure(connection, opts={"version_table_schema": "app"})
        return context.get_current_revision()


def head() -> str:
    """The newest revision of this checkout."""
    revision = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert revision is not None
    return revision


def new_revision(dsn: str, message: str) -> Path:
    """Write the next migration from the difference between the tables and a migrated database."""
    number = f"{int(head()) + 1:04}"
    with _connect(dsn) as connection:
        script = command.revision(_config(connection), message, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def _connect(dsn: str) -> Connection:
    return create_patient_engine(dsn, application_name="migrate").connect()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m infra.postgres.core.migrate")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("upgrade").add_argument("revision", nargs="?", default="head")
    commands.add_parser("downgrade").add_argument("revision")
    commands.add_parser("new").add_argument("message")
    commands.add_parser("current")
    arguments = parser.parse_args()
    dsn = os.environ.get("DATABASE_OWNER_URL")
    if not dsn:
        parser.error("set DATABASE_OWNER_URL")
    if arguments.command == "upgrade":
        upgrade(dsn, arguments.revision)
    elif arguments.command == "downgrade":
        downgrade(dsn, arguments.revision)
    elif arguments.command == "new":
        print(new_revision(dsn, arguments.message))  # noqa: T201 - a command answers its caller
    else:
        print(current(dsn))  # noqa: T201 - a command answers its caller


if __name__ == "__main__":
    main()
