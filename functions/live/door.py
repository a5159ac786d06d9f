"""The door of a game in the hands of its host: whom it keeps out, lets back and sends away."""

from __future__ import annotations

import secrets
from datetime import timedelta

from functions.common.guests import end_streams
from functions.live.access import GameNotFound, GameOver, NotTheHost, access_hosted
from functions.live.reading import read_game
from functions.live.seats import board_changed, hash_of
from functions.runtime.context import Ctx
from infra.postgres import identity, live
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.http.route import route
from shared.identity.codes import code_of
from shared.live.events import LiveLocked, LiveParticipantKicked
from shared.live.schemas import GameLock, GamePath, GameRead, ReturnCodeRead, SeatPath
from shared.realtime.events import AccessChanged

RETURN_MINUTES = 10


class SeatNotFound(NotFound):
    """There is no such seat in the game."""

    title = "Player not found"


@route(
    "POST",
    "/v1/live/{code}/lock",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveLocked,),
    raises=(GameNotFound, GameOver, NotTheHost),
)
def live_lock(ctx: Ctx, path: GamePath, body: GameLock) -> GameRead:
    """Close the door to newcomers, or open it again.

    Opening also lets newcomers in again from where somebody was sent away; who was, stays away.
    """
    game = access_hosted(ctx, path.code)
    if not body.locked:
        ctx.db(live.SeatRepository).forgive(game)
    if game.locked != body.locked:
        game = ctx.db(live.GameRepository).change(game, ctx.now(), locked=body.locked)
        ctx.emit(LiveLocked(code=game.code, locked=game.locked), code=game.code)
    return read_game(ctx, game, None)


@route(
    "DELETE",
    "/v1/live/{code}/participants/{participantId}",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    status=204,
    emits=(LiveParticipantKicked, AccessChanged),
    raises=(GameNotFound, GameOver, NotTheHost, SeatNotFound),
)
def live_kick(ctx: Ctx, path: SeatPath) -> None:
    """Send somebody away for good: their seat, name and points are out of the game.

    From their address nobody comes in without a token any more, until the door is opened again.
    """
    game, now = access_hosted(ctx, path.code), ctx.now()
    seat = ctx.db(live.SeatRepository).get(game, path.participant_id)
    if seat is None:
        raise SeatNotFound
    if seat.kicked_at is not None:
        return
    ctx.db(live.SeatRepository).change(game, seat.id, kicked_at=now)
    if seat.guest_id is not None:
        ctx.db(identity.GuestRepository).revoke(seat.guest_id, now)
        end_streams(ctx, [seat.guest_id])
    board_changed(ctx, game, seats=game.seats - (seat.left_at is None))
    ctx.emit(
        LiveParticipantKicked(code=game.code, participant_id=seat.id, reason=None),
        code=game.code,
        user_id=seat.user_id or seat.guest_id,
    )


@route(
    "POST",
    "/v1/live/{code}/participants/{participantId}/return",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    status=201,
    idempotent=False,
    raises=(GameNotFound, GameOver, NotTheHost, SeatNotFound),
)
def live_let_back(ctx: Ctx, path: SeatPath) -> ReturnCodeRead:
    """Make a code with which a guest who lost the device comes back to the same seat, once.

    A second code replaces the first. Members come back by signing in.
    """
    game = access_hosted(ctx, path.code)
    seats = ctx.db(live.SeatRepository)
    seat = seats.get(game, path.participant_id)
    if seat is None or seat.guest_id is None or seat.kicked_at is not None:
        raise SeatNotFound
    code, until = code_of(secrets.token_bytes(32)), ctx.now() + timedelta(minutes=RETURN_MINUTES)
    seats.change(game, seat.id, return_hash=hash_of(code), return_until=until)
    return ReturnCodeRead(code=code, expires_at=until)
