"""Shards: every school has one, and a filter takes exactly the shards that it is for."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.pubsub.filters import MAX_FILTER_BYTES, parse_filter
from shared.realtime.bus import BusAttributes
from shared.realtime.shards import SHARDS, bus_filter, parse_shards, shard_of

some = st.sets(st.integers(0, SHARDS - 1), min_size=1, max_size=SHARDS - 1)


@given(some)
def test_a_filter_takes_its_shards_and_no_other(shards: set[int]) -> None:
    text = bus_filter(shards)
    passes = parse_filter(text)
    assert len(text.encode()) <= MAX_FILTER_BYTES
    assert {n for n in range(SHARDS) if passes({"shard": str(n)})} == shards


def test_all_shards_need_no_filter() -> None:
    assert parse_shards("") == parse_shards("0-15") == ()
    assert bus_filter(()) == ""


@given(some)
def test_shards_are_read_as_they_are_written(shards: set[int]) -> None:
    assert parse_shards(",".join(map(str, shards))) == tuple(sorted(shards))


def test_ranges_are_read() -> None:
    assert parse_shards("0-3, 9,12-13") == (0, 1, 2, 3, 9, 12, 13)


@pytest.mark.parametrize("text", ["16", "-1", "a", "3-", "0-16", "1-2-3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_shards(text)


def test_messages_carry_the_shard_of_their_school() -> None:
    schools = [uuid4() for _ in range(400)]
    assert {shard_of(school) for school in schools} == set(range(SHARDS))
    for school in schools[:20]:
        message = BusAttributes(1, 1, "post:created", str(school), "tenant:1").encode()
        assert message["shard"] == str(shard_of(school)) == str(shard_of(UUID(str(school))))
