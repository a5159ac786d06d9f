"""The leaderboard of a live game in Redis: places and ranks, copied from Postgres.

Nothing here is the truth. A copy says which state of the board it is of, its tag, and whoever asks
names the state they want: a copy that is missing, older or of another game is no answer, and the
caller reads Postgres and fills it anew. Every call is one round trip. Keys live as long as a game
may be idle. Methods raise RedisUnavailable.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from infra.redis.client import Argument, RedisClient

TTL_SECONDS = 7200
_SEQ_STEPS = 1_000_000

_RANK = """
if redis.call('HGET', KEYS[1], 'board') ~= ARGV[1] then return false end
local place = redis.call('ZREVRANK', KEYS[2], ARGV[2])
local total = redis.call('ZCARD', KEYS[2])
if not place then return {0, total, ''} end
return {place + 1, total, redis.call('HGET', KEYS[3], ARGV[2])}
"""
_TOP = """
if redis.call('HGET', KEYS[1], 'board') ~= ARGV[1] then return false end
local found = {redis.call('ZCARD', KEYS[2])}
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[2], 0, ARGV[2] - 1)) do
  found[#found + 1] = redis.call('HGET', KEYS[3], id)
end
return found
"""
_FILL_BOARD = """
redis.call('DEL', KEYS[2], KEYS[3])
for at = 3, #ARGV, 3 do
  redis.call('ZADD', KEYS[2], ARGV[at + 1], ARGV[at])
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 2])
end
redis.call('HSET', KEYS[1], 'board', ARGV[1])
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[2]) end
return 1
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat as the copy of a board has it."""

    participant_id: str
    nickname: str
    join_seq: int
    score: int
    streak: int
    previous_rank: int | None


@dataclass(frozen=True, slots=True)
class RankedStanding:
    """A place; ``standing`` is None, and ``rank`` 0, for who is not on the board."""

    rank: int
    total: int
    standing: Standing | None


class LiveCopy:
    """The copy of one game's leaderboard, by the code of the game."""

    def __init__(self, client: RedisClient, code: str) -> None:
        self._client = client
        self._board = [f"session:{code}", f"leaderboard:{code}", f"session:{code}:participants"]

    def rank(self, tag: UUID, participant_id: UUID) -> RankedStanding | None:
        """Where a seat stands on the board of this tag; None where there is no such copy."""
        found = self._client.eval(_RANK, self._board, [str(tag), str(participant_id)])
        if not found:
            return None
        rank, total, said = found
        return RankedStanding(rank, total, _standing(said) if rank else None)

    def top(self, tag: UUID, count: int) -> tuple[list[Standing], int] | None:
        """The first places of the board of this tag, and how many there are."""
        found = self._client.eval(_TOP, self._board, [str(tag), count])
        if not found:
            return None
        total, *standings = found
        return [_standing(said) for said in standings], total

    def fill_board(self, tag: UUID, standings: Sequence[Standing]) -> None:
        """Copy a whole board. Ties are broken within the score: who came first stands first."""
        args: list[Argument] = [str(tag), TTL_SECONDS]
        for place in standings:
            score = place.score + 1 - place.join_seq / _SEQ_STEPS
            args += [place.participant_id, repr(score), json.dumps(asdict(place))]
        self._client.eval(_FILL_BOARD, self._board, args)


def _standing(said: str) -> Standing:
    return Standing(**json.loads(said))
