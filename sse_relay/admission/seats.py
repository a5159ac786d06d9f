"""How many streams there may be, per person, per school and in this instance; and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from infra.tokens import Claims
from shared.http.problem import Problem, RateLimited
from sse_relay.admission.ledger import Ledger, Taken

_Key = TypeVar("_Key")
_NOBODY = Taken(0, 0, 0)


class RelayFull(Problem):
    """This instance serves as many streams as it may; another one is on its way."""

    status, code, title = 503, "relay_full", "Try again in a moment"


class Seats:
    """Counts streams from their request to their end, with those that other workers have."""

    def __init__(
        self, *, per_user: int, per_tenant: int, in_all: int, ledger: Ledger | None = None
    ) -> None:
        self._per_user = per_user
        self._per_tenant = per_tenant
        self._in_all = in_all
        self._ledger = ledger
        self._users: Counter[tuple[UUID, UUID]] = Counter()
        self.tenants: Counter[UUID] = Counter()
        self.taken = 0

    def take(self, claims: Claims) -> None:
        """Reserve a seat; raises RateLimited or RelayFull."""
        # Taken first and looked at then: of two workers with one seat left, none goes over.
        self._change(claims, 1)
        try:
            self._check(claims)
        except Problem:
            self._change(claims, -1)
            raise

    def give_back(self, claims: Claims) -> None:
        """Free a seat."""
        self._change(claims, -1)

    def _check(self, claims: Claims) -> None:
        elsewhere = self._ledger.elsewhere(claims) if self._ledger else _NOBODY
        of_user = self._users[claims.tenant_id, claims.user_id]
        if self.taken + elsewhere.all > self._in_all:
            raise RelayFull(headers={"Retry-After": "2"})
        if of_user + elsewhere.user > self._per_user:
            raise RateLimited("Too many streams of one person", headers={"Retry-After": "10"})
        if self.tenants[claims.tenant_id] + elsewhere.tenant > self._per_tenant:
            raise RateLimited("Too many streams of this school", headers={"Retry-After": "30"})

    def _change(self, claims: Claims, change: int) -> None:
        self.taken += change
        _change(self._users, (claims.tenant_id, claims.user_id), change)
        _change(self.tenants, claims.tenant_id, change)
        if self._ledger is not None:
            self._ledger.add(claims, change)


class Attempts:
    """Counts what each person opens in a fixed window of time, seconds.

    A process counts for itself: a person who is spread over several relays may open more, and the
    seats bound what stays open. Nothing outlives its window, so the memory is bounded by those who
    came in it.
    """

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._window = 0
        self._counts: Counter[tuple[UUID, UUID]] = Counter()

    def count(self, user: tuple[UUID, UUID]) -> None:
        """Count one; raises RateLimited beyond the limit, until the window ends."""
        now = self._clock()
        window = int(now // self._seconds)
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[user] += 1
        if self._counts[user] > self._limit:
            left = (window + 1) * self._seconds - now
            raise RateLimited("Too many connections", headers={"Retry-After": str(int(left) + 1)})


def _change(counts: Counter[_Key], key: _Key, change: int) -> None:
    counts[key] += change
    if not counts[key]:
        del counts[key]
