"""The messages of one subscription between publish and acknowledgement. No I/O, no real clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from math import inf

from infra.local.pubsub.message import Consumer, Delivery, Message, Policy

# One response carries one message or at most this much: gRPC clients refuse more than 4 MiB unless
# told otherwise, and Google's tell otherwise only on channels they open themselves.
MAX_BATCH_BYTES = 3 * 1024 * 1024
# Leases that ended early leave their deadline behind in the heap until it passes, or until this
# many of them have gathered.
_STALE_DEADLINES = 1024
# Retention is ten minutes at the least, so looking for expired messages more often finds none.
_SWEEP_SECONDS = 1.0


class _Entry:
    __slots__ = ("attempts", "consumer", "deadline", "message", "seq")

    def __init__(self, seq: int, message: Message) -> None:
        self.seq = seq
        self.message = message
        self.attempts = 0
        # The end of the current lease; 0 while nobody holds the message.
        self.deadline = 0.0
        self.consumer: Consumer | None = None


class DeliveryQueue:
    """At-least-once delivery: leases with deadlines, retries with backoff, order within a key.

    `token` makes the ack ids of this queue and this process unlike any other's, so that an id from
    before a restart acknowledges nothing. `bury` takes a message that has used up its attempts and
    answers whether it found a grave; when not, the message goes on being delivered. `arm` is told
    the earliest time (of `now`) at which `advance` has something to do.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        token: str,
        now: Callable[[], float],
    ) -> None:
        self.policy = policy
        self.arm: Callable[[float], None] = lambda _: None
        self.bury: Callable[[Message, int], bool] = lambda _message, _attempts: False
        # Called when something may have become deliverable; in order, so callers can take turns.
        self.listeners: dict[object, Callable[[], None]] = {}
        self._token = token
        self._now = now
        self._seq = 0
        self._entries: dict[int, _Entry] = {}
        self._ready: deque[_Entry] = deque()
        self._delayed: list[tuple[float, int]] = []
        self._deadlines: list[tuple[float, int, int]] = []
        self._lanes: dict[str, deque[_Entry]] = {}
        self._retained: deque[Message] = deque()
        self._armed = inf
        self._leased = 0
        self._next_sweep = -inf

    def __len__(self) -> int:
        """Messages not yet acknowledged, leased ones included."""
        return len(self._entries)

    def add(self, message: Message) -> None:
        """Accept a message for delivery."""
        self._forget_expired()
        self._enqueue(message)
        self._notify()

    def take(
        self, limit: int, consumer: Consumer | None = None, ack_deadline: float | None = None
    ) -> list[Delivery]:
        """Lease up to `limit` messages for `ack_deadline` seconds (the policy's when None)."""
        holder = consumer or Consumer()
        seconds = self.policy.ack_deadline if ack_deadline is None else ack_deadline
        now = self._now()
        taken: list[Delivery] = []
        size = 0
        while len(taken) < limit and holder.has_room and (entry := self._first_ready(now)):
            size += len(entry.message.data)
            if taken and size > MAX_BATCH_BYTES:
                break
            self._ready.popleft()
            taken.append(self._lease(entry, holder, now + seconds))
        return taken

    def ack(self, ack_ids: Iterable[str]) -> None:
        """Finish these messages. An id from an earlier attempt counts; an unknown one does not.

        Raises ValueError for an id that no queue ever issued.
        """
        for seq, _ in [self._parse(ack_id) for ack_id in ack_ids]:
            if entry := self._entries.get(seq):
                if self.policy.retain_acked:
                    self._retained.append(entry.message)
                self._remove(entry)
        self._notify()

    def modify(self, ack_ids: Iterable[str], seconds: float) -> None:
        """Extend leases to `seconds` from now; 0 gives the messages back. Raises as `ack` does."""
        now = self._now()
        for seq, attempt in [self._parse(ack_id) for ack_id in ack_ids]:
            entry = self._entries.get(seq)
            if entry is None or entry.attempts != attempt or not entry.deadline:
                continue
            if seconds <= 0:
                self._fail(entry)
            else:
                self._set_deadline(entry, now + seconds)
        self._notify()

    def advance(self) -> None:
        """Act on every deadline that has passed: expire leases, end the wait of retries."""
        now = self._now()
        self._armed = inf
        while self._deadlines and self._deadlines[0][0] <= now:
            deadline, seq, attempt = heappop(self._deadlines)
            entry = self._entries.get(seq)
            if entry and entry.attempts == attempt and entry.deadline == deadline:
                self._fail(entry)
        while self._delayed and self._delayed[0][0] <= now:
            entry = self._entries.get(heappop(self._delayed)[1])
            if entry:
                self._ready.append(entry)
        for heap in (self._deadlines, self._delayed):
            if heap:
                self._arm_at(heap[0][0])
        self._notify()

    def seek(self, instant: float, history: Iterable[Message] = ()) -> None:
        """Deliver exactly what was published at or after `instant`; the rest counts as acked.

        `history` is what the topic still retains. Attempts start again from zero.
        """
        own = {message.id: message for message in self._retained}
        own.update((entry.message.id, entry.message) for entry in self._entries.values())
        for entry in self._entries.values():
            self._release(entry)
        for container in (self._entries, self._lanes, self._ready, self._delayed, self._deadlines):
            container.clear()
        if self.policy.retain_acked:
            self._retained = deque(
                _in_order(each for each in own.values() if each.published < instant)
            )
        known = {message.id: message for message in history} | own
        for message in _in_order(each for each in known.values() if each.published >= instant):
            self._enqueue(message)
        self._notify()

    def clear(self) -> None:
        """Drop every message, for a subscription that is detached."""
        self.seek(inf)
        self._retained.clear()

    def _enqueue(self, message: Message) -> None:
        self._seq += 1
        entry = _Entry(self._seq, message)
        self._entries[entry.seq] = entry
        if not (self.policy.ordered and message.ordering_key):
            self._ready.append(entry)
            return
        lane = self._lanes.setdefault(message.ordering_key, deque())
        lane.append(entry)
        if lane[0] is entry:
            self._ready.append(entry)

    def _first_ready(self, now: float) -> _Entry | None:
        """The first entry that is still wanted; those before it are dropped."""
        while self._ready:
            entry = self._ready[0]
            known = self._entries.get(entry.seq) is entry  # else acked late while it waited
            if known and entry.message.published + self.policy.retention > now:
                return entry
            self._ready.popleft()
            if known:
                self._remove(entry)
        return None

    def _lease(self, entry: _Entry, holder: Consumer, deadline: float) -> Delivery:
        entry.attempts += 1
        entry.consumer = holder
        holder.messages += 1
        holder.bytes += len(entry.message.data)
        self._leased += 1
        self._set_deadline(entry, deadline)
        return Delivery(
            ack_id=f"{self._token}-{entry.seq}-{entry.attempts}",
            message=entry.message,
            attempt=entry.attempts if self.policy.max_attempts else 0,
        )

    def _release(self, entry: _Entry) -> None:
        entry.deadline = 0.0
        if entry.consumer is not None:
            entry.consumer.messages -= 1
            entry.consumer.bytes -= len(entry.message.data)
            entry.consumer = None
            self._leased -= 1

    def _fail(self, entry: _Entry) -> None:
        """An attempt ended without an acknowledgement."""
        self._release(entry)
        limit = self.policy.max_attempts
        if limit and entry.attempts >= limit and self.bury(entry.message, entry.attempts):
            self._remove(entry)
            return
        if self.policy.backoff is None:
            self._ready.append(entry)
            return
        shortest, longest = self.policy.backoff
        # The exponent is capped because 2.0 ** 1024 is an error, not infinity.
        due = self._now() + min(longest, shortest * 2.0 ** min(entry.attempts - 1, 64))
        heappush(self._delayed, (due, entry.seq))
        self._arm_at(due)

    def _remove(self, entry: _Entry) -> None:
        del self._entries[entry.seq]
        self._release(entry)
        lane = self._lanes.get(entry.message.ordering_key) if self.policy.ordered else None
        if not lane:
            return
        if lane[0] is not entry:
            lane.remove(entry)
            return
        lane.popleft()
        if lane:
            self._ready.append(lane[0])
        else:
            del self._lanes[entry.message.ordering_key]

    def _set_deadline(self, entry: _Entry, deadline: float) -> None:
        entry.deadline = deadline
        heappush(self._deadlines, (deadline, entry.seq, entry.attempts))
        if len(self._deadlines) > 2 * self._leased + _STALE_DEADLINES:
            held = (each for each in self._entries.values() if each.deadline)
            self._deadlines = [(each.deadline, each.seq, each.attempts) for each in held]
            heapify(self._deadlines)
        self._arm_at(deadline)

    def _arm_at(self, due: float) -> None:
        if due < self._armed:
            self._armed = due
            self.arm(due)

    def _forget_expired(self) -> None:
        """Entries stand in publish order, so only the head can be the first to expire."""
        now = self._now()
        if now < self._next_sweep:
            return
        self._next_sweep = now + _SWEEP_SECONDS
        horizon = now - self.policy.retention
        while self._retained and self._retained[0].published <= horizon:
            self._retained.popleft()
        while self._entries:
            oldest = next(iter(self._entries.values()))
            if oldest.message.published > horizon:
                return
            self._remove(oldest)

    def _parse(self, ack_id: str) -> tuple[int, int]:
        token, _, rest = ack_id.partition("-")
        seq, _, attempt = rest.partition("-")
        if not (token and seq.isdecimal() and attempt.isdecimal()):
            raise ValueError(f"Invalid ack id: {ack_id[:64]!r}.")
        return (int(seq) if token == self._token else 0, int(attempt))

    def _notify(self) -> None:
        if self._ready:
            for listener in list(self.listeners.values()):
                listener()


def _in_order(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (message.published, message.id))
