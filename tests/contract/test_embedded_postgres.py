"""The embedded Postgres is a real one: durable, restartable, and nobody else's."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pg8000.native
import pytest
import sqlalchemy as sa

from infra.local import postgres_home, process
from infra.local.postgres import DataDirInUse, EmbeddedPostgres


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    # pytest's own directories are closed to the user that Postgres runs as under root.
    directory = Path(tempfile.mkdtemp(prefix="stunity-pg-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[EmbeddedPostgres]:
    """One cluster for the module, with the settings of `make run`."""
    postgres = EmbeddedPostgres(place / "cluster")
    postgres.start()
    yield postgres
    postgres.remove()


@pytest.fixture
def postgres(cluster: EmbeddedPostgres) -> EmbeddedPostgres:
    if cluster.pid is None:
        cluster.start()
    return cluster


def query(postgres: EmbeddedPostgres, statement: str, database: str = "postgres") -> Any:
    connect: Any = pg8000.native.Connection
    connection = connect(
        "postgres",
        host="127.0.0.1",
        port=postgres.port,
        password=postgres.password,
        database=database,
        ssl_context=False,
    )
    try:
        return connection.run(statement)
    finally:
        connection.close()


def test_it_is_postgres_18_with_vectors(postgres: EmbeddedPostgres) -> None:
    query(postgres, "CREATE EXTENSION IF NOT EXISTS vector")
    assert query(postgres, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == [[2.0]]
    assert int(query(postgres, "SHOW server_version_num")[0][0]) >= 180000


def test_a_run_is_durable(postgres: EmbeddedPostgres) -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert query(postgres, f"SHOW {setting}") == [["on"]]
    assert query(postgres, "SHOW max_connections") == [["400"]]
    assert query(postgres, "SHOW jit") == [["off"]]
    assert query(postgres, "SHOW listen_addresses") == [["127.0.0.1"]]


def test_its_log_names_an_error_and_not_the_statement(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(pg8000.native.DatabaseError, match="22012"):
        query(postgres, "SELECT 1 / 0 AS what_somebody_wrote")
    log = (postgres.home.directory / "postgres.log").read_text()
    assert "division by zero" in log
    assert "what_somebody_wrote" not in log


def test_a_wrong_password_is_refused(postgres: EmbeddedPostgres) -> None:
    connect: Any = pg8000.native.Connection
    with pytest.raises(pg8000.native.DatabaseError, match="28P01"):
        connect("postgres", host="127.0.0.1", port=postgres.port, password="no", ssl_context=False)


def test_sqlalchemy_connects_with_the_address(postgres: EmbeddedPostgres) -> None:
    engine = sa.create_engine(postgres.dsn(), connect_args={"ssl_context": False})
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT current_user")).scalar() == "postgres"
    engine.dispose()


def test_addresses_name_driver_database_and_role(postgres: EmbeddedPostgres) -> None:
    port = postgres.port
    assert (
        postgres.dsn("school", "app", "p@ss/word")
        == f"postgresql+pg8000://app:p%40ss%2Fword@127.0.0.1:{port}/school"
    )
    assert postgres.dsn("school", "app", "x", driver="") == (
        f"postgresql://app:x@127.0.0.1:{port}/school"
    )


def test_a_database_is_cloned_from_a_template(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("pattern")
    query(postgres, "CREATE TABLE kept AS SELECT 7 AS n", "pattern")
    postgres.create_database("clone", template="pattern")
    assert query(postgres, "SELECT n FROM kept", "clone") == [[7]]
    for name in ("pattern", "clone", "never_there"):
        postgres.drop_database(name)
    with pytest.raises(ValueError, match="plain database name"):
        postgres.create_database('x"; DROP DATABASE postgres; --')


def test_a_crash_keeps_what_was_committed_and_the_port(postgres: EmbeddedPostgres) -> None:
    query(postgres, "CREATE TABLE crash AS SELECT 1 AS n")
    port, pid = postgres.port, postgres.pid
    postgres.crash_restart()
    assert (postgres.port, postgres.pid != pid) == (port, True)
    assert query(postgres, "SELECT n FROM crash") == [[1]]
    query(postgres, "DROP TABLE crash")


def test_a_kill_leaves_nothing_that_stops_the_next_start(postgres: EmbeddedPostgres) -> None:
    query(postgres, "CREATE TABLE killed AS SELECT 1 AS n")
    postgres.kill()
    assert postgres.pid is None
    assert (postgres.home.directory / "cluster" / "postmaster.pid").exists()
    postgres.start()
    assert query(postgres, "SELECT n FROM killed") == [[1]]
    query(postgres, "DROP TABLE killed")


def test_a_busy_backend_does_not_outlive_a_kill_for_long(postgres: EmbeddedPostgres) -> None:
    """It would hold the shared memory until its query ends."""

    def work() -> None:
        with suppress(Exception):
            query(postgres, "SELECT count(*) FROM generate_series(1, 1000000000)")

    def working() -> bool:
        active = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%FROM generate%' AND pid <> "
        return bool(query(postgres, f"{active} pg_backend_pid()"))

    thread = threading.Thread(target=work)
    thread.start()
    while not working():
        pass
    postgres.kill()
    postgres.start()
    thread.join()
    assert query(postgres, "SELECT 1") == [[1]]


def test_a_stale_pid_of_a_living_stranger_is_no_obstacle(postgres: EmbeddedPostgres) -> None:
    pid_file = postgres.home.directory / "cluster" / "postmaster.pid"
    content = pid_file.read_text()
    postgres.kill()
    pid_file.write_text(content.replace(content.split("\n", 1)[0], str(os.getpid()), 1))
    postgres.start()
    assert query(postgres, "SELECT 1") == [[1]]


def control_data(postgres: EmbeddedPostgres) -> dict[str, str]:
    done = subprocess.run(  # noqa: S603 - the wheel's own binary
        [postgres.home.binaries / "pg_controldata", postgres.home.directory / "cluster"],
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = (line.partition(":") for line in done.stdout.splitlines())
    return {name: value.strip() for name, _, value in pairs}


def test_a_fast_stop_is_clean_and_the_warm_start_does_nothing_again(
    postgres: EmbeddedPostgres,
) -> None:
    """What makes the warm start quick: the cluster is not made again, nothing is recovered."""
    log = postgres.home.directory / "postgres.log"
    postgres.stop()
    stopped = control_data(postgres)
    assert stopped["Database cluster state"] == "shut down"
    before = len(log.read_bytes())
    postgres.start()
    said = log.read_bytes()[before:].decode()
    assert "database system was shut down at" in said
    assert "recovery" not in said
    cluster = "Database system identifier"
    assert control_data(postgres)[cluster] == stopped[cluster]


def test_a_live_owner_is_named(postgres: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(postgres.home.directory)
    with pytest.raises(DataDirInUse, match=f"pid {postgres.pid}"):
        second.start()
    assert query(postgres, "SELECT 1") == [[1]]


def test_it_ends_with_the_process_that_started_it(place: Path) -> None:
    """A parent that is killed leaves no server, and its data are intact."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the kernel's death signal is Linux's")
    directory = place / "orphan"
    program = (
        "import sys, pathlib; from infra.local.postgres import EmbeddedPostgres;"
        "p = EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False); p.start();"
        "print(p.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=process.PROJECT_ROOT,
        text=True,
    )
    with parent:
        assert parent.stdout
        ended = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    waitable = select.poll()
    waitable.register(ended)
    assert waitable.poll(60_000), "Postgres outlived its parent"
    os.close(ended)
    postgres = EmbeddedPostgres(directory, durable=False)
    postgres.start()
    assert query(postgres, "SHOW fsync") == [["off"]]
    postgres.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights")
def test_a_closed_directory_is_left_closed(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    told: list[str] = []
    home = postgres_home.find_home(closed / "data", tell=told.append)
    try:
        assert home.directory.is_relative_to(postgres_home.STATE_DIR)
        assert str(home.directory) in told[0]
        assert closed.stat().st_mode & 0o777 == 0o700
        assert postgres_home.find_home(closed / "data", tell=told.append) == home
    finally:
        shutil.rmtree(home.directory)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights")
def test_binaries_in_a_closed_directory_are_copied(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    wheel = postgres_home._wheel()
    for name in (wheel.name, f"{wheel.name}.libs"):
        (closed / name).symlink_to(wheel.parent / name)
    monkeypatch.setattr(postgres_home, "STATE_DIR", place / "state")
    (place / "state").mkdir(mode=0o755)
    account = postgres_home._system_account()
    told: list[str] = []
    copy = postgres_home._copied_wheel(closed / wheel.name, account, told.append)
    version = subprocess.run(  # noqa: S603 - the wheel's own binary
        [copy / "pginstall18" / "bin" / "initdb", "--version"],
        capture_output=True,
        text=True,
        check=True,
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )
    assert version.stdout.startswith("initdb (PostgreSQL) 18")
    assert len(told) == 1
