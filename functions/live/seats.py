"""Sitting down in a game, coming back to the own seat, and standing up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.flags import is_on
from functions.common.guests import (
    AskTheHost,
    NicknameRefused,
    end_streams,
    enter_by_code,
    issue_guest_pass,
    origin_of,
)
from functions.live.access import (
    GameNotFound,
    GameOver,
    NotInGame,
    SentAway,
    access_seat,
    find_game,
    scope_of,
)
from functions.live.naming import NicknameTaken, choose_nickname
from functions.runtime.context import Ctx
from infra.postgres import identity, live
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, Forbidden
from shared.http.route import route
from shared.identity.codes import normalise_code
from shared.identity.types import CodeKind
from shared.ids import uuid7
from shared.live import nicknames
from shared.live.events import LiveParticipantJoined, LiveParticipantLeft
from shared.live.schemas import GameJoin, GamePath, GuestSeatRead, JoinRead
from shared.platform.flags import Flag
from shared.realtime.events import AccessChanged

if TYPE_CHECKING:
    from infra.postgres.live import Game, Seat


class GuestsNotAllowed(Forbidden):
    """The host lets members of the school play only."""

    code = "guests_not_allowed"
    title = "This game is for members of the school"
    cure = "Sign in as a member of the school, or ask the host to allow guests."


class GameLocked(Conflict):
    """The host has closed the door to newcomers."""

    code = "game_locked"
    title = "The host has locked the game"
    cure = "Ask the host to open the door."


class GameFull(Conflict):
    """All seats are taken."""

    code = "game_full"
    title = "The game is full"
    cure = "Wait until somebody leaves, or ask the host for another game."


class HostDoesNotPlay(Conflict):
    """The host leads the game and has no seat in it."""

    code = "host_does_not_play"
    title = "The host does not play"
    cure = "Play with another account; the host leads."


class WrongReturnCode(Forbidden):
    """The host has given no such code, or it was used, or its time is over."""

    code = "wrong_return_code"
    title = "This code leads to no seat; ask the host for another"
    cure = "Ask the host for another code; each brings one person back to one seat, once."
    guess = True


@route(
    "POST",
    "/v1/live/{code}/join",
    permission=Permission.LIVE_JOIN,
    limits=("public", "join"),
    emits=(LiveParticipantJoined, AccessChanged),
    raises=(
        GameNotFound,
        GameOver,
        GameLocked,
        GameFull,
        GuestsNotAllowed,
        HostDoesNotPlay,
        NicknameTaken,
        NicknameRefused,
        SentAway,
        AskTheHost,
        WrongReturnCode,
    ),
    guests=True,
    anonymous=True,
)
def live_join(ctx: Ctx, path: GamePath, body: GameJoin) -> JoinRead:
    """Take a seat in a game, or come back to the own one.

    Members send their token. Where the host allows guests, nobody needs one: the answer carries a
    token for this game alone, and a guest who sends it comes back to the same seat.
    """
    game, seat = _find(ctx, path.code)
    if not game.status.running:
        raise GameOver
    if seat is not None and seat.kicked_at is not None:
        raise SentAway
    if seat is not None and seat.left_at is None:
        return _seated(seat, game, rejoined=True)
    ctx.db(live.GameRepository).lock(game.code)
    game, seat = _again(ctx, game)
    if seat is not None:
        return _come_back(ctx, game, seat)
    if body.return_code is not None and ctx.signed_in is None:
        return _let_back(ctx, game, body.return_code)
    return _sit_down(ctx, game, body)


@route(
    "POST",
    "/v1/live/{code}/leave",
    permission=Permission.LIVE_JOIN,
    limits=("write",),
    status=204,
    emits=(LiveParticipantLeft,),
    raises=(GameNotFound, NotInGame, SentAway),
    guests=True,
)
def live_leave(ctx: Ctx, path: GamePath) -> None:
    """Stand up. The seat stays the caller's, with its points, should they come back."""
    game, _ = access_seat(ctx, path.code)
    ctx.db(live.GameRepository).lock(game.code)
    game, seat = access_seat(ctx, path.code)
    ctx.db(live.SeatRepository).change(game, seat.id, left_at=ctx.now())
    count = board_changed(ctx, game, seats=game.seats - 1)
    ctx.emit(
        LiveParticipantLeft(code=game.code, participant_id=seat.id, participant_count=count),
        code=game.code,
    )


def hash_of(return_code: str) -> bytes:
    """A code of the host as the seat keeps it."""
    return hashlib.sha256(normalise_code(return_code).encode()).digest()


def _find(ctx: Ctx, code: str) -> tuple[Game, Seat | None]:
    """The game of the code. Without a token it is looked for in all schools, if guests may in."""
    if ctx.signed_in is not None:
        return find_game(ctx, code)
    game_id = enter_by_code(ctx, CodeKind.LIVE, code)
    found = None if game_id is None else ctx.db(live.GameRepository).get(game_id, code)
    if found is None:
        raise GameNotFound
    game, _ = found
    if not game.settings["guests"] or not is_on(ctx, Flag.LIVE_GUESTS):
        raise GuestsNotAllowed
    return game, None


def _again(ctx: Ctx, game: Game) -> tuple[Game, Seat | None]:
    """The game as it is now that it is locked."""
    caller = game.id if ctx.signed_in is None else ctx.viewer.user_id
    found = ctx.db(live.GameRepository).get(caller, game.code)
    assert found is not None, "games are not deleted"
    locked, seat = found
    if not locked.status.running:
        raise GameOver
    return locked, seat


def _come_back(ctx: Ctx, game: Game, seat: Seat) -> JoinRead:
    if seat.kicked_at is not None:
        raise SentAway
    if seat.left_at is not None:
        if game.seats >= game.settings["maxParticipants"]:
            raise GameFull
        ctx.db(live.SeatRepository).change(game, seat.id, left_at=None)
        count = board_changed(ctx, game, seats=game.seats + 1)
        _tell_joined(ctx, game, seat.id, seat.nickname, count)
    return _seated(seat, game, rejoined=True)


def _let_back(ctx: Ctx, game: Game, return_code: str) -> JoinRead:
    """A new pass for the seat of a guest; the old one ends with its streams."""
    seats, now = ctx.db(live.SeatRepository), ctx.now()
    seat = seats.get_returning(game, hash_of(return_code), now)
    if seat is None or seat.guest_id is None:
        raise WrongReturnCode
    ctx.db(identity.GuestRepository).revoke(seat.guest_id, now)
    end_streams(ctx, [seat.guest_id])
    guest = issue_guest_pass(ctx, scope_of(game.code), seat.nickname)
    seats.change(game, seat.id, guest_id=guest.guest_id, return_hash=None, return_until=None)
    read = _come_back(ctx, game, seat)
    return read.model_copy(update={"guest": GuestSeatRead.of(guest)})


def _sit_down(ctx: Ctx, game: Game, body: GameJoin) -> JoinRead:
    if ctx.signed_in is not None and ctx.viewer.user_id == game.host_id:
        raise HostDoesNotPlay
    if game.locked:
        raise GameLocked
    if game.seats >= game.settings["maxParticipants"]:
        raise GameFull
    origin = origin_of(ctx, scope_of(game.code))
    if ctx.signed_in is None and ctx.db(live.SeatRepository).was_sent_away(game, origin):
        raise AskTheHost
    nickname = choose_nickname(ctx, game, body)
    member_id = guest_id = guest = None
    if ctx.signed_in is None:
        guest = issue_guest_pass(ctx, scope_of(game.code), nickname)
        guest_id = guest.guest_id
    elif ctx.viewer.is_guest:
        guest_id = ctx.viewer.user_id
    else:
        member_id = ctx.viewer.user_id
    now = ctx.now()
    seat_id = uuid7(now)
    ctx.db(live.SeatRepository).insert(
        id=seat_id,
        session_id=game.id,
        user_id=member_id,
        guest_id=guest_id,
        nickname=nickname,
        nickname_key=nicknames.key_of(nickname),
        join_seq=game.last_seq + 1,
        origin=origin,
        joined_at=now,
    )
    count = board_changed(ctx, game, seats=game.seats + 1, last_seq=game.last_seq + 1)
    _tell_joined(ctx, game, seat_id, nickname, count)
    return JoinRead(
        code=game.code,
        participant_id=seat_id,
        nickname=nickname,
        rejoined=False,
        guest=guest and GuestSeatRead.of(guest),
    )


def board_changed(ctx: Ctx, game: Game, **values: int) -> int:
    """Write that other people play now; returns how many."""
    changed = ctx.db(live.GameRepository).change(game, ctx.now(), board_tag=ctx.new_id(), **values)
    return changed.seats


def _tell_joined(ctx: Ctx, game: Game, seat_id: UUID, nickname: str, count: int) -> None:
    ctx.emit(
        LiveParticipantJoined(
            code=game.code, participant_id=seat_id, nickname=nickname, participant_count=count
        ),
        code=game.code,
    )


def _seated(seat: Seat, game: Game, *, rejoined: bool) -> JoinRead:
    return JoinRead(
        code=game.code,
        participant_id=seat.id,
        nickname=seat.nickname,
        rejoined=rejoined,
        guest=None,
    )
