"""The history checker: pure, and it trusts neither the relay nor the client.

Nothing is spot-checked. Each client's whole history is held against the log: what the log has
between the client's start and the head of a channel must have been delivered exactly once, under
the id that the log has, in an order that the documents' own versions confirm.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.chaos.history import Delivery, History, Resync, Truth

_EXAMPLES = 5


@dataclass(slots=True)
class Verdict:
    """Counts over all clients; every count but the first four is a broken promise.

    What a declared resync covers is ``forgone``, not lost; ``false_resets`` are resyncs and silent
    jumps that the scenario did not provoke. ``strangers`` are deliveries that the log does not
    have, ``overstated`` checkpoints that cover more than was received. ``latencies`` are pairs of
    the commit's time and the seconds from there to the client.
    """

    clients: int = 0
    expected: int = 0
    delivered: int = 0
    forgone: int = 0
    lost: int = 0
    duplicates: int = 0
    order_violations: int = 0
    gaps: int = 0
    false_resets: int = 0
    strangers: int = 0
    overstated: int = 0
    latencies: list[tuple[float, float]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    returned_at: list[float] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return not (
            self.lost
            or self.duplicates
            or self.order_violations
            or self.gaps
            or self.false_resets
            or self.strangers
            or self.overstated
        )

    def seconds(self, after: float = 0.0, before: float = math.inf) -> list[float]:
        """Seconds from commit to client of what was committed in a window of time."""
        return [taken for at, taken in self.latencies if after <= at < before]

    def note(self, text: str) -> None:
        """Keep the first few findings in words."""
        if len(self.examples) < _EXAMPLES:
            self.examples.append(text)


def check(
    histories: Iterable[History], truth: Truth, *, provoked_resets: frozenset[str] = frozenset()
) -> Verdict:
    """Hold all histories against the log. ``provoked_resets`` names reasons that are no failure."""
    verdict = Verdict()
    for history in histories:
        verdict.clients += 1
        verdict.gaps += len(history.gaps)
        verdict.overstated += history.overstated
        verdict.recoveries += history.recoveries
        verdict.returned_at += history.returned_at
        for gap in history.gaps:
            verdict.note(f"{history.client}: gap on {gap.channel} after {gap.after}, got {gap.got}")
        _check_resets(history, provoked_resets, verdict)
        _check_order(history, verdict)
        for channel, start in history.starts.items():
            _check_channel(history, channel, start, truth, verdict)
    return verdict


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile; not a number without values."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def _check_resets(history: History, provoked: frozenset[str], verdict: Verdict) -> None:
    for resync in history.resyncs:
        if resync.reason not in provoked:
            verdict.false_resets += 1
            verdict.note(f"{history.client}: {resync}")
    for jump in history.jumps:
        verdict.false_resets += 1
        verdict.note(f"{history.client}: silent jump {jump}")


def _check_order(history: History, verdict: Verdict) -> None:
    """Positions rise within a channel, and so do the versions of each document."""
    positions: dict[str, int] = {}
    versions: dict[tuple[str, str], int] = {}
    for delivery in history.deliveries:
        if delivery.seq < positions.get(delivery.channel, 0):
            verdict.order_violations += 1
            verdict.note(f"{history.client}: {delivery.channel} went back to {delivery.seq}")
        positions[delivery.channel] = delivery.seq
        if delivery.document is None or delivery.version is None:
            continue
        document = (delivery.channel, delivery.document)
        if delivery.version < versions.get(document, delivery.version):
            verdict.order_violations += 1
            verdict.note(f"{history.client}: {document} went back to {delivery.version}")
        versions[document] = delivery.version


def _check_channel(
    history: History, channel: str, start: int, truth: Truth, verdict: Verdict
) -> None:
    head = truth.heads.get(channel, 0)
    seen = [d for d in history.deliveries if d.channel == channel]
    times = Counter(d.seq for d in seen)
    ids = Counter(d.event_id for d in seen)
    expected = set(range(start + 1, head + 1))
    missing = expected - times.keys()
    forgone = missing & _declared(history.resyncs, channel)
    lost = missing - forgone
    verdict.expected += len(expected)
    verdict.delivered += len(seen)
    verdict.forgone += len(forgone)
    verdict.lost += len(lost)
    # An event that came under two positions was surfaced twice as well.
    repeated = max(sum(n - 1 for n in times.values()), sum(n - 1 for n in ids.values()))
    verdict.duplicates += repeated
    if lost:
        verdict.note(f"{history.client}: {channel} lost {len(lost)}, first {min(lost)} of {head}")
    if repeated:
        again = [seq for seq, n in times.items() if n > 1]
        verdict.note(f"{history.client}: {channel} surfaced {repeated} twice, such as {again[:3]}")
    for delivery in seen:
        _check_row(history, delivery, truth, verdict)


def _check_row(history: History, delivery: Delivery, truth: Truth, verdict: Verdict) -> None:
    row = truth.rows.get((delivery.channel, delivery.seq))
    if row is None or row.event_id != delivery.event_id:
        verdict.strangers += 1
        verdict.note(f"{history.client}: the log does not have {delivery}")
        return
    seconds = delivery.received_at - row.committed_at
    verdict.latencies.append((row.committed_at, seconds))


def _declared(resyncs: Iterable[Resync], channel: str) -> set[int]:
    """Positions of a channel that declared resyncs cover."""
    covered: set[int] = set()
    for resync in resyncs:
        if resync.channel == channel and resync.missed_to is not None:
            # A position of another epoch says nothing about this one's.
            known = resync.missed_from if resync.reason != "epoch" else None
            covered |= set(range(known or 1, resync.missed_to + 1))
    return covered
