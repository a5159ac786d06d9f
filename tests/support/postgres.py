"""The Postgres that all workers of one test run share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from infra.local.postgres import EmbeddedPostgres
from infra.local.process import PROJECT_ROOT
from infra.postgres.core.engine import create_patient_engine, keeping_plans
from infra.postgres.core.errors import DatabaseUnavailable
from tests.support.postgres_keeper import (
    APP,
    LOG,
    OWNER,
    PASSWORD,
    READY,
    RELAY,
    TEMPLATE,
    cluster_dir,
)

_START_SECONDS = 300.0
_STOP_SECONDS = 120.0
_KEEPER_PID = "keeper.pid"
_TIMES_TO_COME_BACK = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Database:
    """Connection strings to one database, by who connects.

    ``admin`` is a superuser, whom row security does not bind: it sets the scene and looks behind
    it. ``owner`` owns the schema and is bound, as in production.
    """

    name: str
    app: str
    relay: str
    owner: str
    admin: str


def shared_server(directory: Path, run: int) -> EmbeddedPostgres:
    """The server of this run, started by whoever asks first."""
    try:
        (directory / "asked").mkdir()
    except FileExistsError:
        pass
    else:
        _start_keeper(directory, run)
    deadline = time.monotonic() + _START_SECONDS
    ready = directory / READY
    while not ready.exists():
        if time.monotonic() > deadline or not directory.exists():
            log = directory / LOG
            raise RuntimeError(f"no Postgres: {log.read_text() if log.exists() else 'no log'}")
        time.sleep(0.02)
    return EmbeddedPostgres(cluster_dir(directory), int(ready.read_text()), durable=False)


def stop_server(directory: Path) -> None:
    """End the server of this run, if there was one, and remove what it left."""
    pid_file = directory / _KEEPER_PID
    if not pid_file.exists():
        (directory / "asked").rmdir() if (directory / "asked").exists() else None
        directory.rmdir()
        return
    os.kill(int(pid_file.read_text()), signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while directory.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the test Postgres in {directory} did not stop")
        time.sleep(0.02)


def make_database(server: EmbeddedPostgres, name: str, template: str | None = TEMPLATE) -> Database:
    """A database of its own, migrated unless ``template`` is None."""
    server.create_database(name, template)
    database = Database(
        name=name,
        app=keeping_plans(server.dsn(name, APP, PASSWORD)),
        relay=server.dsn(name, RELAY, PASSWORD),
        owner=server.dsn(name, OWNER, PASSWORD),
        admin=server.dsn(name),
    )
    admin = create_patient_engine(database.admin, application_name="tests")
    with admin.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} OWNER TO {OWNER}")
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
    return database


def until_served(write: Callable[[], T]) -> T:
    """Run a unit; one that waited too long for a lock or a connection has written nothing: again.

    On a busy machine that is the last in every queue. A deadlock is no such wait.
    """
    for _ in range(_TIMES_TO_COME_BACK):
        try:
            return write()
        except DatabaseUnavailable as error:
            if error.reason not in {"lock_timeout", "pool_timeout"}:
                raise
    raise AssertionError("never served")


def _start_keeper(directory: Path, run: int) -> None:
    with (directory / LOG).open("wb") as log:
        keeper = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.support.postgres_keeper", str(directory), str(run)],
            cwd=PROJECT_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (directory / _KEEPER_PID).write_text(str(keeper.pid))
    # Nobody waits for it: it ends by itself after the run, and says so by removing its directory.
    keeper.returncode = 0
