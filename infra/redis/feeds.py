"""Chosen feeds in Redis: each choice under its version, and which one is somebody's present one.

``feedver:{person}`` counts what makes a choice stale; one that was made before the last count is
not shown anew, while its own further pages go on. Methods raise RedisUnavailable; each is one
command.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from infra.redis.client import RedisClient

KEPT_MS = 15 * 60 * 1000
_COUNT_KEPT_S = 24 * 60 * 60
_PRESENT = """
local stale = redis.call('GET', KEYS[2]) or '0'
local version = redis.call('GET', KEYS[1])
if not version then return {stale} end
return {stale, version, redis.call('GET', KEYS[1] .. ':' .. version)}
"""
_KEEP = """
redis.call('SET', KEYS[1] .. ':' .. ARGV[1], ARGV[2], 'PX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
"""
_STALE = """
local count = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return count
"""


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A choice, and the count at which it was made."""

    version: UUID
    count: str
    ids: Sequence[UUID]


class FeedCopies:
    """The chosen feeds of one person in one school."""

    def __init__(self, client: RedisClient, tenant_id: UUID, user_id: UUID) -> None:
        self._client = client
        self._key = f"feed:{tenant_id}:{user_id}:for_you"
        self._stale = f"feedver:{user_id}"

    def present(self) -> tuple[str, KeptFeed | None]:
        """What is counted by now, and the present choice unless something was counted since."""
        count, *kept = self._client.eval(_PRESENT, (self._key, self._stale))
        if len(kept) < 2 or kept[1] is None:  # noqa: PLR2004 - a version and its ids
            return count, None
        found = _read(UUID(kept[0]), kept[1])
        return count, found if found.count == count else None

    def get(self, version: UUID) -> KeptFeed | None:
        """A choice that is paged through, kept for as long again; None where it is over."""
        key = f"{self._key}:{version}"
        found = self._client.execute("GETEX", key, "PX", KEPT_MS)
        return None if found is None else _read(version, found)

    def keep(self, feed: KeptFeed) -> bool:
        """Make this the present choice; True when it is."""
        text = json.dumps({"count": feed.count, "ids": [one.hex for one in feed.ids]})
        return bool(self._client.eval(_KEEP, (self._key,), (str(feed.version), text, KEPT_MS)))

    def make_stale(self) -> None:
        """What was chosen before is not to be shown anew."""
        self._client.eval(_STALE, (self._stale,), (_COUNT_KEPT_S,))


def _read(version: UUID, text: str) -> KeptFeed:
    found = json.loads(text)
    return KeptFeed(version, found["count"], [UUID(one) for one in found["ids"]])
