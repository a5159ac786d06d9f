from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from infra.local.postgres import EmbeddedPostgres
from infra.local.pubsub.launch import RunningBroker
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.event_log import delete_published, messages_for
from infra.postgres.core.records import Appended
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher
from infra.tokens import Claims
from shared.realtime.bus import BusAttributes
from shared.realtime.channels import Channel, tenant_channel, user_channel
from shared.realtime.envelope import Envelope
from shared.telemetry.signals import Signal
from tests.areas.people.factories.people import (
    act_for,
    make_member,
    make_session,
    make_tenant,
    new_id,
)
from tests.support.postgres import Database, make_database
from tests.support.pubsub import Api, start_broker
from tests.support.relay import make_claims
from tests.support.relay_process import PATIENCE, LiveStream, RelayProcess

PROJECT = "relay-tests"


@pytest.fixture(scope="session")
def relay_database(postgres: EmbeddedPostgres) -> Database:
    """A database beside the one that other tests append to, for each folder that asks for it."""
    return make_database(postgres, f"relay_{secrets.token_hex(6)}")


@pytest.fixture
def restorable(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """A database that may be given a new epoch: every relay on it notices."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = make_database(postgres, f"relay_restorable_{worker}")
    yield database
    postgres.drop_database(database.name)


@pytest.fixture(scope="session")
def writer(relay_database: Database) -> Iterator[Engine]:
    engine = create_engine_for(relay_database.app, pool_size=4, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def behind_the_scenes(relay_database: Database) -> Iterator[Engine]:
    engine = create_engine_for(relay_database.admin, pool_size=2, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def relay_broker() -> Iterator[RunningBroker]:
    running = start_broker()
    api = Api(running.host, PROJECT)
    api.create_topic()
    api.close()
    yield running
    running.kill()


@pytest.fixture(autouse=True)
def hang_up() -> Iterator[None]:
    yield
    while LiveStream.opened:
        LiveStream.opened.pop().hang_up()


@dataclass(frozen=True, slots=True)
class School:
    """A school with members, and the pen that writes its events."""

    engine: Engine
    admin: Engine
    publisher: PubSubPublisher
    id: UUID

    @property
    def channel(self) -> Channel:
        return tenant_channel(self.id)

    @property
    def channel_id(self) -> int:
        return self.channel.id_in(self.id)

    def sign_in(self) -> Claims:
        """A new member with a session."""
        with self.engine.begin() as connection:
            user = make_member(connection, tenant_id=self.id)
            session_id = make_session(connection, tenant_id=self.id, user_id=user.id)
        claims = make_claims(tenant_id=self.id, user_id=user.id, session_id=session_id)
        return replace(claims, token_version=0)

    def write(
        self,
        count: int = 1,
        *,
        channel: Channel | None = None,
        type_: str = "test:happened",
        publish: bool = True,
        data: dict[str, Any] | None = None,
        actor: UUID | None = None,
    ) -> list[Appended]:
        """Commit events in one unit and, unless told, announce them on the bus."""
        target = channel or self.channel
        with UnitOfWork(self.engine) as unit:
            unit.as_tenant(self.id)
            for _ in range(count):
                unit.emit(target, self.envelope(target, type_, data or {}, actor))
            appended = unit.commit()
        if publish:
            self.announce(appended)
        return appended

    def announce(self, appended: list[Appended]) -> None:
        """What a function does after its commit."""
        messages = [OutgoingMessage(data, names) for data, names in messages_for(appended)]
        assert all(self.publisher.publish(messages, deadline=PATIENCE))
        delete_published(self.engine, [(a.channel_id, a.seq) for a in appended])

    def change_access(self, claims: Claims, *, publish: bool = True) -> None:
        """Say that what somebody may hear has changed, as a function does with the change."""
        data = {"userId": str(claims.user_id)}
        channel = user_channel(claims.user_id)
        self.write(channel=channel, type_="access:changed", publish=publish, data=data)

    def tell(self, claims: Claims, **data: Any) -> None:
        """Announce that a stream asks for other channels, as a function does; no log keeps it."""
        channel = user_channel(claims.user_id)
        told = {"userId": str(claims.user_id), "add": [], "remove": [], **data}
        envelope = replace(self.envelope(channel, "control:channels", told), durable=False)
        attributes = BusAttributes(
            channel_id=channel.id_in(self.id),
            seq=0,
            type=envelope.type,
            tenant_id=str(self.id),
            channel=channel.name,
        )
        message = OutgoingMessage(envelope.body().encode(), attributes.encode())
        assert all(self.publisher.publish([message], deadline=PATIENCE))

    def envelope(
        self, channel: Channel, type_: str, data: dict[str, Any], actor: UUID | None = None
    ) -> Envelope:
        return Envelope(
            id=new_id(),
            type=type_,
            version=1,
            tenant_id=self.id,
            channel=channel.name,
            actor_id=actor,
            data=data,
            timestamp=int(time.time() * 1000),
        )

    def waiting(self) -> int:
        """Events of the school's channel that were not announced."""
        with self.admin.begin() as connection:
            query = text("SELECT count(*) FROM app.outbox WHERE channel_id = :id")
            found: int = connection.execute(query, {"id": self.channel_id}).scalar_one()
            return found

    def retire(self, up_to: int) -> None:
        """Let the oldest events of the school's channel go."""
        with self.admin.begin() as connection:
            connection.execute(
                text("DELETE FROM app.event WHERE channel_id = :id AND seq <= :seq"),
                {"id": self.channel_id, "seq": up_to},
            )

    def revoke(self, claims: Claims, *, say: bool, publish: bool = True) -> None:
        """End a session; ``say`` tells its streams, in the same transaction."""
        channel = user_channel(claims.user_id)
        data = {"sessionIds": [str(claims.session_id)], "reason": "logout"}
        with UnitOfWork(self.engine) as unit:
            unit.as_tenant(self.id)
            unit.execute(
                text("UPDATE app.auth_sessions SET revoked_at = now() WHERE id = :id"),
                {"id": claims.session_id},
            )
            if say:
                unit.emit(channel, self.envelope(channel, "session:revoked", data))
            appended = unit.commit()
        if publish:
            self.announce(appended)

    def suspend(self, claims: Claims) -> None:
        """Take a membership away without a word."""
        with self.engine.begin() as connection:
            act_for(connection, self.id)
            connection.execute(
                text("UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :id"),
                {"id": claims.user_id},
            )

    def close(self, *, publish: bool = True, guests: Sequence[UUID] = ()) -> None:
        """Suspend the school as its operators do, in one transaction."""
        with UnitOfWork(self.engine) as unit:
            unit.as_tenant(self.id)
            unit.execute(
                text("UPDATE app.tenants SET status = 'SUSPENDED' WHERE id = :id"), {"id": self.id}
            )
            data = {"tenantId": str(self.id)}
            unit.emit(self.channel, self.envelope(self.channel, "school:suspended", data))
            for guest in guests:
                channel = user_channel(guest)
                told = {"userId": str(guest)}
                unit.emit(channel, self.envelope(channel, "access:changed", told))
            appended = unit.commit()
        if publish:
            self.announce(appended)


@pytest.fixture
def school(
    writer: Engine,
    behind_the_scenes: Engine,
    relay_broker: RunningBroker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[School]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", relay_broker.host)
    with writer.begin() as connection:
        tenant = make_tenant(connection)
    publisher = PubSubPublisher(PROJECT, "events")
    yield School(writer, behind_the_scenes, publisher, tenant.id)
    publisher.close()


Start = Callable[..., RelayProcess]


@pytest.fixture
def start(relay_database: Database, relay_broker: RunningBroker) -> Iterator[Start]:
    """Starts relays; ``bus=False`` gives one that has only the log.

    They look at everybody once an hour: what ends sooner was ended by a message.
    """
    with ExitStack() as running:

        def start_relay(*, bus: bool = True, **environment: str) -> RelayProcess:
            given = {
                "RELAY_DATABASE_URL": relay_database.relay.replace("+pg8000", ""),
                "RELAY_SESSION_CHECK_SECONDS": "3600",
            }
            if bus:
                given["PUBSUB_PROJECT"] = PROJECT
                given["PUBSUB_EMULATOR_HOST"] = relay_broker.host
            relay = running.enter_context(RelayProcess(**{**given, **environment}))
            if bus:
                relay.wait_for(Signal.RELAY_SUBSCRIBED)
            return relay

        yield start_relay


@pytest.fixture(scope="module")
def shared_relay(relay_database: Database, relay_broker: RunningBroker) -> Iterator[RelayProcess]:
    """One relay for all tests that leave it running."""
    with RelayProcess(
        RELAY_DATABASE_URL=relay_database.relay.replace("+pg8000", ""),
        PUBSUB_PROJECT=PROJECT,
        PUBSUB_EMULATOR_HOST=relay_broker.host,
        RELAY_SESSION_CHECK_SECONDS="0.5",
    ) as relay:
        relay.wait_for(Signal.RELAY_SUBSCRIBED)
        yield relay
