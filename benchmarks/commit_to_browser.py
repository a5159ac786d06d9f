"""From a commit to a thousand browsers, with Pub/Sub and without.

A real local stack. A writer commits 100 events a second to a school's channel, as a handler does,
and 1,000 people of the school hold a stream each. An event carries the time just before its commit;
the figure is from there to the byte that a stream reads, of every delivery. Then the events are
posts, which two workers follow: the local broker calls both over HTTP, and one makes another event
for everybody. Last, Pub/Sub is frozen, and the relay finds the events in the log. Writer,
database, relay, broker, workers and load share the machine's cores.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from benchmarks.relay_load import Figures, Load, built, can_load
from benchmarks.relay_peers import Server, stream_request
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from infra.announcer import Announcer
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.settings import Settings
from shared.events.event import Event
from shared.ids import uuid7
from shared.notifications.activity.events import ActivityNew
from shared.notifications.activity.types import Action, EntityType
from shared.realtime.channels import tenant_channel
from shared.realtime.envelope import Envelope
from shared.social.events import PostCreated
from shared.social.types import PostType, Visibility

STREAMS = 1_000
RATE = 100
_THREADS = 4
_PATIENCE_SECONDS = 15

Make = Callable[[UUID, datetime, str], Event]


class Writer:
    """Commits events at an even rate, whether or not earlier ones are through.

    ``at_once`` of them share a transaction; ``rate`` counts events, not transactions.
    """

    def __init__(
        self, scene: Scene, school: School, *, rate: float = RATE, at_once: int = 1
    ) -> None:
        os.environ.update(scene.env)  # the publisher looks there for the stack's broker
        settings = Settings()
        self._engine = create_engine_for(
            settings.database_url.get_secret_value(), pool_size=_THREADS, application_name="bench"
        )
        self._announcer = Announcer(self._engine, settings)
        self._school = school
        self._rate = rate / at_once
        self._at_once = at_once
        self.commit_ms: list[float] = []
        self.publish_ms: list[float] = []

    def write(self, make: Make, seconds: int) -> None:
        """Commit events for so long."""
        self.commit_ms.clear()
        self.publish_ms.clear()
        start = time.perf_counter() + 0.2
        with ThreadPoolExecutor(_THREADS) as threads:
            dues = [start + number / self._rate for number in range(round(self._rate * seconds))]
            list(threads.map(partial(self._at, make), dues))

    def _at(self, make: Make, due: float) -> None:
        time.sleep(max(due - time.perf_counter(), 0))
        began = time.perf_counter()
        with UnitOfWork(self._engine) as unit:
            unit.as_tenant(self._school.id)
            for _ in range(self._at_once):
                self._emit(unit, make)
            appended = unit.commit()
        self.commit_ms.append((time.perf_counter() - began) * 1000)
        committed = time.perf_counter()
        self._announcer.announce(appended, [])
        self.publish_ms.append((time.perf_counter() - committed) * 1000)

    def _emit(self, unit: UnitOfWork, make: Make) -> None:
        now, author = datetime.now(UTC), self._school.people[0]
        event = make(author, now, f"@{time.monotonic_ns():019d}")
        channel = tenant_channel(self._school.id)
        unit.emit(
            channel,
            Envelope(
                id=uuid7(now),
                type=event.wire_name,
                version=event.version,
                tenant_id=self._school.id,
                channel=channel.name,
                actor_id=author,
                data=event.model_dump(mode="json"),
                timestamp=int(now.timestamp() * 1000),
                legacy_type=event.legacy_type,
            ),
        )


def an_activity(author: UUID, now: datetime, stamp: str) -> Event:
    """What the school's channel carries most, and no worker follows."""
    return ActivityNew(
        id=uuid7(now),
        entity_type=EntityType.QUIZ,
        entity_id=author,
        action=Action.PUBLISHED,
        description=stamp,
        user_name="Sok Number 1",
        created_at=now,
    )


def a_post(author: UUID, now: datetime, stamp: str) -> Event:
    """What two workers follow."""
    return PostCreated(
        post_id=uuid7(now),
        author_id=author,
        author_name="Sok Number 1",
        post_type=PostType.TEXT,
        visibility=Visibility.SCHOOL,
        preview=stamp,
        media_count=0,
        created_at=now,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="of each part")
    options = parser.parse_args()
    if not can_load():
        print("\nCommit to browser: left out; it needs a C compiler and two cores")
        return
    with running_scene() as scene, built() as binary:
        school = scene.make_school(STREAMS)
        load = Load(binary, _relay(scene, school), core=None)
        load.ask(f"connect {STREAMS}")
        writer = Writer(scene, school)
        writer.write(an_activity, 2)
        load.ask("settle 1")
        relay = scene.cpu_seconds("relay")
        live = _measure(load, writer, an_activity, options.seconds)
        relay = (scene.cpu_seconds("relay") - relay) / live["seconds"]
        commits, publishes = [*writer.commit_ms], [*writer.publish_ms]
        posts = _measure(load, writer, a_post, options.seconds)
        load.ask("settle 3")
        with _frozen(scene, "pubsub"):
            writer.write(an_activity, 2)
            load.ask("settle 3")
            alone = _measure(load, writer, an_activity, options.seconds)
        load.close()
    print_table(
        f"Commit to browser: {STREAMS:,} streams, {RATE} events/s",
        [
            Figure("p50", live["p50_ms"], goal=25),
            Figure("p99", live["p99_ms"], goal=100),
            Figure("of it until committed, p50", percentile(commits, 50)),
            Figure("of it until committed, p99", percentile(commits, 99)),
            Figure("then until published, p50", percentile(publishes, 50)),
            Figure("then until published, p99", percentile(publishes, 99)),
            Figure("did not arrive", _missing(live), "", 0),
            Figure("the load was busy", live["busy"] * 100, "%"),
            Figure("the relay used of a core", relay * 100, "%"),
            Figure("posts and their workers, p50", posts["p50_ms"]),
            Figure("posts and their workers, p99", posts["p99_ms"]),
            Figure("posts, did not arrive", _missing(posts), "", 0),
            Figure("Pub/Sub frozen, p50", alone["p50_ms"]),
            Figure("Pub/Sub frozen, p99", alone["p99_ms"], goal=2500),
            Figure("Pub/Sub frozen, did not arrive", _missing(alone), "", 0),
        ],
    )


def _missing(figures: Figures) -> float:
    return figures["expected"] - figures["delivered"]


def _relay(scene: Scene, school: School) -> Server:
    port = urlsplit(scene.relay_url).port
    assert port is not None, "the local stack names its ports"
    requests = tuple(
        stream_request("/v1/stream", f"Authorization: Bearer {scene.token(school, person)}")
        for person in range(STREAMS)
    )
    return Server("relay", scene.processes["relay"]["pid"], port, requests, 0, "-")


def _measure(load: Load, writer: Writer, make: Make, seconds: int) -> Figures:
    load.begin(f"listen {RATE * seconds * STREAMS} {seconds + _PATIENCE_SECONDS}")
    thread = threading.Thread(target=writer.write, args=(make, seconds))
    thread.start()
    figures = load.end()
    thread.join()
    return figures


@contextmanager
def _frozen(scene: Scene, name: str) -> Iterator[None]:
    pid = scene.processes[name]["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


if __name__ == "__main__":
    main()
