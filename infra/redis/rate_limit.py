"""Fixed-window rate limits in Redis: all buckets of a request in one call."""

from __future__ import annotations

from collections.abc import Sequence

from infra.redis.client import RedisClient
from shared.http.rate_limit import Bucket, BucketState

# A script runs alone, so the counts are exact. A counter without a lifetime, which nothing here
# makes, would block its subject for ever: it gets one, whatever its count.
_HIT = """
local states = {}
for index, key in ipairs(KEYS) do
  local places = tonumber(ARGV[#KEYS + index])
  local count = redis.call('INCRBY', key, places)
  local ttl = redis.call('PTTL', key)
  if count == places or ttl < 0 then
    ttl = tonumber(ARGV[index])
    redis.call('PEXPIRE', key, ttl)
  end
  states[index] = {count, ttl}
end
return states
"""

_GIVE_BACK = """
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') > 0 then
    redis.call('DECR', key)
  end
end
return 1
"""


def hit(
    client: RedisClient, buckets: Sequence[Bucket], places: Sequence[int] = ()
) -> list[BucketState]:
    """Count one hit in every bucket, or as many ``places``; their states in the same order.

    A refused hit is counted too, also in the buckets that would have let it pass: the windows are
    fixed, so it prolongs nothing. Raises RedisUnavailable; ValueError if two buckets share a key.
    """
    if not buckets:
        return []
    keys = [bucket.key for bucket in buckets]
    if len(set(keys)) < len(keys):
        raise ValueError(f"a hit would count twice: {keys}")
    windows = [bucket.window_ms for bucket in buckets]
    counted = client.eval(_HIT, keys, [*windows, *(places or [1] * len(buckets))])
    return [
        BucketState(bucket.limit, count, reset_ms)
        for bucket, (count, reset_ms) in zip(buckets, counted, strict=True)
    ]


def give_back(client: RedisClient, buckets: Sequence[Bucket]) -> None:
    """Take one hit from every bucket whose window has not ended. Raises RedisUnavailable."""
    client.eval(_GIVE_BACK, [bucket.key for bucket in buckets])
