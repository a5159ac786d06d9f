"""Which game a code names, and what the caller is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import live
from shared.http.problem import Conflict, Forbidden, NotFound

if TYPE_CHECKING:
    from infra.postgres.live import Game, Seat


class GameNotFound(NotFound):
    """There is no game under this code in the caller's school, or a guest's pass is for another."""

    guess = True
    title = "Game not found"


class NotInGame(Forbidden):
    """The caller has no seat in the game; joining gives one."""

    code = "not_in_game"
    title = "Join the game first"
    cure = "Take a seat with `POST /v1/live/{code}/join`, then send the request again."


class SentAway(Forbidden):
    """The host has sent the caller away from this game."""

    code = "sent_away"
    title = "You were sent away from this game"
    cure = "Stop joining this game; only its host can make a new one that you may play in."


class NotTheHost(Forbidden):
    """Only who made the game may lead it."""

    code = "not_the_host"
    title = "Only the host may do this"
    cure = (
        "Ask whoever made the game. Anybody may send `POST /v1/live/{code}/advance` once a time "
        "is up."
    )


class GameOver(Conflict):
    """The game has ended."""

    code = "game_over"
    title = "The game is over"
    cure = "Show the results; the host makes another game."


def scope_of(code: str) -> str:
    """What a guest's pass for the game is for: its channel."""
    return f"live:{code}"


def find_game(ctx: Ctx, code: str) -> tuple[Game, Seat | None]:
    """The game of the caller's school and the seat in it, if any; raises GameNotFound."""
    viewer = ctx.viewer
    if not viewer.may_enter(scope_of(code)):
        raise GameNotFound
    found = ctx.db(live.GameRepository).get(viewer.user_id, code)
    if found is None:
        raise GameNotFound
    return found


def access_game(ctx: Ctx, code: str) -> tuple[Game, Seat | None]:
    """The game if the caller hosts it (no seat) or sits in it; raises also NotInGame, SentAway."""
    game, seat = find_game(ctx, code)
    if game.host_id == ctx.viewer.user_id:
        return game, None
    return game, _sitting(seat)


def access_seat(ctx: Ctx, code: str) -> tuple[Game, Seat]:
    """The game and the caller's seat; raises like :func:`access_game`, for the host too."""
    game, seat = find_game(ctx, code)
    return game, _sitting(seat)


def access_hosted(ctx: Ctx, code: str, *, running: bool = True) -> Game:
    """The game if the caller hosts it, locked for a change; raises NotTheHost or GameOver."""
    game, _ = find_game(ctx, code)
    if game.host_id != ctx.viewer.user_id:
        raise NotTheHost
    ctx.db(live.GameRepository).lock(code)
    game, _ = find_game(ctx, code)
    if running and not game.status.running:
        raise GameOver
    return game


def _sitting(seat: Seat | None) -> Seat:
    if seat is None:
        raise NotInGame
    if seat.kicked_at is not None:
        raise SentAway
    if seat.left_at is not None:
        raise NotInGame
    return seat
