"""Under which name somebody plays."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from functions.common.guests import NicknameRefused
from functions.runtime.context import Ctx
from infra.postgres import live, people
from shared.http.problem import Conflict
from shared.live import nicknames
from shared.live.schemas import GameJoin
from shared.people.names import NameRefused

if TYPE_CHECKING:
    from infra.postgres.live import Game

_ATTEMPTS = 20


class NicknameTaken(Conflict):
    """Somebody in the game has this name, or one that looks the same."""

    code = "nickname_taken"
    title = "This nickname is taken"
    cure = "Choose another nickname."


def choose_nickname(ctx: Ctx, game: Game, body: GameJoin) -> str:
    """The name asked for, or one that is free. Raises NicknameRefused or NicknameTaken."""
    if body.nickname is not None:
        try:
            nickname = nicknames.check(body.nickname, _staff_names(ctx))
        except NameRefused as refusal:
            raise NicknameRefused.because(refusal) from refusal
        if ctx.db(live.SeatRepository).nickname_is_taken(game, nicknames.key_of(nickname)):
            raise NicknameTaken
        return nickname
    for attempt in range(1, _ATTEMPTS):
        name = _suggestion(ctx, body, attempt)
        if not ctx.db(live.SeatRepository).nickname_is_taken(game, nicknames.key_of(name)):
            return name
    # A seat's number is its own: this name is free unless somebody chose it to be in the way.
    return nicknames.numbered(_suggestion(ctx, body, 1), 10_000 + game.last_seq)


def _staff_names(ctx: Ctx) -> list[str]:
    """Names that nobody takes but their owners."""
    caller = None if ctx.signed_in is None else ctx.viewer.user_id
    return ctx.db(people.PeopleRepository).find_staff_names(but=caller)


def _suggestion(ctx: Ctx, body: GameJoin, attempt: int) -> str:
    if ctx.signed_in is None or ctx.viewer.is_guest:
        return nicknames.make_up(body.language, secrets.choice)
    name = nicknames.fitting(ctx.viewer.name)
    return name if attempt == 1 else nicknames.numbered(name, attempt)
