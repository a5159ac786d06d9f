"""Joining a board as a guest, by the code on the projector."""

from __future__ import annotations

from functions.boards.access import scope_of
from functions.common.flags import is_on
from functions.common.guests import (
    AskTheHost,
    NicknameRefused,
    enter_by_code,
    issue_guest_pass,
    origin_of,
)
from functions.runtime.context import Ctx
from infra.postgres import boards, identity, people
from shared.boards.content import Tier, judge
from shared.boards.schemas import BoardJoin, BoardJoined, JoinedBoard
from shared.boards.types import BoardStatus
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.identity.codes import normalise_code
from shared.identity.types import CodeKind
from shared.people.names import NameRefused, check_published
from shared.platform.flags import Flag

GUEST = "Guest"


class CodeNotFound(NotFound):
    """No board takes guests under this code."""

    guess = True
    title = "No board is open to guests under this code"


@route(
    "POST",
    "/v1/boards/join",
    permission=Access.PUBLIC,
    limits=("public", "join"),
    raises=(CodeNotFound, NicknameRefused, AskTheHost),
    hides_caller=True,
)
def boards_join(ctx: Ctx, body: BoardJoin) -> BoardJoined:
    """Join a board as a guest. The token opens this board and its stream, and nothing else."""
    board_id = enter_by_code(ctx, CodeKind.BOARD, normalise_code(body.code))
    if board_id is None:
        raise CodeNotFound
    board = ctx.db(boards.BoardRepository).get_for_guests(board_id)
    if board is None or not board.guests or board.status is BoardStatus.ARCHIVED:
        raise CodeNotFound
    if not is_on(ctx, Flag.BOARDS_GUESTS):
        raise CodeNotFound
    scope = scope_of(board.id)
    if ctx.db(identity.GuestRepository).was_sent_away(scope, origin_of(ctx, scope)):
        raise AskTheHost
    nickname = GUEST if body.nickname is None else _checked(ctx, body.nickname)
    if board.anonymous:
        nickname = GUEST
    issued = issue_guest_pass(ctx, scope, nickname)
    return BoardJoined.of(issued, board=JoinedBoard.of(board))


def _checked(ctx: Ctx, nickname: str) -> str:
    """The nickname as it is published; raises NicknameRefused."""
    from infra.khmer_words import cut_khmer

    try:
        name = check_published(nickname, ctx.db(people.PeopleRepository).find_staff_names())
    except NameRefused as refusal:
        raise NicknameRefused.because(refusal) from refusal
    if judge(name, cut_khmer).tier is not Tier.LOW:
        raise NicknameRefused
    return name
