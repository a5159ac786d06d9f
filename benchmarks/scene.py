"""The running product as a benchmark sees it: people made by SQL, tokens signed by hand.

``APP_URL``, ``RELAY_URL`` and ``DATA_DIR`` name a running local stack; without them one is started.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Engine, text

from infra.local.database import DATABASE
from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.engine import create_patient_engine
from infra.tokens import Claims, TokenSigner, parse_keys
from shared.ids import uuid7
from tests.support.stack import Stack

if TYPE_CHECKING:
    from flask.testing import FlaskClient

STREAMS = 5_000
"""Streams that the relay admits: as many as a school may hold. Cloud Run sends fewer."""
_TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class School:
    """A school with people who are all signed in; person ``n`` has session ``n``."""

    id: UUID
    people: list[UUID]
    sessions: list[UUID]


class Scene:
    """A running stack, and what a benchmark adds to it."""

    def __init__(self, app_url: str, relay_url: str, data_dir: Path) -> None:
        self.app_url = app_url
        self.relay_url = relay_url
        self._data_dir = data_dir

    @cached_property
    def processes(self) -> dict[str, Any]:
        """What the supervisor says of its children, by name."""
        content = json.loads((self._data_dir / "run.json").read_text(encoding="utf-8"))
        found: dict[str, Any] = content["processes"]
        return found

    def cpu_seconds(self, name: str) -> float:
        """Time of a core that a process of the stack has used, user and system."""
        return cpu_seconds(self.processes[name]["pid"])

    @cached_property
    def env(self) -> dict[str, str]:
        """The environment that the stack gives to functions."""
        raw = Path(f"/proc/{self.processes['gateway']['pid']}/environ").read_text(encoding="utf-8")
        return dict(pair.split("=", 1) for pair in raw.split("\0") if pair)

    @cached_property
    def admin(self) -> Engine:
        """Connects as a superuser, whom row security does not bind."""
        port = self.processes["postgres"]["ports"]["postgres"]
        server = EmbeddedPostgres(self._data_dir / "postgres", port)
        return create_patient_engine(server.dsn(DATABASE), application_name="benchmark")

    def make_school(self, people: int) -> School:
        """A school of teachers, each with a session."""
        school_id = uuid7(datetime.now(UTC))
        with self.admin.begin() as connection:
            connection.execute(text(_SCHOOL), {"school": school_id, "slug": f"bench-{school_id}"})
            rows = connection.execute(text(_PEOPLE), {"school": school_id, "people": people}).all()
        return School(school_id, [row.user_id for row in rows], [row.id for row in rows])

    @cached_property
    def _signer(self) -> TokenSigner:
        return TokenSigner(parse_keys(self.env["JWT_SIGNING_KEYS"]))

    def token(self, school: School, person: int) -> str:
        """An access token, as signing in would give it."""
        now = int(time.time())
        return self._signer.sign(
            Claims(
                user_id=school.people[person],
                tenant_id=school.id,
                session_id=school.sessions[person],
                token_version=0,
                role="TEACHER",
                token_id=uuid7(datetime.now(UTC)),
                issued_at=now,
                expires_at=now + _TOKEN_SECONDS,
                audience="api",
            )
        )

    def gateway(self) -> FlaskClient:
        """The gateway inside this process, on the stores of the stack. Logs are made and dropped.

        It is built as it is served: no collection looks at what was there before. The settings of a
        process are read once, so a process has one scene at the most.
        """
        os.environ.update(self.env)
        from infra.local.gateway import app
        from shared.telemetry.logs import LOG, JsonFormatter, Program

        dropped = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for this process's life
        handler = logging.StreamHandler(dropped)
        handler.setFormatter(JsonFormatter(Program("benchmark")))
        LOG.addHandler(handler)
        LOG.setLevel(self.env.get("LOG_LEVEL", "INFO"))
        LOG.propagate = False
        client: FlaskClient = app.test_client()
        return client


def cpu_seconds(pid: int) -> float:
    """Time of a core that a process has used, user and system."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tree_seconds(pid: int) -> float:
    """The same of a process and of all below it that still run."""
    tasks = Path(f"/proc/{pid}/task")
    children = [child for task in tasks.iterdir() for child in _words(task / "children")]
    return cpu_seconds(pid) + sum(tree_seconds(int(child)) for child in children)


def _words(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split()


@contextmanager
def running_scene() -> Iterator[Scene]:
    """A stack to measure."""
    if "APP_URL" in os.environ:
        data_dir = Path(os.environ["DATA_DIR"]).absolute()
        yield Scene(os.environ["APP_URL"], os.environ["RELAY_URL"], data_dir)
        return
    stack = Stack(env={"RELAY_INSTANCE_STREAMS": str(STREAMS)})
    try:
        yield Scene(stack.app_url, stack.relay_url, stack.data_dir)
    finally:
        stack.close()


_SCHOOL = """
    INSERT INTO app.tenants (id, slug, name) VALUES (:school, :slug, 'Benchmark')
"""
_PEOPLE = """
    WITH person AS (
        INSERT INTO app.users (id, email, email_verified_at, first_name, last_name)
        SELECT uuidv7(), gen_random_uuid() || '@bench.test', now(), 'Sok', 'Number ' || n
          FROM generate_series(1, :people) AS n
        RETURNING id
    ), member AS (
        INSERT INTO app.memberships (tenant_id, id, user_id, role, joined_at)
        SELECT CAST(:school AS uuid), uuidv7(), p.id, 'TEACHER', now() FROM person AS p
        RETURNING user_id
    )
    INSERT INTO app.auth_sessions
      (tenant_id, id, user_id, family_id, refresh_hash, expires_at, absolute_expires_at)
    SELECT CAST(:school AS uuid), uuidv7(), m.user_id, gen_random_uuid(),
           uuid_send(gen_random_uuid()), now() + interval '1 day', now() + interval '1 day'
      FROM member AS m
    RETURNING user_id, id
"""
