"""Runs the Postgres of one test run, with a migrated template database, until the run is over.

A process of its own: the server must outlive the xdist worker that asked for it first, and must
not outlive the run, however that ends. ``python -m tests.support.postgres_keeper DIRECTORY PID``
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core import migrate
from infra.postgres.core.engine import create_patient_engine

TEMPLATE = "stunity_template"
PASSWORD = "test"
OWNER, APP, RELAY = "owner", "app", "relay"
READY, LOG = "ready", "keeper.log"


def cluster_dir(directory: Path) -> Path:
    """Where the cluster of a run is."""
    return directory / "postgres"


def main() -> None:
    directory, run = Path(sys.argv[1]), int(sys.argv[2])
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which then ends us
    server = EmbeddedPostgres(cluster_dir(directory), durable=False)
    try:
        server.start()
        _make_template(server)
        _announce(directory, server.port)
        while _alive(run) and not over.wait(0.5):
            pass
    finally:
        server.remove()
        shutil.rmtree(directory)


def _make_template(server: EmbeddedPostgres) -> None:
    server.create_database(TEMPLATE)
    _run(
        server.dsn(TEMPLATE),
        # Not a superuser: what the owner of a managed database may not do fails here too.
        f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD}';"
        f"ALTER DATABASE {TEMPLATE} OWNER TO {OWNER};"
        # As the owner of a managed database may, and this one may not.
        "CREATE EXTENSION vector;",
    )
    migrate.upgrade(server.dsn(TEMPLATE, OWNER, PASSWORD))
    _run(
        server.dsn(TEMPLATE),
        f"CREATE ROLE {APP} LOGIN PASSWORD '{PASSWORD}' IN ROLE stunity_app;"
        f"CREATE ROLE {RELAY} LOGIN PASSWORD '{PASSWORD}' IN ROLE stunity_relay;",
    )


def _run(dsn: str, statements: str) -> None:
    engine = create_patient_engine(dsn, application_name="keeper")
    with engine.begin() as connection:
        connection.exec_driver_sql(statements)


def _announce(directory: Path, port: int) -> None:
    unfinished = directory / "ready.part"
    unfinished.write_text(str(port))
    unfinished.rename(directory / READY)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
