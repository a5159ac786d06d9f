"""The log under concurrency, judged from its history and not by spot checks."""

from __future__ import annotations

import json
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event, text, update

from infra.postgres.core.errors import DatabaseError
from infra.postgres.core.records import Appended
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.tables import posts
from shared.realtime.channels import Channel
from tests.areas.realtime.factories.events import make_envelope
from tests.areas.social.factories.posts import make_post
from tests.integration.postgres.conftest import Log, School
from tests.support.postgres import until_served

WRITERS = 16
UNITS = 25
REPLAY = text(
    "SELECT channel_id, seq, payload FROM app.replay("
    ":tenant, CAST(:ids AS bigint[]), CAST(:after AS bigint[]), 500)"
)


@dataclass
class History:
    """What one reader saw on each channel, in the order in which it saw it."""

    seen: dict[int, list[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def flaws(self, committed: Sequence[Appended]) -> dict[str, int]:
        """Events that were lost, seen twice, seen out of order, or against their cause."""
        expected = {(item.channel_id, item.seq) for item in committed}
        delivered = [(ch, seq) for ch, events in self.seen.items() for seq, _ in events]
        inversions = causes = 0
        for events in self.seen.values():
            numbers = [seq for seq, _ in events]
            versions = [data["v"] for _, data in events if "v" in data]
            inversions += numbers != sorted(numbers)
            causes += versions != sorted(versions)
        return {
            "lost": len(expected - set(delivered)),
            "invented": len(set(delivered) - expected),
            "twice": len(delivered) - len(set(delivered)),
            "inversions": inversions,
            "against cause": causes,
        }


NO_FLAWS = {"lost": 0, "invented": 0, "twice": 0, "inversions": 0, "against cause": 0}


def in_parallel(write: Callable[[int], list[Appended]], writers: int) -> list[Appended]:
    """What all writers committed; each is told its number."""
    with ThreadPoolExecutor(writers) as pool:
        return [item for committed in pool.map(write, range(writers)) for item in committed]


def poll(engine: Engine, school: School, channel_ids: list[int], over: threading.Event) -> History:
    """A client that resumes from its position again and again."""
    history = History()
    position = dict.fromkeys(channel_ids, 0)
    last_round = False
    while not last_round:
        last_round = over.is_set()
        with engine.begin() as connection:
            rows = connection.execute(
                REPLAY,
                {
                    "tenant": school.id,
                    "ids": list(position),
                    "after": list(position.values()),
                },
            ).all()
        for row in rows:
            history.seen[row.channel_id].append((row.seq, json.loads(row.payload)["data"]))
            position[row.channel_id] = max(position[row.channel_id], row.seq)
    return history


def test_nothing_is_lost_or_disordered_under_sixteen_writers(
    engine: Engine, school: School
) -> None:
    with engine.begin() as connection:
        documents = [
            make_post(connection, tenant_id=school.id, author_id=school.teacher.id)
            for _ in range(4)
        ]
    channels = [Channel("post", str(document)) for document in documents]
    channel_ids = [channel.id_in(school.id) for channel in channels]
    over = threading.Event()

    def write(seed: int) -> list[Appended]:
        choose = random.Random(seed)

        def one() -> list[Appended]:
            place = choose.randrange(len(documents))
            with UnitOfWork(engine) as unit:
                unit.as_tenant(school.id)
                # The row lock makes the version the true order of changes to this document.
                version = unit.execute(
                    update(posts)
                    .where(posts.c.tenant_id == school.id, posts.c.id == documents[place])
                    .values(likes_count=posts.c.likes_count + 1)
                    .returning(posts.c.likes_count)
                ).scalar_one()
                emit(unit, channels[place], school, v=version)
                for other in choose.sample(channels, choose.randrange(3)):
                    if other != channels[place]:
                        emit(unit, other, school)
                return [] if choose.random() < 0.1 else unit.commit()

        return [item for _ in range(UNITS) for item in until_served(one)]

    reader: dict[str, History] = {}
    watching = threading.Thread(
        target=lambda: reader.update(live=poll(engine, school, channel_ids, over))
    )
    watching.start()
    committed = in_parallel(write, WRITERS)
    over.set()
    watching.join()
    afterwards = poll(engine, school, channel_ids, over)

    assert len(committed) > WRITERS * UNITS
    assert reader["live"].flaws(committed) == NO_FLAWS
    assert afterwards.flaws(committed) == NO_FLAWS
    for channel_id, events in afterwards.seen.items():
        assert [seq for seq, _ in events] == list(range(1, len(events) + 1)), channel_id


def emit(unit: UnitOfWork, channel: Channel, school: School, **data: int) -> None:
    unit.emit(channel, make_envelope(tenant_id=school.id, channel=channel, data=data))


def test_units_on_many_channels_never_deadlock(log: Log) -> None:
    """Every unit takes the same sixteen heads, named in another order each time."""
    channels = [log.channel() for _ in range(16)]

    def write(seed: int) -> list[Appended]:
        choose = random.Random(seed)
        committed = []
        for _ in range(12):
            shuffled = choose.sample(channels, len(channels))
            committed += until_served(partial(log.append, *shuffled))
        return committed

    committed = in_parallel(write, 12)

    assert len(committed) == 12 * 12 * 16
    for channel in channels:
        assert log.seqs(channel) == list(range(1, 145))


def test_a_crash_between_the_append_and_the_commit_leaves_no_gap(log: Log) -> None:
    channel = log.channel()
    chance = random.Random(5)

    def crash(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.endswith("COMMIT") and chance.random() < 0.3:
            raise ConnectionError("the function dies here")

    committed = crashed = 0
    event.listen(log.engine, "before_cursor_execute", crash)
    try:
        for _ in range(40):
            try:
                committed += len(log.append(channel))
            except DatabaseError:
                crashed += 1
    finally:
        event.remove(log.engine, "before_cursor_execute", crash)

    assert crashed > 0
    assert log.seqs(channel) == list(range(1, committed + 1))


def interleaved(commit_order: Sequence[str], log: Log, naive: bool) -> dict[str, int]:
    """Two units announce at the same time; a reader polls after each commit."""
    first, second = log.channel(), log.channel()
    history, committed = History(), []
    position = {first.id_in(log.tenant_id): 0, second.id_in(log.tenant_id): 0}
    with log.admin.begin() as connection:
        last_id = connection.execute(
            text("SELECT COALESCE(max(id), 0) FROM naive_log")
        ).scalar_one()
    with UnitOfWork(log.engine) as a, UnitOfWork(log.engine) as b:
        units = {"a": (a, first), "b": (b, second)}
        for name, (unit, channel) in units.items():
            unit.as_tenant(log.tenant_id)
            unit.emit(channel, make_envelope(tenant_id=log.tenant_id, channel=channel))
            # The naive log takes its number when the row is written, before the commit.
            unit.execute(text("INSERT INTO naive_log (name) VALUES (:name)"), {"name": name})
        for name in commit_order:
            unit, channel = units[name]
            appended = unit.commit()
            committed += appended
            with log.admin.begin() as connection:
                if naive:
                    query = text("SELECT id, name FROM naive_log WHERE id > :last ORDER BY id")
                    for row in connection.execute(query, {"last": last_id}):
                        seen = units[row.name][1].id_in(log.tenant_id)
                        history.seen[seen].append((1, {}))
                        last_id = row.id
                else:
                    rows = connection.execute(
                        REPLAY,
                        {
                            "tenant": log.tenant_id,
                            "ids": list(position),
                            "after": list(position.values()),
                        },
                    )
                    for row in rows:
                        history.seen[row.channel_id].append((row.seq, {}))
                        position[row.channel_id] = row.seq
    return history.flaws(committed)


@pytest.fixture
def naive_log(admin_engine: Engine) -> Any:
    with admin_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE public.naive_log (id bigserial PRIMARY KEY, name text);"
            "GRANT ALL ON public.naive_log, public.naive_log_id_seq TO PUBLIC"
        )
    yield
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE public.naive_log")


@pytest.mark.usefixtures("naive_log")
def test_the_checker_notices_what_a_bigserial_cursor_loses(log: Log) -> None:
    """The control: the same history, read by "id greater than the last", is missing an event."""
    assert interleaved("ab", log, naive=True) == NO_FLAWS
    assert interleaved("ba", log, naive=True) == NO_FLAWS | {"lost": 1}


@pytest.mark.usefixtures("naive_log")
@pytest.mark.parametrize("commit_order", ["ab", "ba"])
def test_the_log_loses_nothing_in_the_same_history(log: Log, commit_order: str) -> None:
    assert interleaved(commit_order, log, naive=False) == NO_FLAWS


def test_readers_do_not_wait_for_writers(log: Log, engine: Engine) -> None:
    channel = log.channel()
    log.append(channel)
    with UnitOfWork(engine) as writer:
        writer.as_tenant(log.tenant_id)
        writer.execute(
            text("SELECT app.append_events(:t, :c, :n, :i, :y, '{0}', '{\"{}\"}')"),
            {
                "t": log.tenant_id,
                "c": [channel.id_in(log.tenant_id)],
                "n": [channel.name],
                "i": [log.tenant_id],
                "y": ["test:happened"],
            },
        )
        with UnitOfWork(engine) as reader:
            reader.as_tenant(log.tenant_id)
            reader.execute(text("SET LOCAL statement_timeout = '500ms'"))
            rows = reader.all(
                REPLAY,
                {"tenant": log.tenant_id, "ids": [channel.id_in(log.tenant_id)], "after": [0]},
            )
    assert [row.seq for row in rows] == [1]
