"""Reactions: bursts of emoji over a board."""

from __future__ import annotations

from functions.boards.access import BoardClosed, BoardNotFound, act_on, require_board
from functions.boards.bursts import WINDOW_SECONDS, Reactions
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.boards.events import BoardReaction
from shared.boards.schemas import BoardPath, ReactionSend
from shared.http.route import route

_reactions = Reactions()


@route(
    "POST",
    "/v1/boards/{id}/react",
    permission=Permission.QUESTIONS_READ,
    limits=("react",),
    status=204,
    emits=(BoardReaction,),
    raises=(BoardNotFound, BoardClosed),
    guests=True,
    hides_caller=True,
)
def boards_react(ctx: Ctx, path: BoardPath, body: ReactionSend) -> None:
    """Send reactions. They are stored nowhere.

    The board hears the sum of a second: the first of a burst waits for its end to announce it.
    """
    board = require_board(ctx, path.id)
    act_on(ctx, board)
    key = (board.id, body.emoji)
    if not _reactions.add(key, body.count):
        return
    try:
        ctx.pause(WINDOW_SECONDS)
    finally:
        count = _reactions.take(key)
    ctx.emit(BoardReaction(emoji=body.emoji, count=count), board_id=board.id)
