"""Declares a new epoch of the event log, after a database was restored from a backup.

Runs as a task with ``DATABASE_OWNER_URL``. Every client then reads anew what it shows, instead of
trusting positions that the restored log does not have or has given to other events.
"""

from __future__ import annotations

import os
import sys

from sqlalchemy import text

from infra.postgres.core.engine import create_patient_engine


def declare_new_epoch(owner_dsn: str) -> tuple[str, str]:
    """Begin a new epoch; returns the old one and the new one."""
    engine = create_patient_engine(owner_dsn, application_name="epoch")
    with engine.begin() as connection:
        old = connection.execute(text("SELECT app.epoch()")).scalar_one()
        new = connection.execute(text("SELECT app.new_epoch()")).scalar_one()
    return old, new


def main() -> int:
    """Declare it for the database of the environment."""
    old, new = declare_new_epoch(os.environ["DATABASE_OWNER_URL"])
    print(f"the epoch was {old} and is {new}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
