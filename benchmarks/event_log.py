"""What the event log adds to a write: ``python -m benchmarks.event_log [--rounds N] [--fsync]``.

Four ways to store one post, each a transaction through pg8000 against an embedded Postgres, taken
in turns so that the machine's moods hit all alike. Without --fsync the figures are the cost of the
work alone; with it, the disk adds the same to each commit:

- business only: the post and nothing else, the floor;
- naive log: the post, and its event in a table numbered by bigserial, which loses events;
- event log: the post, and its event appended under the head of its channel;
- event log + publish: the same, and the row of the outbox deleted after the commit.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, insert, text

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core import migrate
from infra.postgres.core.engine import create_engine_for, create_patient_engine
from infra.postgres.core.event_log import delete_published
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import users
from infra.postgres.social.tables import posts
from infra.postgres.tenants.tables import memberships, tenants
from shared.ids import uuid7
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope

CHANNELS = 1000
BLOCK = 20
_NAIVE = text(
    "INSERT INTO public.naive_log (channel_id, event_id, payload)"
    " VALUES (:channel, :id, CAST(:body AS json))"
)
_SCENE = (
    "CREATE TABLE public.naive_log (id bigserial PRIMARY KEY, channel_id bigint NOT NULL,"
    " event_id uuid NOT NULL, payload json NOT NULL, created_at timestamptz DEFAULT now());"
    "CREATE INDEX ON public.naive_log (channel_id, id);"
    "GRANT ALL ON public.naive_log, public.naive_log_id_seq TO stunity_app;"
    "CREATE ROLE app LOGIN PASSWORD 'bench' IN ROLE stunity_app"
)


def new_id() -> UUID:
    return uuid7(datetime.now(UTC))


class Writer:
    """Stores posts of one author in one school."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tenant_id, self.author_id = new_id(), new_id()
        self.channels = [Channel("post", str(new_id())) for _ in range(CHANNELS)]
        self.written = 0
        with UnitOfWork(engine) as unit:
            unit.as_tenant(self.tenant_id)
            unit.execute(insert(tenants).values(id=self.tenant_id, slug="bench", name="Bench"))
            unit.execute(
                insert(users).values(
                    id=self.author_id, email="a@bench.test", first_name="A", last_name="B"
                )
            )
            unit.execute(
                insert(memberships).values(
                    tenant_id=self.tenant_id, id=new_id(), user_id=self.author_id, role="TEACHER"
                )
            )
            unit.commit()

    def business_only(self) -> None:
        """The floor."""
        with self._post() as unit:
            unit.commit()

    def naive_log(self) -> None:
        """A log that loses events."""
        channel, envelope = self._event()
        with self._post() as unit:
            unit.execute(
                _NAIVE,
                {
                    "channel": channel.id_in(self.tenant_id),
                    "id": envelope.id,
                    "body": envelope.body(),
                },
            )
            unit.commit()

    def event_log(self) -> None:
        """Ours, the row left for the sweeper."""
        channel, envelope = self._event()
        with self._post() as unit:
            unit.emit(channel, envelope)
            unit.commit()

    def event_log_and_publish(self) -> None:
        """Ours, as a function does it when the bus is well."""
        channel, envelope = self._event()
        with self._post() as unit:
            unit.emit(channel, envelope)
            appended = unit.commit()
        delete_published(self.engine, [(item.channel_id, item.seq) for item in appended])

    def _post(self) -> UnitOfWork:
        unit = UnitOfWork(self.engine)
        unit.as_tenant(self.tenant_id)
        unit.execute(
            insert(posts).values(
                tenant_id=self.tenant_id, id=new_id(), author_id=self.author_id, content="Hello"
            )
        )
        return unit

    def _event(self) -> tuple[Channel, Envelope]:
        self.written += 1
        channel = self.channels[self.written % CHANNELS]
        return channel, Envelope(
            id=new_id(),
            type="post:created",
            version=1,
            tenant_id=self.tenant_id,
            channel=channel.name,
            actor_id=self.author_id,
            data={"postId": str(new_id()), "preview": "Hello " * 20},
            timestamp=1_700_000_000_000,
        )


def measure(ways: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each call; ways take turns in blocks, and each round begins elsewhere."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds + 1):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            for _ in range(BLOCK):
                began = time.perf_counter()
                ways[name]()
                if number:  # the first round warms up
                    taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def report(taken: dict[str, list[float]]) -> None:
    floor = statistics.median(taken["business only"])
    naive = statistics.median(taken["naive log"])
    print(f"{'':24}{'p50 ms':>8}{'p99 ms':>8}{'vs business':>13}{'vs naive log':>14}")
    for name, times in taken.items():
        median = statistics.median(times)
        p99 = statistics.quantiles(times, n=100)[98]
        print(f"{name:24}{median:8.3f}{p99:8.3f}{median / floor:12.2f}x{median / naive:13.2f}x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--fsync", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stunity-bench-") as directory:
        Path(directory).chmod(0o711)  # Postgres may run as another user, who must pass through
        server = EmbeddedPostgres(Path(directory) / "postgres", durable=options.fsync)
        server.start()
        try:
            migrate.upgrade(server.dsn())
            with create_patient_engine(server.dsn(), application_name="bench").begin() as scene:
                scene.exec_driver_sql(_SCENE)
            engine = create_engine_for(
                server.dsn("postgres", "app", "bench"), pool_size=2, application_name="bench"
            )
            writer = Writer(engine)
            ways: dict[str, Callable[[], None]] = {
                "business only": writer.business_only,
                "naive log": writer.naive_log,
                "event log": writer.event_log,
                "event log + publish": writer.event_log_and_publish,
            }
            report(measure(ways, options.rounds))
            engine.dispose()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
