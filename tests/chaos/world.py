"""A running chaos stack seen from outside: its people, its log, its processes."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from infra.local.demo.stage import demo_id
from infra.local.keys import LocalKeys
from infra.local.postgres import EmbeddedPostgres
from infra.passwords import hash_password
from infra.postgres.core.engine import create_patient_engine, keeping_plans
from shared.ids import uuid7
from shared.realtime.channels import Channel
from tests.areas.people.factories.people import act_for, make_membership, make_user
from tests.chaos.history import Logged
from tests.chaos.switches import CALM, Switches, turn
from tests.support.stack import Stack

PASSWORD = "chaos-monkey-7"
TENANT_ID = demo_id("tenant", "demo")
WORKER_KILLED = "was sent SIGKILL"
_ERROR = '"severity": "ERROR"'
_POLL_SECONDS = 0.02
_PATIENCE = 180.0
_RELAY_SETTINGS = {
    # A person here is many readers, whose relays die every few seconds.
    "RELAY_USER_CONNECTS": "100000",
    # What a change without any message costs at the most; a minute in the product.
    "RELAY_SESSION_CHECK_SECONDS": "3",
}


class World:
    """One stack with two relays, and a superuser's look into its database."""

    def __init__(self, *, relays: int = 2, settings: Mapping[str, str] | None = None) -> None:
        # Without synchronous commits a crash of Postgres would lose what was announced.
        self.stack = Stack(
            relays=relays,
            durable=True,
            module="tests.chaos.stack",
            env={**_RELAY_SETTINGS, **(settings or {})},
        )
        self.data_dir: Path = self.stack.data_dir
        self.keys = LocalKeys.load(self.data_dir / "keys.json")
        self._postgres = EmbeddedPostgres(
            self.data_dir / "postgres", self._port("postgres", "postgres"), tell=lambda _: None
        )
        self.admin: Engine = create_patient_engine(
            self._postgres.dsn("stunity"), application_name="chaos"
        )
        self.relays = self.stack.relay_urls()

    def close(self) -> None:
        """Let everything run on, then stop it; raises when something is left."""
        for name in self.stack.processes:
            self.send(name, signal.SIGCONT)
        # Nobody waits for their last words: kept-alive connections, and a checkpoint.
        self.send("gateway", signal.SIGQUIT)
        self.send("postgres", signal.SIGQUIT)
        self.stack.close()

    def environment(self) -> dict[str, str]:
        """What a function is given, for a writer of our own."""
        return {
            "DATABASE_URL": keeping_plans(
                self._postgres.dsn("stunity", "app", self.keys.database_password)
            ),
            "PUBSUB_PROJECT": "stunity-local",
            "PUBSUB_EMULATOR_HOST": f"127.0.0.1:{self._port('pubsub', 'grpc')}",
            "JWT_PUBLIC_KEYS": self.keys.public_keys,
        }

    @staticmethod
    def now() -> float:
        """The wall clock, which the database shares."""
        return time.time()

    @property
    def _own(self) -> set[str]:
        return {"gateway", *self.relay_names()}

    # Processes.

    def pid(self, name: str) -> int:
        """The present process id of a part."""
        return int(self.stack.processes[name]["pid"])

    def send(self, name: str, number: signal.Signals) -> int:
        """Send a signal to a part, by its id; one that has just ended has had its fault."""
        pid = self.pid(name)
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        return pid

    @contextmanager
    def held_down(self, name: str, number: signal.Signals = signal.SIGKILL) -> Iterator[None]:
        """Kill a part and keep it away: the supervisor, frozen meanwhile, cannot restart it."""
        supervisor = int(self._run_file()["supervisor"])
        os.kill(supervisor, signal.SIGSTOP)
        try:
            wait_ended(self.send(name, number))
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Stop a part in its tracks, sockets open, and let it go on afterwards."""
        pid = self.send(name, signal.SIGSTOP)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def switched(self, switches: Switches) -> Iterator[None]:
        """Turn the wrappers' switches, and back."""
        turn(self.data_dir, switches)
        try:
            yield
        finally:
            turn(self.data_dir, CALM)

    def wait_whole(self) -> None:
        """Return when the database, the gateway and every relay answer."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self.rows("SELECT 1")
                break
            except DBAPIError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL_SECONDS)
        self.stack.wait_ready("gateway", seconds=_PATIENCE)
        self.wait_relays()

    def wait_relays(self) -> None:
        """Return when every relay says that it is ready."""
        for name in self.relay_names():
            self.stack.wait_ready(name, seconds=_PATIENCE)

    def relay_names(self) -> list[str]:
        """The relays by name."""
        return sorted(name for name in self.stack.processes if name.startswith("relay"))

    # Logs.

    def log_marks(self) -> dict[str, int]:
        """Where the logs of our programs end now."""
        paths = {n: Path(p["log"]) for n, p in self.stack.processes.items() if n in self._own}
        return {name: path.stat().st_size for name, path in paths.items()}

    def logged_since(self, marks: Mapping[str, int], name: str) -> list[str]:
        """The lines of a program since a mark."""
        with (self.data_dir / "log" / f"{name}.log").open("rb") as log:
            log.seek(marks[name])
            return log.read().decode(errors="replace").splitlines()

    def count_logged(self, marks: Mapping[str, int], name: str, words: str) -> int:
        """How often a program said something since a mark."""
        return sum(words in line for line in self.logged_since(marks, name))

    def logged_errors(self, marks: Mapping[str, int]) -> list[str]:
        """What our programs called an error since a mark: a fault that was foreseen is none."""
        return [line for name in marks for line in self.logged_since(marks, name) if _ERROR in line]

    # The database.

    def add_people(self, count: int) -> list[tuple[UUID, str]]:
        """Students of the demo school. Their password is cheap to check: bcrypt with 16 rounds."""
        password_hash = hash_password(PASSWORD, rounds=4)
        with self.admin.begin() as connection:
            act_for(connection, TENANT_ID)
            people = [make_user(connection, password_hash=password_hash) for _ in range(count)]
            for person in people:
                make_membership(connection, tenant_id=TENANT_ID, user_id=person.id)
        return [(person.id, person.email) for person in people]

    def add_posts(self, author_id: UUID, count: int) -> list[UUID]:
        """Posts that the whole school may read, made without events."""
        now = datetime.now(UTC)
        ids = [uuid7(now) for _ in range(count)]
        statement = text(
            "INSERT INTO app.posts (tenant_id, id, author_id, content, type, visibility,"
            " created_at, updated_at) VALUES (:tenant, :id, :author, 'chaos', 'TEXT', 'SCHOOL',"
            " :now, :now)"
        )
        with self.admin.begin() as connection:
            act_for(connection, TENANT_ID)
            for post_id in ids:
                row = {"tenant": TENANT_ID, "id": post_id, "author": author_id, "now": now}
                connection.execute(statement, row)
        return ids

    def heads(self, channels: Iterable[str]) -> dict[str, int]:
        """The last position of each channel in the log."""
        by_id = {Channel.parse(name).id_in(TENANT_ID): name for name in channels}
        found = dict.fromkeys(by_id.values(), 0)
        query = "SELECT channel_id, last_seq FROM app.channel_head WHERE channel_id = ANY(:ids)"
        for row in self.rows(query, ids=list(by_id)):
            found[by_id[row.channel_id]] = row.last_seq
        return found

    def rows_after(self, starts: Mapping[str, int]) -> dict[tuple[str, int], Logged]:
        """The log of the channels after the given positions."""
        by_id = {Channel.parse(name).id_in(TENANT_ID): name for name in starts}
        rows = self.rows(
            "SELECT e.channel_id, e.seq, e.event_id, e.created_at FROM unnest("
            "CAST(:ids AS bigint[]), CAST(:seqs AS bigint[])) AS k (channel_id, seq)"
            " JOIN app.event AS e ON e.channel_id = k.channel_id AND e.seq > k.seq",
            ids=list(by_id),
            seqs=[starts[name] for name in by_id.values()],
        )
        return {
            (by_id[row.channel_id], row.seq): Logged(str(row.event_id), row.created_at.timestamp())
            for row in rows
        }

    def effects(self, keys: Iterable[str]) -> dict[str, int]:
        """How many posts and comments each key made; writers put the key into the text."""
        contents = [f"chaos {key}" for key in keys]
        rows = self.rows(
            "SELECT content, count(*) AS n FROM (SELECT content FROM app.posts WHERE content ="
            " ANY(:contents) UNION ALL SELECT content FROM app.comments WHERE content ="
            " ANY(:contents)) AS found GROUP BY content",
            contents=contents,
        )
        return {row.content.removeprefix("chaos "): row.n for row in rows}

    def outbox_count(self) -> int:
        """How many committed events are not known to be on the bus."""
        return int(self.rows("SELECT count(*) AS n FROM app.outbox")[0].n)

    def seconds_until_outbox_is_empty(self, limit: float) -> float:
        """Wait for it; returns how long it took, or raises TimeoutError."""
        began = time.monotonic()
        left: int | None = None
        while left != 0:
            try:
                left = self.outbox_count()
            except DBAPIError:
                left = None  # the database is just coming back
            if time.monotonic() - began > limit:
                raise TimeoutError(f"{left} rows are still in the outbox")
            time.sleep(_POLL_SECONDS)
        return time.monotonic() - began

    def rows(self, statement: str, **parameters: Any) -> list[Any]:
        """Ask the database as a superuser."""
        with self.admin.connect() as connection:
            return list(connection.execute(text(statement), parameters))

    def write(self, statement: str, **parameters: Any) -> None:
        """Change the database behind the product's back."""
        with self.admin.begin() as connection:
            connection.execute(text(statement), parameters)

    def _port(self, name: str, port: str) -> int:
        return int(self._run_file()["processes"][name]["ports"][port])

    def _run_file(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.data_dir / "run.json").read_text())
        return content


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in use."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the kernel always tells it")


def wait_ended(pid: int) -> None:
    """Return when a process has ended, whether or not its parent has taken note."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(_POLL_SECONDS)
    raise TimeoutError(f"process {pid} does not end")
