"""F13: whatever stands in the place of a cursor, the relay opens a stream or answers a problem."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.realtime.channels import encode_id
from shared.realtime.cursor import Cursor
from tests.chaos.hostile import HEADER, QUERY, Case, Reply, corpus, send, send_all
from tests.chaos.scenario import Scene
from tests.chaos.world import resident_bytes

pytestmark = pytest.mark.fault

CASES = 2000
AT_ONCE = 12
MAX_GROWTH_BYTES = 8_000_000

positions = st.dictionaries(
    st.integers(0, 2**63 - 1).map(encode_id), st.integers(0, 10**18 - 1), max_size=66
).map(lambda found: "~".join(f"{channel}-{seq}" for channel, seq in found.items()))
cursors = st.builds("{}.{}".format, st.from_regex(r"\A[0-9a-z]{0,34}\Z"), positions)
texts = st.one_of(
    cursors.map(str.encode),
    st.binary(max_size=3000),
    st.from_regex(r"\A[0-9a-z.~-]{1,80}\Z").map(str.encode),
)


def judge(case: Case, reply: Reply) -> None:
    if reply.status == 200:
        assert reply.content_type.startswith("text/event-stream"), case
        assert case.is_cursor() or not case.plain, case
        return
    assert reply.status in {400, 414, 431}, (case, reply)
    assert reply.content_type == "application/problem+json", (case, reply)
    assert reply.problem["status"] == reply.status
    assert not (case.is_cursor() and case.plain and len(case.text) <= 2048), (case, reply)


def test_f13_two_thousand_hostile_cursors_are_refused_or_harmless(
    runner: asyncio.Runner, scene: Scene
) -> None:
    world = scene.world
    epoch = world.rows("SELECT epoch FROM app.stream_meta")[0].epoch
    known = Cursor(epoch, {2**40: 3, 2**62: 0, 77: 12})
    cases = list(corpus(13, CASES, known))
    tokens = [account.access for account in scene.accounts]
    marks = world.log_marks()
    warm = cases[:: len(cases) // 200]
    runner.run(send_all(world.relays[0], warm, tokens, at_once=AT_ONCE))
    before = resident_bytes(world.pid("relay"))
    replies = runner.run(send_all(world.relays[0], cases, tokens, at_once=AT_ONCE))
    growth = resident_bytes(world.pid("relay")) - before
    for case, reply in zip(cases, replies, strict=True):
        judge(case, reply)
    statuses = {status: sum(r.status == status for r in replies) for status in (200, 400)}
    assert all(count > 20 for count in statuses.values()), statuses
    # Too long a query is the request line's fault, too long a header is the headers'.
    assert {414, 431} <= {reply.status for reply in replies}
    assert growth < MAX_GROWTH_BYTES
    assert world.logged_errors(marks) == []


def test_f13_the_relay_and_the_grammar_agree_on_every_cursor(
    runner: asyncio.Runner, scene: Scene
) -> None:
    tokens = [account.access for account in scene.accounts]

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(st.builds(Case, st.sampled_from([HEADER, QUERY]), texts), st.integers(0, 23))
    def agree(case: Case, account: int) -> None:
        relay = scene.world.relays[1]
        judge(case, runner.run(send(relay, case, tokens[account % len(tokens)])))

    agree()
