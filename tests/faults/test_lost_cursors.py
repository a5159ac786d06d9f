"""F14: a cursor that cannot be honoured is told so once, and one that can be never is."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import Engine

from infra.postgres.core.engine import create_patient_engine
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor
from tests.areas.realtime.factories.events import make_envelope
from tests.chaos.probe import Probe
from tests.chaos.scenario import Scene
from tests.chaos.switches import CALM
from tests.chaos.world import TENANT_ID

pytestmark = pytest.mark.fault


@dataclass(slots=True)
class Topic:
    """A post of its own, whose channel no other test writes to."""

    scene: Scene
    engine: Engine
    post_id: UUID
    channel: Channel

    @property
    def name(self) -> str:
        return self.channel.name

    def append(self, count: int) -> None:
        """Commit events that nobody announces."""
        for start in range(0, count, 500):
            with UnitOfWork(self.engine) as unit:
                unit.as_tenant(TENANT_ID)
                for _ in range(start, min(start + 500, count)):
                    unit.emit(
                        self.channel, make_envelope(tenant_id=TENANT_ID, channel=self.channel)
                    )
                unit.commit()
        self.scene.world.write(
            "DELETE FROM app.outbox WHERE channel_id = :ch", ch=self.channel.id_in(TENANT_ID)
        )

    def retire(self, up_to: int) -> None:
        """Forget the oldest events, as a dropped partition does."""
        self.scene.world.write(
            "DELETE FROM app.event WHERE channel_id = :ch AND seq <= :seq",
            ch=self.channel.id_in(TENANT_ID),
            seq=up_to,
        )

    def cursor(self, seq: int, epoch: str | None = None) -> Cursor:
        """A position in this channel alone."""
        known = self.scene.world.rows("SELECT epoch FROM app.stream_meta")[0].epoch
        return Cursor(epoch or known, {self.channel.id_in(TENANT_ID): seq})

    async def open(self, cursor: Cursor | None = None, relay: int = 0) -> Probe:
        world = self.scene.world
        token = self.scene.accounts[-1].access
        return await Probe.open(world.relays[relay], token, channels=self.name, cursor=cursor)

    async def like(self) -> None:
        """One more event, through the API."""
        headers = {"Authorization": f"Bearer {self.scene.accounts[-2].access}"}
        async with self.scene.client(self.scene.world) as api:
            answer = await api.post(f"/v1/posts/{self.post_id}/like", headers=headers)
        assert answer.is_success


@pytest.fixture
def topic(scene: Scene) -> Topic:
    (post_id,) = scene.world.add_posts(scene.accounts[0].user_id, 1)
    dsn = scene.world.environment()["DATABASE_URL"]
    engine = create_patient_engine(dsn, application_name="tests")
    return Topic(scene, engine, post_id, Channel("post", str(post_id)))


Prepare = Callable[[Topic], Cursor]


def some_expired(topic: Topic) -> Cursor:
    topic.append(20)
    topic.retire(10)
    return topic.cursor(3)


def all_expired(topic: Topic) -> Cursor:
    topic.append(20)
    topic.retire(20)
    return topic.cursor(3)


def far_behind(topic: Topic) -> Cursor:
    topic.append(2900)
    return topic.cursor(0)


def other_epoch(topic: Topic) -> Cursor:
    topic.append(5)
    return topic.cursor(3, epoch="anotherone")


def ahead_of_the_log(topic: Topic) -> Cursor:
    topic.append(5)
    return topic.cursor(9)


@pytest.mark.parametrize(
    ("prepare", "reason", "head"),
    [
        (some_expired, "history_expired", 20),
        (all_expired, "history_expired", 20),
        (far_behind, "too_far_behind", 2900),
        (other_epoch, "epoch", 5),
        (ahead_of_the_log, "epoch", 5),
    ],
)
def test_f14_a_hopeless_cursor_gets_one_reset_and_then_live_events_without_a_gap(
    runner: asyncio.Runner, topic: Topic, prepare: Prepare, reason: str, head: int
) -> None:
    async def read() -> None:
        with await topic.open(prepare(topic)) as probe:
            await probe.until(lambda: bool(probe.resyncs(topic.name)))
            await topic.like()
            await probe.until_seq(topic.name, head + 1)
            assert probe.resyncs(topic.name) == [(reason, head)]
            assert probe.seqs(topic.name) == [head + 1]
        with await topic.open(topic.cursor(head + 1)) as probe:
            assert probe.resyncs(topic.name) == [], "it does not loop"

    runner.run(read())


@pytest.mark.parametrize("position", [0, 1999, 2000])
def test_f14_a_cursor_within_reach_is_replayed_without_a_reset(
    runner: asyncio.Runner, topic: Topic, position: int
) -> None:
    async def read() -> None:
        topic.append(2000)
        with await topic.open(topic.cursor(position)) as probe:
            await topic.like()
            await probe.until_seq(topic.name, 2001)
            assert probe.seqs(topic.name) == list(range(position + 1, 2002))
            assert probe.resyncs(topic.name) == []

    runner.run(read())


def test_f14_a_relay_that_lags_behind_a_cursor_catches_up_instead_of_resetting(
    runner: asyncio.Runner, topic: Topic
) -> None:
    async def read() -> None:
        with (
            topic.scene.world.switched(replace(CALM, drop=1.0)),
            await topic.open() as first,
        ):
            assert first.greeting["positions"][topic.name] == 0
            topic.append(7)
            with await topic.open(topic.cursor(7)) as second:
                assert second.greeting["resumed"]
                assert second.resyncs(topic.name) == []
                await first.until_seq(topic.name, 7)
                assert second.seqs(topic.name) == []
            assert first.seqs(topic.name) == list(range(1, 8))

    runner.run(read())


def test_f14_without_a_database_a_cursor_ahead_is_put_off_and_not_reset(
    runner: asyncio.Runner, topic: Topic
) -> None:
    world = topic.scene.world

    async def refused(cursor: Cursor) -> bool:
        with await topic.open(cursor) as probe:
            if probe.status != 503:
                return False
            assert probe.problem["status"] == 503
            assert int(probe.reader.headers["retry-after"]) > 0
            return True

    async def read() -> None:
        topic.append(5)
        ahead = topic.cursor(9)
        with await topic.open() as steady:
            with world.held_down("postgres", signal.SIGQUIT):
                assert await refused(ahead)
                assert await refused(topic_cursor)
            while await refused(topic_cursor):
                continue
            with await topic.open(topic_cursor) as resumed:
                await resumed.until_seq(topic.name, 5)
                assert resumed.resyncs(topic.name) == []
            with await topic.open(ahead) as judged:
                assert judged.resyncs(topic.name) == [("epoch", 5)]
            await topic.like()
            await steady.until_seq(topic.name, 6)
            assert steady.resyncs(topic.name) == [], "streams stay open through a crash"

    topic_cursor = topic.cursor(2)
    runner.run(read())


def test_f14_a_new_epoch_moves_every_stream_and_resets_each_channel_once(
    runner: asyncio.Runner, topic: Topic
) -> None:
    async def move(relay: int, before: Probe) -> None:
        old = before.checkpoints[-1]
        await before.until(lambda: before.reader.over)
        assert before.messages[-1].type == "server:reconnect"
        with await topic.open(old, relay) as after:
            assert after.greeting["epoch"] != old.epoch
            for name in after.greeting["channels"]:
                assert [reason for reason, _ in after.resyncs(name)] == ["epoch"]

    async def read() -> None:
        topic.append(3)
        with await topic.open() as first, await topic.open(relay=1) as second:
            topic.scene.world.write("SELECT app.new_epoch()")
            await asyncio.gather(move(0, first), move(1, second))

    runner.run(read())
