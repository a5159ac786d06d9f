"""Where a reader with a cursor continues, and what it has to read again instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor

MAX_BEHIND = 2000
"""Events of one channel that are replayed at most; who is further behind reads the state again."""

ResyncReason = Literal["epoch", "too_far_behind", "history_expired", "access"]

_RESOURCES: Mapping[str, tuple[str, ...]] = {
    "user": ("/v1/users/me", "/v1/notifications"),
    "tenant": ("/v1/posts",),
    "class": ("/v1/posts",),
    "post": ("/v1/posts/{key}", "/v1/posts/{key}/comments"),
    "board": ("/v1/boards/{key}", "/v1/questions?boardId={key}"),
    "modq": ("/v1/questions?boardId={key}&status=UNDER_REVIEW",),
    "live": ("/v1/live/{key}",),
    "host": ("/v1/live/{key}",),
    "club": ("/v1/clubs/{key}", "/v1/clubs/{key}/posts"),
    "presence": ("/v1/schools/{key}/online-count",),
}


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """Positions to read after, by channel id, and channels that jump to their head."""

    positions: dict[int, int]
    resync: dict[int, ResyncReason]


def plan_replay(cursor: Cursor | None, epoch: str, heads: Mapping[int, int]) -> ReplayPlan:
    """Compare a cursor with the heads of the log, which must come from a successful read.

    A channel that the cursor does not name begins at its head.
    """
    positions = dict(heads)
    resync: dict[int, ResyncReason] = {}
    known = {} if cursor is None else cursor.positions
    for channel_id, head in heads.items():
        if cursor is None or channel_id not in known:
            continue
        position = known[channel_id]
        if cursor.epoch != epoch or position > head:
            resync[channel_id] = "epoch"
        elif head - position > MAX_BEHIND:
            resync[channel_id] = "too_far_behind"
        else:
            positions[channel_id] = position
    return ReplayPlan(positions, resync)


def missed_from(cursor: Cursor | None, channel_id: int, reason: ResyncReason) -> int | None:
    """The first position that a channel's reader does not get, where that means something.

    A position of another epoch counts other events, so it says nothing beside ours.
    """
    if cursor is None or reason == "epoch":
        return None
    return cursor.positions[channel_id] + 1


def refetch(channel: Channel) -> list[str]:
    """The resources that hold the state of a channel."""
    return [path.format(key=channel.key) for path in _RESOURCES.get(channel.kind, ())]


class Positioned(Protocol):
    """What a page needs to know of an entry of the log."""

    @property
    def channel_id(self) -> int:
        """The channel."""

    @property
    def seq(self) -> int:
        """The position in it."""


Entry = TypeVar("Entry", bound=Positioned)


@dataclass(frozen=True, slots=True)
class ReplayPage(Generic[Entry]):
    """A page of entries, in order within each channel, and the positions after it."""

    entries: list[Entry]
    positions: dict[int, int]
    resync: dict[int, ResyncReason]
    has_more: bool


def take_page(
    plan: ReplayPlan, heads: Mapping[int, int], found: Sequence[Entry], limit: int
) -> ReplayPage[Entry]:
    """Cut what was read to ``limit`` entries.

    A first entry that is not the next one means that the log has forgotten those between: such a
    channel jumps to its head. Nothing else is ever left out.
    """
    positions, resync = dict(plan.positions), dict(plan.resync)
    taken: list[Entry] = []
    for entry in found:
        if entry.channel_id in resync or len(taken) == limit:
            continue
        if entry.seq != positions[entry.channel_id] + 1:
            resync[entry.channel_id] = "history_expired"
            positions[entry.channel_id] = heads[entry.channel_id]
            continue
        positions[entry.channel_id] = entry.seq
        taken.append(entry)
    seen = {entry.channel_id for entry in found}
    for channel_id, head in heads.items():
        # All entries of the channel were retired: nothing was read, and yet it is behind.
        if positions[channel_id] < head and channel_id not in seen:
            resync.setdefault(channel_id, "history_expired")
            positions[channel_id] = head
    return ReplayPage(taken, positions, resync, any(positions[c] < h for c, h in heads.items()))
