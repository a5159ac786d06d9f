"""Replay: against a model that keeps every event of every channel."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor
from shared.realtime.replay import MAX_BEHIND, missed_from, plan_replay, refetch, take_page

EPOCH = "now"


@dataclass(frozen=True, slots=True)
class Entry:
    channel_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Log:
    """Channels by id: the last number, and up to which number all is forgotten."""

    heads: dict[int, int]
    forgotten: dict[int, int]

    def read(self, after: dict[int, int], limit: int) -> list[Entry]:
        """As the database reads: so many of each channel, channel by channel."""
        found = []
        for channel, position in after.items():
            first = max(position, self.forgotten[channel]) + 1
            last = min(self.heads[channel], first + limit - 1)
            found += [Entry(channel, seq) for seq in range(first, last + 1)]
        return found


@st.composite
def logs(draw: st.DrawFn) -> Log:
    heads = draw(st.dictionaries(st.integers(1, 6), st.integers(0, 12), min_size=1, max_size=4))
    forgotten = {c: draw(st.integers(0, head)) for c, head in heads.items()}
    return Log(heads, forgotten)


@st.composite
def cursors(draw: st.DrawFn) -> Cursor:
    """Positions on channels that exist and on some that do not, behind and ahead."""
    positions = draw(st.dictionaries(st.integers(1, 8), st.integers(0, 14), max_size=5))
    return Cursor(draw(st.sampled_from([EPOCH, EPOCH, EPOCH, "before"])), positions)


@given(log=logs(), cursor=st.none() | cursors())
def test_a_plan_begins_where_the_cursor_stands_or_says_why_not(
    log: Log, cursor: Cursor | None
) -> None:
    plan = plan_replay(cursor, EPOCH, log.heads)
    assert plan.positions.keys() == log.heads.keys()
    for channel, head in log.heads.items():
        known = None if cursor is None else cursor.positions.get(channel)
        if cursor is None or known is None:
            expected: tuple[int, str | None] = (head, None)
        elif cursor.epoch != EPOCH or known > head:
            expected = (head, "epoch")
        else:
            expected = (known, None)
        assert (plan.positions[channel], plan.resync.get(channel)) == expected


@given(head=st.integers(0, 10**6), behind=st.integers(0, 3 * MAX_BEHIND))
def test_too_far_behind_is_more_than_the_limit(head: int, behind: int) -> None:
    cursor = Cursor(EPOCH, {1: max(head - behind, 0)})
    plan = plan_replay(cursor, EPOCH, {1: head})
    too_far = min(behind, head) > MAX_BEHIND
    assert plan.resync == ({1: "too_far_behind"} if too_far else {})
    assert plan.positions[1] == (head if too_far else cursor.positions[1])


@given(log=logs(), cursor=cursors(), limit=st.integers(1, 9))
def test_page_after_page_gives_each_event_once_or_says_that_it_is_gone(
    log: Log, cursor: Cursor, limit: int
) -> None:
    seen: dict[int, list[int]] = {channel: [] for channel in log.heads}
    said: dict[int, list[str]] = {channel: [] for channel in log.heads}
    at, pages = cursor, 0
    while True:
        plan = plan_replay(at, EPOCH, log.heads)
        page = take_page(plan, log.heads, log.read(plan.positions, limit + 1), limit)
        assert len(page.entries) <= limit
        for entry in page.entries:
            seen[entry.channel_id].append(entry.seq)
        for channel, reason in page.resync.items():
            said[channel].append(reason)
        at, pages = Cursor(EPOCH, page.positions), pages + 1
        assert page.has_more == any(page.positions[c] < h for c, h in log.heads.items())
        if not page.has_more:
            break
        assert page.entries or page.resync, "a page without progress"
        assert pages < 60
    assert at.positions == log.heads
    for channel, head in log.heads.items():
        known = cursor.positions.get(channel)
        if known is None:
            assert (seen[channel], said[channel]) == ([], [])
        elif cursor.epoch != EPOCH or known > head:
            assert (seen[channel], said[channel]) == ([], ["epoch"])
        elif known < log.forgotten[channel]:
            assert (seen[channel], said[channel]) == ([], ["history_expired"])
        else:
            assert (seen[channel], said[channel]) == (list(range(known + 1, head + 1)), [])


@given(log=logs(), new=st.dictionaries(st.integers(1, 6), st.integers(0, 3)))
def test_what_comes_between_the_two_reads_is_neither_lost_nor_doubled(
    log: Log, new: dict[int, int]
) -> None:
    """Heads are read before entries; the log grows in between."""
    whole = Log({c: h + new.get(c, 0) for c, h in log.heads.items()}, dict.fromkeys(log.heads, 0))
    at, seen = Cursor(EPOCH, dict.fromkeys(log.heads, 0)), []
    for heads in (log.heads, whole.heads, whole.heads):
        plan = plan_replay(at, EPOCH, heads)
        page = take_page(plan, heads, whole.read(plan.positions, 101), 100)
        assert page.resync == {}
        seen += page.entries
        at = Cursor(EPOCH, page.positions)
    assert sorted((e.channel_id, e.seq) for e in seen) == [
        (c, seq) for c, head in sorted(whole.heads.items()) for seq in range(1, head + 1)
    ]


def test_a_resync_names_what_was_missed_where_that_means_something() -> None:
    cursor = Cursor(EPOCH, {1: 4})
    assert missed_from(cursor, 1, "history_expired") == 5
    assert missed_from(cursor, 1, "too_far_behind") == 5
    assert missed_from(cursor, 1, "epoch") is None
    assert missed_from(None, 1, "history_expired") is None


def test_a_resync_names_the_resources_of_a_channel() -> None:
    assert refetch(Channel("post", "7")) == ["/v1/posts/7", "/v1/posts/7/comments"]
    assert refetch(Channel("user", "7")) == ["/v1/users/me", "/v1/notifications"]
    assert refetch(Channel("tenant", "7")) == refetch(Channel("class", "7")) == ["/v1/posts"]
    assert refetch(Channel("other", "7")) == []
