"""What a client has received of each channel, and therefore what it does with the next event.

An event is delivered exactly when it is the next one of its channel. An older one is dropped. A
newer one proves that something is missing: the caller reconnects with this inbox's own cursor, and
the server sends what was missed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from stunity.realtime.cursor import format_cursor, parse_cursor

# Event ids remembered: one event arrives once for each of its channels.
_SEEN_IDS: Final = 1000

# A hole that is still there after this many reconnects will not be filled any more.
_GAP_PATIENCE: Final = 3


class Verdict(Enum):
    """What becomes of an event. LOST: everything before it in its channel counts as missed."""

    DELIVER = auto()
    DUPLICATE = auto()
    GAP = auto()
    LOST = auto()


@dataclass(slots=True)
class _Hole:
    channel: str = ""
    after: int = -1
    times: int = 0


class Inbox:
    """The positions of one reader."""

    def __init__(self) -> None:
        self._epoch = ""
        # Channels whose stream is unbroken since they were joined.
        self._joined: set[str] = set()
        self._ids: dict[str, str] = {}
        # The last position by channel id, as a cursor carries it.
        self._positions: dict[str, int] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._hole = _Hole()

    @property
    def cursor(self) -> str | None:
        """What to continue from; None before the first connection."""
        if not self._epoch or not self._positions:
            return None
        return format_cursor(self._epoch, self._positions)

    def position(self, channel: str) -> int | None:
        """The last position of a channel."""
        return self._positions.get(self._ids.get(channel, ""))

    def seed(self, text: str, known: Iterable[str] = ()) -> None:
        """Begin where another reader stood, who had the events of these ids."""
        cursor = parse_cursor(text)
        if cursor is None:
            raise ValueError(f"{text!r} is not a cursor")
        self._epoch, self._positions = cursor.epoch, dict(cursor.positions)
        for event_id in known:
            self._note(event_id)

    def opened(
        self,
        *,
        epoch: str,
        channels: Iterable[str],
        ids: Mapping[str, str],
        positions: Mapping[str, int],
        resumed: bool,
    ) -> list[str]:
        """Take over what the server says at the start of a stream.

        Returns the channels that do not continue where this inbox stands: read their state.
        """
        self._enter(epoch)
        if not resumed:
            self._joined.clear()
        known, self._positions = self._positions, {}
        channels = list(channels)
        for channel in channels:
            name = ids[channel]
            before = known.get(name) if channel in self._joined else None
            position = positions.get(channel) if before is None else before
            self._ids[channel] = name
            if position is not None:
                self._positions[name] = position
        return self._join(channels)

    def carries(
        self,
        *,
        channels: Iterable[str],
        removed: Iterable[str],
        ids: Mapping[str, str],
        positions: Mapping[str, int],
    ) -> list[str]:
        """Take over what an open stream carries from here on; returns the channels that begin."""
        self.forget(removed)
        channels = list(channels)
        for channel in channels:
            if channel in ids and channel not in self._joined:
                self._ids[channel] = ids[channel]
                self._positions[ids[channel]] = positions.get(channel, 0)
        return self._join(channels)

    def polled(self, epoch: str, channels: Iterable[str], ids: Mapping[str, str]) -> list[str]:
        """Take over a page's channels; their positions come with its events and its end."""
        self._enter(epoch)
        channels = list(channels)
        self._ids |= {channel: ids[channel] for channel in channels}
        return self._join(channels)

    def accept(self, event_id: str, channel: str, seq: int | None) -> Verdict:
        """Decide about an event, and move on where it is delivered or skipped."""
        # Of a channel that was dropped, nobody keeps the place.
        if seq is None or channel not in self._joined:
            return Verdict.DUPLICATE if self._note(event_id) else Verdict.DELIVER
        last = self.position(channel)
        if last is not None and seq <= last:
            return Verdict.DUPLICATE
        skips = last is not None and seq > last + 1
        if skips and last is not None and not self._hopeless(channel, last):
            return Verdict.GAP
        self._move_to(channel, seq)
        known = self._note(event_id)
        if skips:
            return Verdict.LOST
        return Verdict.DUPLICATE if known else Verdict.DELIVER

    def page_end(self, text: str) -> None:
        """Take over the cursor after a complete page, which covers every event in it."""
        cursor = parse_cursor(text)
        if cursor is None or cursor.epoch != self._epoch:
            return
        for channel in self._joined:
            name = self._ids.get(channel, "")
            seq = cursor.positions.get(name)
            if seq is not None:
                # It has moved on with its events, or with those of a stream meanwhile.
                self._positions[name] = max(seq, self._positions.get(name, -1))

    def resync(self, channel: str, missed_to: int | None) -> None:
        """Continue after a hole that the server declared; a channel without an end is over."""
        if missed_to is None:
            self.forget([channel])
        else:
            self._move_to(channel, missed_to)

    def forget(self, channels: Iterable[str]) -> None:
        """Drop channels; joined again later, they start anew."""
        for channel in channels:
            self._positions.pop(self._ids.pop(channel, ""), None)
            self._joined.discard(channel)

    def _enter(self, epoch: str) -> None:
        if epoch != self._epoch:
            # Positions of another epoch count other events.
            self._epoch = epoch
            self._joined.clear()
            self._positions.clear()

    def _join(self, channels: list[str]) -> list[str]:
        added = [channel for channel in channels if channel not in self._joined]
        self._joined = set(channels)
        return added

    def _move_to(self, channel: str, seq: int) -> None:
        if channel in self._ids:
            self._positions[self._ids[channel]] = seq

    def _note(self, event_id: str) -> bool:
        """Whether the id was seen before; it is from now on."""
        if event_id in self._seen:
            return True
        self._seen[event_id] = None
        if len(self._seen) > _SEEN_IDS:
            self._seen.popitem(last=False)
        return False

    def _hopeless(self, channel: str, last: int) -> bool:
        same = (self._hole.channel, self._hole.after) == (channel, last)
        self._hole = _Hole(channel, last, self._hole.times + 1 if same else 1)
        return self._hole.times > _GAP_PATIENCE
