"""Seats that several worker processes of one instance share: counts in a file that all map.

Each worker writes its own row and reads all rows, so there is no lock. A person or a school is
found by two hashes, and the smaller count holds: who shares a slot with others in one place hardly
does in both (a count-min sketch, Cormode and Muthukrishnan 2005), and an error only ever counts
too many.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from infra.tokens import Claims

_USER_SLOTS = 16_381
_TENANT_SLOTS = 1_021
_SECOND_HASH_BITS = 32
_ROW = 1 + 2 * _USER_SLOTS + 2 * _TENANT_SLOTS
_COUNT_BYTES = 4


class Taken(NamedTuple):
    """Streams of everybody, of one person and of one school."""

    all: int
    user: int
    tenant: int


class Ledger:
    """The rows of all workers; ``worker`` is the one that is written, from 1."""

    def __init__(self, path: Path, *, workers: int, worker: int = 0) -> None:
        self._workers = workers
        self._worker = worker
        size = workers * _ROW * _COUNT_BYTES
        with path.open("a+b") as file:
            file.truncate(size)
            self._map = mmap.mmap(file.fileno(), size)
        self._counts = memoryview(self._map).cast("I")

    def add(self, claims: Claims, change: int) -> None:
        """Note that the own worker has one stream more or less."""
        counts, start = self._counts, (self._worker - 1) * _ROW
        for slot in (0, *_user_slots(claims), *_tenant_slots(claims.tenant_id)):
            counts[start + slot] += change

    def elsewhere(self, claims: Claims) -> Taken:
        """What the other workers have."""
        return Taken(
            self._others(0),
            min(map(self._others, _user_slots(claims))),
            min(map(self._others, _tenant_slots(claims.tenant_id))),
        )

    def clear(self, worker: int) -> None:
        """Forget the streams of a worker that has ended."""
        start = (worker - 1) * _ROW
        self._counts[start : start + _ROW] = memoryview(bytes(_ROW * _COUNT_BYTES)).cast("I")

    def close(self) -> None:
        """Let go of the file."""
        self._counts.release()
        self._map.close()

    def _others(self, slot: int) -> int:
        own = self._worker - 1
        return sum(self._counts[n * _ROW + slot] for n in range(self._workers) if n != own)


def _user_slots(claims: Claims) -> tuple[int, int]:
    key = claims.tenant_id.int ^ claims.user_id.int
    first, second = key % _USER_SLOTS, (key >> _SECOND_HASH_BITS) % _USER_SLOTS
    return 1 + first, 1 + _USER_SLOTS + second


def _tenant_slots(tenant_id: UUID) -> tuple[int, int]:
    key, start = tenant_id.int, 1 + 2 * _USER_SLOTS
    first, second = key % _TENANT_SLOTS, (key >> _SECOND_HASH_BITS) % _TENANT_SLOTS
    return start + first, start + _TENANT_SLOTS + second
