from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.records import Appended
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.realtime.channels import Channel
from tests.areas.people.factories.people import (
    Tenant,
    User,
    make_member,
    make_session,
    make_tenant,
    new_id,
)
from tests.areas.realtime.factories.events import make_envelope
from tests.support.postgres import Database, make_database

Scratch = Callable[..., Database]


@dataclass(frozen=True, slots=True)
class School:
    """A school with one signed-in teacher."""

    tenant: Tenant
    teacher: User
    session_id: UUID

    @property
    def id(self) -> UUID:
        return self.tenant.id


@pytest.fixture
def make_school(engine: Engine) -> Callable[[], School]:
    def make() -> School:
        with engine.begin() as connection:
            tenant = make_tenant(connection)
            teacher = make_member(connection, tenant_id=tenant.id, role="TEACHER")
            session_id = make_session(connection, tenant_id=tenant.id, user_id=teacher.id)
        return School(tenant, teacher, session_id)

    return make


@pytest.fixture
def school(make_school: Callable[[], School]) -> School:
    return make_school()


@dataclass(frozen=True, slots=True)
class Log:
    """The event log of one school, seen from behind row security."""

    engine: Engine
    admin: Engine
    tenant_id: UUID

    def channel(self) -> Channel:
        return Channel("post", str(new_id()))

    def append(self, *channels: Channel, **data: object) -> list[Appended]:
        """One unit that announces one event on each of the channels."""
        with UnitOfWork(self.engine) as unit:
            unit.as_tenant(self.tenant_id)
            for channel in channels:
                unit.emit(
                    channel, make_envelope(tenant_id=self.tenant_id, channel=channel, data=data)
                )
            return unit.commit()

    def seqs(self, channel: Channel) -> list[int]:
        """The numbers that the channel has events for."""
        query = text("SELECT seq FROM app.event WHERE channel_id = :id ORDER BY seq")
        with self.admin.begin() as connection:
            found = connection.execute(query, {"id": channel.id_in(self.tenant_id)})
            return list(found.scalars())

    def head(self, channel: Channel) -> int | None:
        """The last number the channel has given."""
        query = text("SELECT last_seq FROM app.channel_head WHERE channel_id = :id")
        with self.admin.begin() as connection:
            return connection.execute(query, {"id": channel.id_in(self.tenant_id)}).scalar()

    def waiting(self) -> list[tuple[int, int]]:
        """Rows of the school in the outbox."""
        query = text(
            "SELECT o.channel_id, o.seq FROM app.outbox AS o"
            " JOIN app.channel_head USING (channel_id) WHERE tenant_id = :tenant ORDER BY 1, 2"
        )
        with self.admin.begin() as connection:
            rows = connection.execute(query, {"tenant": self.tenant_id}).all()
        return [(row.channel_id, row.seq) for row in rows]


@pytest.fixture
def log(engine: Engine, admin_engine: Engine, school: School) -> Log:
    return Log(engine, admin_engine, school.id)


@pytest.fixture(scope="module")
def scratch(postgres: EmbeddedPostgres) -> Iterator[Scratch]:
    """Gives databases that the tests of a module may spoil: one for each name."""
    made: dict[str, Database] = {}

    def make(name: str, **options: Any) -> Database:
        if name not in made:
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            made[name] = make_database(postgres, f"{name}_{worker}", **options)
        return made[name]

    yield make
    for database in made.values():
        postgres.drop_database(database.name)
