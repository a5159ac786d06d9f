"""Schools spread over shards, so that a relay can take a part of the events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

SHARDS = 16
"""Fixed for good: a shard stands in messages, filters and addresses. Sixteen relays are many."""

_MAX_NAMED = 8
_RANGE = re.compile(r"(?P<first>[0-9]{1,2})(-(?P<last>[0-9]{1,2}))?", re.ASCII)


def shard_of(tenant_id: UUID | str) -> int:
    """The shard of a school: the last hexadecimal digit of its id, which is random."""
    return int(str(tenant_id)[-1], 16) % SHARDS


def parse_shards(text: str) -> tuple[int, ...]:
    """Read ``0-7`` or ``0,3,8-15``; all of them and none are both written as nothing.

    Raises ValueError on anything else.
    """
    found: set[int] = set()
    for part in filter(None, text.replace(" ", "").split(",")):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"shards are written like 0-7 or 0,3, not {part[:20]!r}")
        found.update(range(int(match["first"]), int(match["last"] or match["first"]) + 1))
    if any(not 0 <= shard < SHARDS for shard in found):
        raise ValueError(f"shards are 0 to {SHARDS - 1}")
    return () if len(found) == SHARDS else tuple(sorted(found))


def bus_filter(shards: Iterable[int]) -> str:
    """The subscription filter for these shards; nothing for all.

    Pub/Sub takes 256 bytes, so more than half of the shards are named by those that are left out.
    """
    wanted = sorted(shards)
    if not wanted:
        return ""
    if len(wanted) <= _MAX_NAMED:
        return _any_of(wanted)
    return f"NOT ({_any_of(shard for shard in range(SHARDS) if shard not in wanted)})"


def _any_of(shards: Iterable[int]) -> str:
    return " OR ".join(f'attributes.shard="{shard}"' for shard in shards)
