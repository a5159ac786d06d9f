"""How many polls may wait at a time: each holds a thread that other requests need."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from shared.http.problem import RateLimited

PER_SESSION = 2
"""A browser polls from one tab; a second one may wait while the first goes away."""

_RETRY_SECONDS = 2


class WaitingPlaces:
    """The places of one process: so many in all, and two for each session.

    A process counts for itself. Over several of them a session may wait more often, which its
    limit of polls in a minute bounds.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._sessions: Counter[UUID] = Counter()

    @contextmanager
    def take(self, session_id: UUID) -> Iterator[None]:
        """Hold a place for the time of the block; raises RateLimited where none is free."""
        with self._lock:
            if self._sessions[session_id] >= PER_SESSION:
                raise _refusal("Too many waiting polls of one session")
            if self._sessions.total() >= self._places:
                raise _refusal("Too many waiting polls")
            self._sessions[session_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._sessions[session_id] -= 1
                if not self._sessions[session_id]:
                    del self._sessions[session_id]


@cache
def waiting_places(threads: int) -> WaitingPlaces:
    """The places of a process with so many threads: a quarter of them never waits."""
    return WaitingPlaces(max(1, threads * 3 // 4))


def _refusal(why: str) -> RateLimited:
    return RateLimited(why, headers={"Retry-After": str(_RETRY_SECONDS)})
