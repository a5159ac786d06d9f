"""How many streams there may be: per person, per school and in this process."""

from __future__ import annotations

from collections import Counter
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


def _decrease(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
