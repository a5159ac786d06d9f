"""The relay as a process, on a real Postgres and a real bus."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest
from httpx_sse import connect_sse
from sqlalchemy import Engine, text

from infra.local.pubsub.launch import RunningBroker
from infra.postgres.core.engine import create_engine_for
from shared.realtime.channels import Channel, user_channel
from shared.realtime.cursor import Cursor
from shared.realtime.shards import shard_of
from shared.telemetry.signals import Signal
from tests.areas.people.factories.people import make_tenant, new_id
from tests.integration.relay.conftest import PROJECT, School, Start
from tests.support.postgres import Database
from tests.support.pubsub import Api
from tests.support.relay import SIGNER
from tests.support.relay_process import PATIENCE, RelayProcess
from tests.support.sse import CheckedStream


def test_a_client_nobody_here_wrote_reads_the_stream(
    school: School, shared_relay: RelayProcess
) -> None:
    claims = school.sign_in()
    headers = {"Authorization": f"Bearer {SIGNER.sign(claims)}"}
    url = f"http://127.0.0.1:{shared_relay.port}/v1/stream"

    with (
        httpx.Client(timeout=60) as client,
        connect_sse(client, "GET", url, headers=headers) as source,
    ):
        # This client also hands out blocks without data, which a browser does not.
        events = (event for event in source.iter_sse() if event.data)
        connected = json.loads(next(events).data)
        school.write(2, data={"text": "សួស្តី\u2028"})
        happened = [json.loads(event.data) for event in (next(events), next(events))]

    assert connected["type"] == "connected"
    assert [event["seq"] for event in happened] == [1, 2]
    assert happened[0]["data"] == {"text": "សួស្តី\u2028"}
    assert happened[0]["channel"] == school.channel.name


def test_a_frame_of_the_bus_is_byte_identical_to_the_frame_of_the_log(
    school: School, shared_relay: RelayProcess
) -> None:
    claims = school.sign_in()
    live = shared_relay.open(claims).connected()
    school.write(3, data={"n": 1.5, "text": 'q"\\/é'})
    live.until(lambda stream: len(stream.events) == 3)

    fresh = Cursor(live.checked.epoch, {school.channel_id: 0})
    database = shared_relay.environment["RELAY_DATABASE_URL"]
    with RelayProcess(RELAY_DATABASE_URL=database) as other:
        replayed = other.open(claims, cursor=fresh)
        replayed.until(lambda stream: len(stream.events) == 3)

    def frames(body: bytes) -> list[bytes]:
        return [part for part in body.split(b"\n\n") if b'"test:happened"' in part]

    assert live.response is not None
    assert replayed.response is not None
    assert frames(live.response.body) == frames(replayed.response.body)


def test_a_stream_survives_the_death_of_its_relay(school: School, start: Start) -> None:
    claims = school.sign_in()
    first, second = start(), start()
    stream = first.open(claims).connected()
    school.write(5)
    stream.until(lambda checked: len(checked.events) == 5)

    first.kill()
    stream.until_closed()
    school.write(5)
    resumed = second.open(claims, cursor=stream.vector())
    school.write(5)

    resumed.until(lambda checked: len(checked.events) == 10)
    assert resumed.numbers() == list(range(6, 16))
    assert resumed.checked.resyncs == []


@pytest.mark.parametrize(
    ("asked", "retired", "reason"),
    [
        pytest.param((5, None), 0, None, id="in the log"),
        pytest.param((20, None), 20, None, id="at the head with everything retired"),
        pytest.param((5, None), 6, "history_expired", id="one retired"),
        pytest.param((5, None), 20, "history_expired", id="all retired"),
        pytest.param((5, "another"), 0, "epoch", id="another epoch"),
        pytest.param((999, None), 0, "epoch", id="ahead of the log"),
    ],
)
def test_a_cursor_is_answered_with_all_or_with_one_resync(
    school: School,
    shared_relay: RelayProcess,
    asked: tuple[int, str | None],
    retired: int,
    reason: str | None,
) -> None:
    position, epoch = asked
    claims = school.sign_in()
    school.write(20, publish=False)
    school.retire(retired)
    greeted = shared_relay.open(claims).connected()
    greeted.hang_up()
    cursor = Cursor(epoch or greeted.checked.epoch, {school.channel_id: position})

    stream = shared_relay.open(claims, cursor=cursor).connected()
    stream.until(lambda checked: checked.resyncs or reason is None)
    school.write()
    stream.until(lambda checked: checked.events and checked.events[-1]["seq"] == 21)

    assert [resync["reason"] for resync in stream.checked.resyncs] == [reason] * (
        reason is not None
    )
    assert stream.numbers() == (list(range(position + 1, 22)) if reason is None else [21])
    again = shared_relay.open(claims, cursor=stream.vector()).connected()
    assert again.checked.resyncs == []


def test_who_is_thousands_behind_reads_again(school: School, shared_relay: RelayProcess) -> None:
    claims = school.sign_in()
    school.write(2100, publish=False)
    greeted = shared_relay.open(claims).connected()
    epoch = greeted.checked.epoch

    near = shared_relay.open(claims, cursor=Cursor(epoch, {school.channel_id: 100}))
    far = shared_relay.open(claims, cursor=Cursor(epoch, {school.channel_id: 99}))

    far.until(lambda checked: checked.resyncs)
    near.until(lambda checked: len(checked.events) == 2000)
    assert far.checked.resyncs[0]["reason"] == "too_far_behind"
    assert near.checked.resyncs == []


def test_channels_asked_for_are_authorised_by_the_database(
    school: School, shared_relay: RelayProcess
) -> None:
    claims, neighbour = school.sign_in(), school.sign_in()
    query = f"?channels=user:{neighbour.user_id},post:{new_id()},class:{new_id()}"

    stream = shared_relay.open(claims, query=query).connected()
    school.write(channel=user_channel(neighbour.user_id))
    school.write()
    stream.until(lambda checked: checked.events)

    connected = stream.checked.connected
    assert connected is not None
    assert len(connected["rejected"]) == 3
    assert [event["channel"] for event in stream.checked.events] == [school.channel.name]


def test_a_revoked_session_is_told_closed_and_refused(
    school: School, shared_relay: RelayProcess
) -> None:
    claims, neighbour = school.sign_in(), school.sign_in()
    stream = shared_relay.open(claims).connected()
    other = shared_relay.open(neighbour).connected()

    school.revoke(claims, say=True)
    stream.until_closed()
    school.write()
    other.until(lambda checked: checked.events)

    assert [event["type"] for event in stream.checked.events] == ["session:revoked"]
    assert stream.checked.cursor == stream.vector()
    refused = shared_relay.open(claims, cursor=stream.vector()).until_closed()
    assert refused.response is not None
    assert refused.response.status == 401


@pytest.mark.parametrize("how", ["revoked", "suspended", "token_version"])
def test_a_right_that_is_lost_in_silence_ends_the_stream(
    school: School, shared_relay: RelayProcess, how: str
) -> None:
    claims = school.sign_in()
    stream = shared_relay.open(claims).connected()

    if how == "revoked":
        school.revoke(claims, say=False)
    elif how == "suspended":
        school.suspend(claims)
    else:
        with school.admin.begin() as connection:
            connection.execute(
                text("UPDATE app.users SET token_version = 1 WHERE id = :id"),
                {"id": claims.user_id},
            )
    stream.until_closed()

    refused = shared_relay.open(claims).until_closed()
    assert refused.response is not None
    assert refused.response.status == 401


def test_a_session_that_a_check_finds_ended_hears_why_first(school: School, start: Start) -> None:
    relay = start(bus=False, RELAY_SESSION_CHECK_SECONDS="0.1", RELAY_COMPARE_ALONE_SECONDS="60")
    claims = school.sign_in()
    stream = relay.open(claims).connected()

    school.revoke(claims, say=True, publish=False)
    stream.until_closed()

    assert [event["type"] for event in stream.checked.events] == ["session:revoked"]


def test_a_token_that_runs_out_ends_the_stream(school: School, start: Start) -> None:
    relay = start(bus=False, RELAY_NOTICE_SECONDS="1.5")
    claims = school.sign_in()
    short = replace(claims, expires_at=int(time.time()) + 3)

    stream = relay.open(short).until_closed()

    assert stream.checked.reconnects == ["max_age"]
    assert stream.checked.cursor == stream.vector()
    assert relay.open(claims, cursor=stream.vector()).connected().checked.resyncs == []


def test_without_a_bus_the_log_alone_brings_events(school: School, start: Start) -> None:
    relay = start(bus=False)
    stream = relay.open(school.sign_in()).connected()
    ready = relay.get("/readyz")
    assert ready.status == 200
    assert json.loads(ready.body)["bus"] == "none"

    school.write(publish=False)

    stream.until(lambda checked: checked.events)


def test_what_was_not_announced_is_swept_onto_the_bus(
    school: School, shared_relay: RelayProcess
) -> None:
    stream = shared_relay.open(school.sign_in()).connected()
    swept = shared_relay.metric("swept_total")
    school.write(3, publish=False)

    stream.until(lambda checked: len(checked.events) == 3)
    deadline = time.monotonic() + PATIENCE
    while school.waiting():
        assert time.monotonic() < deadline
        time.sleep(0.05)

    assert shared_relay.metric("swept_total") >= swept + 3


def test_without_a_database_streams_are_refused_for_a_moment(school: School) -> None:
    claims = school.sign_in()
    with RelayProcess(RELAY_DATABASE_URL="postgresql://relay@127.0.0.1:1/none") as relay:
        refused = relay.open(claims).until_closed()

        assert refused.response is not None
        assert refused.response.status == 503
        assert refused.response.headers["retry-after"] in {"1", "2", "3"}
        assert relay.get("/readyz").status == 503
        assert relay.get("/healthz").status == 200


def test_a_reader_that_does_not_read_is_let_go_and_the_others_do_not_notice(
    school: School, start: Start
) -> None:
    relay = start(bus=False, RELAY_LINGER_SECONDS="0.5", RELAY_COMPARE_ALONE_SECONDS="0.1")
    claims = school.sign_in()
    slow = relay.open(claims, receive_buffer=4096)
    quick = relay.open(claims).connected()
    slow.connected()
    before = relay.memory_kb()

    def has(count: int) -> Callable[[CheckedStream], bool]:
        return lambda checked: len(checked.events) == count

    for wanted in (96, 192, 288, 384):
        school.write(96, publish=False, data={"text": "x" * 7500})
        quick.until(has(wanted))

    assert relay.wait_for(Signal.RELAY_STREAM_CLOSED)["reason"] == "overflow"
    assert relay.metric('closed_total{reason="overflow"}') == 1
    assert relay.memory_kb() - before < 50_000
    slow.until_closed()
    resumed = relay.open(claims, cursor=slow.checked.cursor)
    resumed.until(lambda checked: checked.positions.get(school.channel.name) == 384)
    assert resumed.checked.resyncs == []


def test_a_relay_that_is_told_to_stop_sends_its_streams_away(
    school: School, start: Start, relay_broker: RunningBroker
) -> None:
    relay, other = start(RELAY_DRAIN_SPREAD_SECONDS="0.3"), start()
    claims = [school.sign_in() for _ in range(5)]
    streams = [relay.open(c).connected() for c in claims]
    assert len(subscriptions(relay_broker)) >= 2
    mine = set(subscriptions(relay_broker))

    assert relay.terminate() < 8

    for claim, stream in zip(claims, streams, strict=True):
        stream.until_closed()
        assert stream.checked.reconnects == ["drain"]
        assert stream.checked.cursor == stream.vector()
        assert other.open(claim, cursor=stream.vector()).connected().checked.resyncs == []
    assert len(mine - set(subscriptions(relay_broker))) == 1


def subscriptions(broker: RunningBroker) -> list[str]:
    api = Api(broker.host, PROJECT)
    try:
        listed = api.subscriber.list_subscriptions(
            request={"project": f"projects/{PROJECT}"}, retry=None, timeout=30
        )
        return [item.name for item in listed if "/relay-" in item.name]
    finally:
        api.close()


def test_a_restored_log_is_noticed_and_answered_with_one_resync(
    school: School, restorable: Database, start: Start
) -> None:
    relay = start(bus=False, RELAY_DATABASE_URL=restorable.relay.replace("+pg8000", ""))
    with ExitStack() as engines:
        school = moved(school, restorable, engines)
        answered_with_one_resync(school, relay)


def moved(school: School, database: Database, engines: ExitStack) -> School:
    """Another school, in another database."""
    writer = create_engine_for(database.app, pool_size=1, application_name="tests")
    admin = create_engine_for(database.admin, pool_size=1, application_name="tests")
    engines.callback(writer.dispose)
    engines.callback(admin.dispose)
    with writer.begin() as connection:
        tenant = make_tenant(connection)
    return School(writer, admin, school.publisher, tenant.id)


def answered_with_one_resync(school: School, relay: RelayProcess) -> None:
    claims = school.sign_in()
    stream = relay.open(claims).connected()
    school.write(3, publish=False)
    stream.until(lambda checked: len(checked.events) == 3)

    with school.admin.begin() as connection:
        connection.execute(text("SELECT app.new_epoch()"))
    stream.until_closed()

    back = relay.open(claims, cursor=stream.vector()).connected()
    school.write(publish=False)
    back.until(lambda checked: checked.events)
    assert {resync["reason"] for resync in back.checked.resyncs} == {"epoch"}
    assert back.checked.epoch != stream.checked.epoch


def test_a_channel_of_another_school_stays_silent(
    school: School, shared_relay: RelayProcess
) -> None:
    foreign = Channel.parse(f"tenant:{new_id()}")

    stream = shared_relay.open(school.sign_in(), query=f"?channels={foreign.name}").connected()

    connected = stream.checked.connected
    assert connected is not None
    assert connected["rejected"] == [foreign.name]


def test_two_relays_share_the_schools_by_shard(
    writer: Engine, behind_the_scenes: Engine, school: School, start: Start
) -> None:
    """The broker may ignore filters, as Google's emulator does; a relay is right all the same."""
    low, high = start(RELAY_SHARDS="0-7"), start(RELAY_SHARDS="8-15")
    by_half: dict[bool, School] = {shard_of(school.id) < 8: school}
    while len(by_half) < 2:
        with writer.begin() as connection:
            other = make_tenant(connection)
        found = School(writer, behind_the_scenes, school.publisher, other.id)
        by_half.setdefault(shard_of(other.id) < 8, found)

    for is_low, served in by_half.items():
        own, other_relay = (low, high) if is_low else (high, low)
        claims = served.sign_in()
        token = f"Authorization: Bearer {SIGNER.sign(claims)}"
        moved = other_relay.get("/v1/stream?channels=post:1", token)
        assert moved.status == 307
        shard = shard_of(served.id)
        assert moved.headers["location"] == f"/v1/stream?channels=post%3A1&shard={shard}"
        misled = other_relay.get(moved.headers["location"], token)
        assert (misled.status, json.loads(misled.body)["code"]) == (421, "wrong_shard")

        stream = own.open(claims, query=f"?shard={shard}").connected()
        before = own.metric('lag_seconds_count{way="bus"}')
        served.write(3)
        stream.until(lambda checked: len(checked.events) == 3)
        assert own.metric('lag_seconds_count{way="bus"}') == before + 3
    for relay in (low, high):
        assert relay.metric("events_total") == 3
