from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.errors import AccessRefused, DatabaseError
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.realtime.channels import Channel
from shared.realtime.envelope import MAX_ENVELOPE_BYTES
from tests.areas.people.factories.people import new_id
from tests.areas.realtime.factories.events import make_envelope
from tests.integration.postgres.conftest import Log, School, Scratch

APPEND = text(
    "SELECT channel_id, seq FROM app.append_events(:tenant, CAST(:channels AS bigint[]),"
    " CAST(:names AS text[]), CAST(:ids AS uuid[]), CAST(:types AS text[]),"
    " CAST(:copies AS smallint[]), CAST(:payloads AS text[]))"
)


def raw_append(unit: UnitOfWork, tenant_id: UUID, *channels: tuple[int, str], **other: Any) -> Any:
    """Call the function as a caller with a bug, or bad intentions, would."""
    count = len(channels)
    return unit.all(
        APPEND,
        {
            "tenant": tenant_id,
            "channels": [channel_id for channel_id, _ in channels],
            "names": [name for _, name in channels],
            "ids": [new_id() for _ in channels],
            "types": ["test:happened"] * count,
            "copies": [0] * count,
            "payloads": ['{"a":1}'] * count,
            **other,
        },
    )


def test_a_channel_counts_from_one_without_a_gap(log: Log) -> None:
    channel = log.channel()

    given = [log.append(channel)[0].seq for _ in range(3)]

    assert given == [1, 2, 3]
    assert log.seqs(channel) == [1, 2, 3]
    assert log.head(channel) == 3


def test_events_of_one_unit_keep_their_order_on_each_channel(log: Log, engine: Engine) -> None:
    first, second = log.channel(), log.channel()
    log.append(second)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        for number, channel in enumerate((second, first, second, second, first)):
            unit.emit(
                channel,
                make_envelope(tenant_id=log.tenant_id, channel=channel, data={"n": number}),
                copy=number,
            )
        appended = unit.commit()

    given = {item.pending.copy: (item.pending.channel, item.seq) for item in appended}
    assert given == {0: (second, 2), 1: (first, 1), 2: (second, 3), 3: (second, 4), 4: (first, 2)}
    query = text("SELECT copy FROM app.event WHERE channel_id = :id AND seq > 0 ORDER BY seq")
    with log.admin.begin() as connection:
        copies = connection.execute(query, {"id": second.id_in(log.tenant_id)}).scalars().all()
    assert copies == [0, 0, 2, 3]


@pytest.mark.parametrize("others", [0, 1])
def test_what_is_stored_is_byte_by_byte_what_is_published(log: Log, others: int) -> None:
    channel = log.channel()
    noise = [log.channel() for _ in range(others)]

    hostile = (
        """ខ្មែរ "quoted" 'single' \\ \\' \x00 \x7f \u2028 $$'); COMMIT; DROP TABLE app.event; --"""
    )

    appended = log.append(channel, *noise, text=hostile, big=10**400, b=1, a=2)
    (mine,) = [item for item in appended if item.pending.channel == channel]

    query = text("SELECT payload FROM app.replay(:tenant, CAST(:ids AS bigint[]), '{0}', 10)")
    with log.admin.begin() as connection:
        stored = connection.execute(
            query, {"tenant": log.tenant_id, "ids": [mine.channel_id]}
        ).scalar_one()
    assert stored == mine.pending.body
    assert json.loads(stored)["data"]["text"] == hostile
    assert json.loads(stored)["channel"] == channel.name


def test_a_channel_name_that_breaks_out_of_a_literal_stays_a_name(log: Log) -> None:
    channel = Channel("post", "x'); COMMIT; DROP TABLE app.event; --")

    log.append(channel)

    assert log.seqs(channel) == [1]


def test_an_outbox_row_stands_for_each_event(log: Log) -> None:
    appended = log.append(*(log.channel() for _ in range(3)))

    assert log.waiting() == sorted((item.channel_id, item.seq) for item in appended)


def test_a_rolled_back_append_leaves_no_gap(log: Log, engine: Engine) -> None:
    channel = log.channel()
    log.append(channel)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        raw_append(unit, log.tenant_id, (channel.id_in(log.tenant_id), channel.name))
    log.append(channel)

    assert log.seqs(channel) == [1, 2]


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("others", [0, 1])
def test_a_channel_of_another_school_is_refused(
    log: Log, engine: Engine, make_school: Callable[[], School], existing: bool, others: int
) -> None:
    victim = make_school()
    channel = log.channel()
    channel_id = channel.id_in(victim.id)
    if existing:
        Log(log.engine, log.admin, victim.id).append(channel)
    noise = [(log.channel().id_in(log.tenant_id), f"post:{n}") for n in range(others)]

    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        if existing:
            with pytest.raises(AccessRefused, match="another tenant"):
                raw_append(unit, log.tenant_id, (channel_id, channel.name), *noise)
        else:
            # Nobody owns the number yet. Taking it is a nuisance, not a leak: the stored tenant
            # and name make the rightful owner's append fail loudly.
            raw_append(unit, log.tenant_id, (channel_id, channel.name), *noise)
            unit.commit()
            with pytest.raises(AccessRefused, match="another tenant"):
                Log(log.engine, log.admin, victim.id).append(channel)


def test_a_school_that_the_unit_does_not_act_for_is_refused(
    engine: Engine, school: School, make_school: Callable[[], School]
) -> None:
    other = make_school()
    for scope in (lambda unit: unit.as_tenant(school.id), UnitOfWork.begin_public):
        with UnitOfWork(engine) as unit:
            scope(unit)
            with pytest.raises(AccessRefused, match="acts for another tenant"):
                raw_append(unit, other.id, (1, "post:x"))


@pytest.mark.parametrize("others", [0, 1])
def test_two_names_on_one_channel_id_are_refused(log: Log, engine: Engine, others: int) -> None:
    channel = log.channel()
    log.append(channel)
    noise = [(log.channel().id_in(log.tenant_id), f"post:{n}") for n in range(others)]

    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        with pytest.raises(AccessRefused):
            raw_append(unit, log.tenant_id, (channel.id_in(log.tenant_id), "post:other"), *noise)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        with pytest.raises(AccessRefused):
            raw_append(unit, log.tenant_id, (7, "post:a"), (7, "post:b"))

    assert log.seqs(channel) == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"names": []},
        {"ids": []},
        {"types": ["a", "b"]},
        {"copies": [0, 0]},
        {"payloads": []},
        {"names": None},
    ],
)
def test_arrays_of_different_length_are_refused(
    log: Log, engine: Engine, other: dict[str, Any]
) -> None:
    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        with pytest.raises(DatabaseError, match="22023"):
            raw_append(unit, log.tenant_id, (1, "post:x"), **other)


@pytest.mark.parametrize("payload", [json.dumps("x" * MAX_ENVELOPE_BYTES), "{", ""])
def test_the_database_refuses_a_body_that_is_no_json_or_too_large(
    log: Log, engine: Engine, payload: str
) -> None:
    channel = log.channel()
    with UnitOfWork(engine) as unit:
        unit.as_tenant(log.tenant_id)
        with pytest.raises(DatabaseError):
            raw_append(
                unit,
                log.tenant_id,
                (channel.id_in(log.tenant_id), channel.name),
                payloads=[payload],
            )
    assert log.head(channel) is None


def test_a_cursor_of_the_polling_twin_reads_only_its_school(
    log: Log, make_school: Callable[[], School], engine: Engine
) -> None:
    channel = log.channel()
    log.append(channel)
    channel_id = channel.id_in(log.tenant_id)
    replay = text("SELECT seq FROM app.replay(:tenant, CAST(:ids AS bigint[]), '{0}', 10)")
    heads = text("SELECT last_seq FROM app.heads(:tenant, CAST(:ids AS bigint[]))")

    def read(tenant_id: UUID) -> tuple[list[int], list[int]]:
        with engine.begin() as connection:
            parameters = {"tenant": tenant_id, "ids": [channel_id]}
            return (
                list(connection.execute(replay, parameters).scalars()),
                list(connection.execute(heads, parameters).scalars()),
            )

    assert read(log.tenant_id) == ([1], [1])
    assert read(make_school().id) == ([], [])


def test_replay_is_bounded_for_each_channel(log: Log) -> None:
    channels = [log.channel(), log.channel()]
    for _ in range(5):
        log.append(*channels)
    ids = [channel.id_in(log.tenant_id) for channel in channels]
    query = text(
        "SELECT channel_id, seq FROM app.replay("
        ":tenant, CAST(:ids AS bigint[]), CAST(:after AS bigint[]), 2)"
    )
    with log.engine.begin() as connection:
        rows = connection.execute(
            query, {"tenant": log.tenant_id, "ids": ids, "after": [1, 4]}
        ).all()

    assert [tuple(row) for row in rows] == [(ids[0], 2), (ids[0], 3), (ids[1], 5)]


def test_a_new_epoch_replaces_the_old_one(scratch: Scratch) -> None:
    database = scratch("restored")
    owner = create_engine_for(database.owner, pool_size=1, application_name="tests")
    try:
        with owner.begin() as connection:
            before = connection.exec_driver_sql("SELECT app.epoch()").scalar_one()
            made = connection.exec_driver_sql("SELECT app.new_epoch()").scalar_one()
            after = connection.exec_driver_sql("SELECT app.epoch()").scalar_one()
    finally:
        owner.dispose()

    assert made == after != before
