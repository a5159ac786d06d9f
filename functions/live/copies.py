"""The copies of a game in Redis, and what stands in for them when Redis is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from functions.runtime.context import Ctx
from infra.postgres import live

if TYPE_CHECKING:
    from infra.postgres.live import Game, Place
    from infra.redis.live import LiveCopy, Standing

T = TypeVar("T")


def asked(ctx: Ctx, code: str, ask: Callable[[LiveCopy], T]) -> T | None:
    """The answer of the copy, or None where Redis is away, which the response then says."""
    from infra.redis.client import RedisUnavailable
    from infra.redis.live import LiveCopy

    if ctx.deps.redis is None:
        ctx.degraded.add("redis")
        return None
    try:
        return ask(LiveCopy(ctx.deps.redis, code))
    except RedisUnavailable:
        ctx.degraded.add("redis")
        return None


def standings(places: Sequence[Place]) -> list[Standing]:
    """Places of the leaderboard as a copy keeps them."""
    from infra.redis.live import Standing

    return [
        Standing(
            participant_id=str(place.id),
            nickname=place.nickname,
            join_seq=place.join_seq,
            score=place.score,
            streak=place.streak,
            previous_rank=place.previous_rank,
        )
        for place in places
    ]


def read_places(ctx: Ctx, game: Game) -> list[Place]:
    """The whole leaderboard from Postgres, and a copy of it for those who ask next."""
    places = ctx.db(live.SeatRepository).find_places(game)
    if places:
        tag, copied = places[0].tag, standings(places)
        asked(ctx, game.code, lambda copy: copy.fill_board(tag, copied))
    return places
