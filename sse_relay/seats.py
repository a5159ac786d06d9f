"""How many streams there may be, per person, per school and in this process; and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from infra.tokens import Claims
from shared.http.problem import Problem, RateLimited

_Key = TypeVar("_Key")


class RelayFull(Problem):
    """This instance serves as many streams as it may; another one is on its way."""

    status, code, title = 503, "relay_full", "Try again in a moment"


class Seats:
    """Counts streams from their request to their end."""

    def __init__(self, *, per_user: int, per_tenant: int, in_all: int) -> None:
        self._per_user = per_user
        self._per_tenant = per_tenant
        self._in_all = in_all
        self._users: Counter[tuple[UUID, UUID]] = Counter()
        self.tenants: Counter[UUID] = Counter()
        self.taken = 0

    def take(self, claims: Claims) -> None:
        """Reserve a seat; raises RateLimited or RelayFull."""
        user = (claims.tenant_id, claims.user_id)
        if self.taken >= self._in_all:
            raise RelayFull(headers={"Retry-After": "2"})
        if self._users[user] >= self._per_user:
            raise RateLimited("Too many streams of one person", headers={"Retry-After": "10"})
        if self.tenants[claims.tenant_id] >= self._per_tenant:
            raise RateLimited("Too many streams of this school", headers={"Retry-After": "30"})
        self.taken += 1
        self._users[user] += 1
        self.tenants[claims.tenant_id] += 1

    def give_back(self, claims: Claims) -> None:
        """Free a seat."""
        self.taken -= 1
        _decrease(self._users, (claims.tenant_id, claims.user_id))
        _decrease(self.tenants, claims.tenant_id)


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


def _decrease(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
