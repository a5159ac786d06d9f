"""Who is there, in Redis: one set for each school, each member with the end of their last beat.

``presence:schools`` names the schools with anybody in their set. Whoever is in a set has not been
announced as away, whether their beat is over or not. Methods raise RedisUnavailable; each is one
command, which is what a heartbeat costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from infra.redis.client import RedisClient

_SCHOOLS = "presence:schools"
_BEAT = """
local added = redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
redis.call('SADD', KEYS[2], ARGV[3])
return added
"""
# Nobody who has come back meanwhile is taken out.
_LEAVE = """
local gone = {}
for _, person in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])) do
  gone[#gone + 1] = person
  gone[#gone + 1] = redis.call('ZSCORE', KEYS[1], person)
  redis.call('ZREM', KEYS[1], person)
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
return gone
"""


class PresenceCopy:
    """The set of one school."""

    def __init__(self, client: RedisClient, tenant_id: UUID) -> None:
        self._client = client
        self._tenant = str(tenant_id)
        self._key = f"presence:{tenant_id}"

    def beat(self, user_id: UUID, until: datetime) -> bool:
        """A person is there until then; whether they were not in the set before."""
        args = (str(user_id), _millis(until), self._tenant)
        return bool(self._client.eval(_BEAT, (self._key, _SCHOOLS), args))

    def forget(self, user_id: UUID) -> bool:
        """Take a person out; whether they were in it."""
        return bool(self._client.execute("ZREM", self._key, str(user_id)))

    def until(self, user_id: UUID) -> datetime | None:
        """The end of a person's last beat."""
        found = self._client.execute("ZSCORE", self._key, str(user_id))
        return None if found is None else _moment(found)

    def count(self, now: datetime) -> int:
        """How many are there."""
        return int(self._client.execute("ZCOUNT", self._key, f"({_millis(now)}", "+inf"))

    def leave(self, before: datetime) -> dict[UUID, datetime]:
        """Take out all whose beat was over by then, and return when each was."""
        found: Sequence[str] = self._client.eval(
            _LEAVE, (self._key, _SCHOOLS), (_millis(before), self._tenant)
        )
        pairs = zip(found[::2], found[1::2], strict=True)
        return {UUID(person): _moment(until) for person, until in pairs}


def schools_with_anybody(client: RedisClient) -> set[UUID]:
    """The schools that have a set."""
    return {UUID(one) for one in client.execute("SMEMBERS", _SCHOOLS) or ()}


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _moment(score: str | float) -> datetime:
    return datetime.fromtimestamp(float(score) / 1000, UTC)
